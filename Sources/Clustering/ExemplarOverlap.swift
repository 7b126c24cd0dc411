import Domain

/// Where the ledger's exemplars lie now.
struct ExemplarOverlap {
    /// Of each known cluster: the found clusters that hold its exemplars, with how many, in order of found cluster.
    let shared: [[(found: Int, count: Int)]]
    /// Of each known cluster: its exemplars that lie in some found cluster.
    let present: [Int]
    /// Of each found cluster: ledger exemplars among its members.
    let held: [Int]

    init(found: [Identity.FoundCluster], known: [Identity.KnownCluster]) {
        var clusterOf: [TicketID: Int] = [:]
        for (index, cluster) in found.enumerated() { for ticket in cluster.members { clusterOf[ticket] = index } }
        var held = [Int](repeating: 0, count: found.count)
        var present: [Int] = []
        shared = known.map { cluster in
            var counts: [Int: Int] = [:]
            for ticket in cluster.exemplars {
                guard let index = clusterOf[ticket] else { continue }
                counts[index, default: 0] += 1
                held[index] += 1
            }
            present.append(counts.values.reduce(0, +))
            return counts.sorted { $0.key < $1.key }.map { (found: $0.key, count: $0.value) }
        }
        self.present = present
        self.held = held
    }

    /// How many exemplars of a known cluster a found one holds.
    func count(of known: Int, in found: Int) -> Int { shared[known].first { $0.found == found }?.count ?? 0 }
}
