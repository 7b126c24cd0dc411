/// For each row the best keys seen so far, gathered with slack and cut down now and then, which costs less than
/// keeping a heap in order.
///
/// Keys are total orders (`RankedKey`), so that the best `wanted` are one set, in whatever order they were offered.
/// Different threads may write different rows.
final class CandidateLists: @unchecked Sendable {
    let rows: Int
    let wanted: Int
    private let capacity: Int
    private let keys: UnsafeMutablePointer<UInt64>
    private let counts: UnsafeMutablePointer<Int32>
    /// Of each row, the greatest score that cannot be among the best any more. Rows are padded to whole blocks with
    /// rows that take nothing.
    let bars: UnsafeMutablePointer<Int32>

    /// Below every score, far from overflow.
    static let open: Int32 = -1 << 28

    /// - Parameter padding: rows beyond the last that are read, but never offered anything.
    init(rows: Int, wanted: Int, padding: Int = 0) {
        self.rows = rows
        self.wanted = max(wanted, 1)
        capacity = self.wanted * 2
        keys = .allocate(capacity: max(rows * capacity, 1))
        counts = .allocate(capacity: rows + 1)
        counts.initialize(repeating: 0, count: rows + 1)
        bars = .allocate(capacity: rows + padding + 1)
        bars.initialize(repeating: CandidateLists.open, count: rows)
        (bars + rows).initialize(repeating: 1 << 28, count: padding + 1)
    }

    deinit {
        keys.deallocate()
        counts.deallocate()
        bars.deallocate()
    }

    /// Takes a key for a row.
    @inline(__always) func offer(_ key: UInt64, to row: Int) {
        let count = Int(counts[row])
        keys[row * capacity + count] = key
        counts[row] = Int32(truncatingIfNeeded: count + 1)
        if count + 1 == capacity { cut(row) }
    }

    @inline(never) private func cut(_ row: Int) {
        let base = keys + row * capacity
        Selection.moveBest(base, count: Int(counts[row]), wanted: wanted)
        counts[row] = Int32(wanted)
        var least = base[0]
        for index in 1..<wanted { least = min(least, base[index]) }
        // An equal score may still win by its row.
        bars[row] = RankedKey.score(least) - 1
    }

    /// The best keys of a row, up to `wanted`, in any order.
    func best(_ row: Int) -> UnsafeBufferPointer<UInt64> {
        let held = Int(counts[row])
        if held > wanted {
            Selection.moveBest(keys + row * capacity, count: held, wanted: wanted)
            counts[row] = Int32(wanted)
        }
        return UnsafeBufferPointer(start: keys + row * capacity, count: min(held, wanted))
    }

    /// Leaves out a row's keys below a floor.
    func drop(below floor: UInt64, from row: Int) {
        let base = keys + row * capacity
        var left = 0
        for index in 0..<Int(counts[row]) where base[index] >= floor {
            base[left] = base[index]
            left += 1
        }
        counts[row] = Int32(left)
    }

    /// Makes a row empty and open again.
    func clear(_ row: Int) {
        counts[row] = 0
        bars[row] = CandidateLists.open
    }
}
