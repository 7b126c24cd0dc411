/// One set of best lists a thread, and the lists that they have together.
final class WorkerLists: @unchecked Sendable {
    // Each worker writes its own lists only, and they are read when all have ended.
    private let lists: UnsafeMutablePointer<BestLists>
    private let workers: Int
    private let rows: Int

    init(workers: Int, rows: Int, wanted: Int) {
        self.workers = workers
        self.rows = rows
        lists = .allocate(capacity: workers)
        for worker in 0..<workers { (lists + worker).initialize(to: BestLists(rows: rows, wanted: wanted)) }
    }

    deinit {
        lists.deinitialize(count: workers)
        lists.deallocate()
    }

    /// Offers the scores of a tile to the rows of both sides.
    func collect(
        _ worker: Int, _ scores: UnsafeMutableBufferPointer<Float>, _ size: Int, left: Int, right: Int, live: [Bool]
    ) {
        let thresholds = lists[worker].thresholds
        let leftEnd = min(left + size, rows)
        let rightEnd = min(right + size, rows)
        let isDiagonal = left == right
        live.withUnsafeBufferPointer { live in
            for row in left..<leftEnd where live[row] {
                let first = (row - left) * size - right
                var other = isDiagonal ? row + 1 : right
                while other < rightEnd {
                    let score = scores[first + other]
                    if score >= thresholds[row], live[other] { lists[worker].offer(score, Int32(other), to: row) }
                    if score >= thresholds[other], live[other] { lists[worker].offer(score, Int32(row), to: other) }
                    other += 1
                }
            }
        }
    }

    /// The best keys of a row over all threads, best first.
    func best(of row: Int, wanted: Int) -> [UInt64] {
        var keys: [UInt64] = []
        for worker in 0..<workers { lists[worker].append(row, to: &keys) }
        keys.sort(by: >)
        if keys.count > wanted { keys.removeLast(keys.count - wanted) }
        return keys
    }
}
