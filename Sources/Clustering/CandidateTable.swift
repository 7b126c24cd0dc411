/// The candidates of each row, without their scores: row numbers, ascending.
struct CandidateTable: Sendable, Equatable {
    /// Where each row's candidates begin, and the end of the last.
    private(set) var offsets: [Int] = [0]
    private(set) var members: [Int32] = []

    var count: Int { offsets.count - 1 }

    init() {}

    /// Makes a table of `count` rows, each from ranked keys in any order.
    init(count: Int, _ keys: (Int) -> UnsafeBufferPointer<UInt64>) {
        reserve(rows: count, members: count > 0 ? count * keys(0).count : 0)
        for row in 0..<count { append(keys(row).lazy.map(RankedKey.row)) }
    }

    subscript(row: Int) -> ArraySlice<Int32> { members[offsets[row]..<offsets[row + 1]] }

    mutating func reserve(rows: Int, members: Int) {
        offsets.reserveCapacity(rows + 1)
        self.members.reserveCapacity(members)
    }

    /// Adds a row.
    mutating func append(_ candidates: some Sequence<Int32>) {
        members.append(contentsOf: candidates)
        let start = offsets[count]
        members.withUnsafeMutableBufferPointer { members in
            var added = UnsafeMutableBufferPointer(rebasing: members[start...])
            added.sort()
        }
        offsets.append(members.count)
    }
}

extension CandidateLists {
    /// The candidates of each row.
    ///
    /// - Parameter order: the row of each list, every row once.
    func table(in order: [Int32]) -> CandidateTable {
        var places = [Int](repeating: 0, count: order.count)
        for (place, row) in order.enumerated() { places[Int(row)] = place }
        return CandidateTable(count: rows) { best(places[$0]) }
    }
}
