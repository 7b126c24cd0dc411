/// For each row a list of ranked keys, best first, in one piece of memory: a million rows of sixty are half a gigabyte,
/// and would be twice that as arrays of their own.
struct RankedTable: Sendable {
    /// The most keys of a row.
    let width: Int
    private var counts: [Int32]
    private var keys: [UInt64]

    var count: Int { counts.count }

    /// Makes a table of empty lists.
    init(empty count: Int, width: Int) {
        self.width = max(width, 1)
        counts = [Int32](repeating: 0, count: count)
        keys = [UInt64](repeating: 0, count: count * self.width)
    }

    /// The keys of a row, best first.
    subscript(row: Int) -> ArraySlice<UInt64> { keys[row * width..<row * width + Int(counts[row])] }

    /// The rows of a table that is being filled by several threads, each writing rows of its own.
    struct Rows: @unchecked Sendable {
        fileprivate let counts: UnsafeMutablePointer<Int32>
        fileprivate let keys: UnsafeMutablePointer<UInt64>
        fileprivate let width: Int

        subscript(row: Int) -> UnsafeBufferPointer<UInt64> {
            UnsafeBufferPointer(start: keys + row * width, count: Int(counts[row]))
        }

        /// Writes a row: at most `width` keys, best first.
        func set(_ row: Int, to list: some Collection<UInt64>) {
            let target = UnsafeMutableBufferPointer(start: keys + row * width, count: width)
            counts[row] = Int32(target.update(fromContentsOf: list))
        }
    }

    /// Gives access for writing.
    mutating func withRows<Failure: Error>(_ body: (Rows) throws(Failure) -> Void) throws(Failure) {
        let width = width
        try counts.withUnsafeMutableBufferPointer { (counts) throws(Failure) in
            try keys.withUnsafeMutableBufferPointer { (keys) throws(Failure) in
                guard let counts = counts.baseAddress, let keys = keys.baseAddress else { return }
                try body(Rows(counts: counts, keys: keys, width: width))
            }
        }
    }
}
