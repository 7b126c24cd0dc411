/// For each row the best keys seen so far, gathered with slack and cut down now and then, which costs less than
/// keeping a heap in order.
struct BestLists: ~Copyable {
    private let wanted: Int
    private let capacity: Int
    private let keys: UnsafeMutablePointer<UInt64>
    private let counts: UnsafeMutablePointer<Int32>
    /// Of each row, the similarity below which nothing can be among the best any more.
    let thresholds: UnsafeMutablePointer<Float>

    init(rows: Int, wanted: Int) {
        self.wanted = wanted
        capacity = wanted * 2
        keys = .allocate(capacity: max(rows * capacity, 1))
        counts = .allocate(capacity: max(rows, 1))
        counts.initialize(repeating: 0, count: rows)
        thresholds = .allocate(capacity: max(rows, 1))
        thresholds.initialize(repeating: -.infinity, count: rows)
    }

    deinit {
        keys.deallocate()
        counts.deallocate()
        thresholds.deallocate()
    }

    @inline(__always) func offer(_ similarity: Float, _ other: Int32, to row: Int) {
        let base = keys + row * capacity
        base[Int(counts[row])] = RankedKey.make(similarity, other)
        counts[row] += 1
        if Int(counts[row]) == capacity { cut(row) }
    }

    private func cut(_ row: Int) {
        let base = keys + row * capacity
        BestLists.selectBest(base, count: capacity, wanted: wanted)
        counts[row] = Int32(wanted)
        var smallest = base[0]
        for index in 1..<wanted where base[index] < smallest { smallest = base[index] }
        thresholds[row] = RankedKey.similarity(smallest)
    }

    /// Appends what a row holds.
    func append(_ row: Int, to output: inout [UInt64]) {
        output += UnsafeBufferPointer(start: keys + row * capacity, count: Int(counts[row]))
    }

    /// Moves the `wanted` largest keys to the front, in any order (Hoare's quickselect).
    static func selectBest(_ keys: UnsafeMutablePointer<UInt64>, count: Int, wanted: Int) {
        var low = 0
        var high = count - 1
        while low < high {
            let pivot = keys[(low + high) / 2]
            var left = low
            var right = high
            while left <= right {
                while keys[left] > pivot { left += 1 }
                while keys[right] < pivot { right -= 1 }
                if left <= right {
                    let held = keys[left]
                    keys[left] = keys[right]
                    keys[right] = held
                    left += 1
                    right -= 1
                }
            }
            if wanted - 1 <= right { high = right } else if wanted - 1 >= left { low = left } else { return }
        }
    }
}
