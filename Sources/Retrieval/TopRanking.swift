/// The best of many scored numbers: a bounded binary heap. Higher scores first, then smaller numbers.
struct TopRanking {
    struct Entry: Equatable {
        let score: Double
        let number: Int

        /// Whether this entry comes before another in the ranking.
        func precedes(_ other: Entry) -> Bool {
            score != other.score ? score > other.score : number < other.number
        }
    }

    private let limit: Int
    /// The worst entry kept is at the root.
    private var heap: [Entry] = []

    init(limit: Int) {
        self.limit = limit
        heap.reserveCapacity(min(limit, 4_096))
    }

    /// Offers a number.
    mutating func offer(_ number: Int, score: Double) {
        let entry = Entry(score: score, number: number)
        if heap.count < limit {
            heap.append(entry)
            rise(heap.count - 1)
        } else if limit > 0, entry.precedes(heap[0]) {
            heap[0] = entry
            sink()
        }
    }

    /// The least score that was kept; negative infinity while there is room.
    var worst: Double { heap.count < limit ? -.infinity : heap.first?.score ?? -.infinity }

    /// What was kept, best first.
    func ranked() -> [Entry] { heap.sorted { $0.precedes($1) } }

    private mutating func rise(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].precedes(heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[worst].precedes(heap[child])
            {
                worst = child
            }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
