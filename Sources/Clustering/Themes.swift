/// Groups of clusters: communities of the graph that joins each cluster to its nearest five.
enum Themes {
    /// The theme of each cluster, numbered from 0, most tickets first.
    static func find(
        _ nearest: [[(node: Int32, similarity: Float)]], sizes: [Int], seed: UInt64, threads: Int
    ) -> [Int] {
        // Clusters that point away from each other share no theme, however few clusters there are.
        let related = nearest.map { list in list.filter { $0.similarity > 0 } }
        let graph = FuzzyGraph.build(related, threads: threads)
        var best: (part: [Int32], quality: Double)?
        for run in 0..<5 {
            var leiden = Leiden(resolution: 1, seed: seed &+ 0x7E3E &+ UInt64(run))
            let part = leiden.communities(of: graph, iterations: 8)
            let quality = leiden.quality(part, of: graph)
            if best.map({ quality > $0.quality }) ?? true { best = (part, quality) }
        }
        guard let part = best?.part else { return [] }
        var tickets = [Int](repeating: 0, count: part.count)
        for (cluster, theme) in part.enumerated() { tickets[Int(theme)] += sizes[cluster] }
        // Themes are numbered by their first cluster, and clusters by size, so ties fall to the larger cluster.
        let order = tickets.indices.sorted { (tickets[$1], $0) < (tickets[$0], $1) }
        var number = [Int](repeating: 0, count: part.count)
        for (rank, theme) in order.enumerated() { number[theme] = rank }
        return part.map { number[Int($0)] }
    }
}
