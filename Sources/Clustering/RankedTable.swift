/// For each row a list of ranked keys, best first, in one piece of memory: a million rows of sixty are half a gigabyte,
/// and would be twice that as arrays of their own.
struct RankedTable: Sendable {
    /// The most keys of a row.
    let width: Int
    private var counts: [Int32]
    private var keys: [UInt64]

    var count: Int { counts.count }

    /// Makes a table by filling its rows.
    ///
    /// - Parameter fill: Writes a row's keys, at most `width`, and returns how many. Called once a row, from several
    ///   threads at once.
    init(
        count: Int, width: Int, size: Int = 256, threads: Int,
        fill: (Int, UnsafeMutablePointer<UInt64>, inout [UInt64]) -> Int
    ) {
        self.init(empty: count, width: width)
        withRows { rows in
            Parallel.forEachChunk(count: count, size: size, threads: threads) { range, _ in
                var scratch: [UInt64] = []
                for row in range { rows.set(row) { fill(row, $0, &scratch) } }
            }
        }
    }

    /// Makes a table of empty lists.
    init(empty count: Int, width: Int) {
        self.width = max(width, 1)
        counts = [Int32](repeating: 0, count: count)
        keys = [UInt64](repeating: 0, count: count * self.width)
    }

    /// The rows of a table, to be written by several threads, each its own.
    struct Rows: @unchecked Sendable {
        fileprivate let counts: UnsafeMutablePointer<Int32>
        fileprivate let keys: UnsafeMutablePointer<UInt64>
        fileprivate let width: Int

        /// Writes a row: `fill` gets room for `width` keys, and returns how many it wrote.
        func set(_ row: Int, _ fill: (UnsafeMutablePointer<UInt64>) -> Int) {
            counts[row] = Int32(fill(keys + row * width))
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

    /// The keys of a row, best first.
    subscript(row: Int) -> ArraySlice<UInt64> { keys[row * width..<row * width + Int(counts[row])] }
}
