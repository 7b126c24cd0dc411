/// Communities of a weighted graph by modularity with a resolution: the Leiden algorithm (Traag, Waltman and van Eck,
/// "From Louvain to Leiden", 2019). In the refinement the merge of the greatest gain is taken, the limit of the paper's
/// randomised choice; chance enters through the order in which nodes are visited.
struct Leiden {
    /// Higher gives more, smaller communities.
    let resolution: Double
    private var random: SplitMix64

    init(resolution: Double, seed: UInt64) {
        self.resolution = resolution
        random = SplitMix64(seed: seed)
    }

    /// The community of each node, numbered from 0 in order of their first node. Repeats the whole algorithm from its
    /// own result until nothing changes, at most `iterations` times.
    ///
    /// - Parameter start: communities to begin from, numbered below the number of nodes; each node alone without.
    mutating func communities(of graph: WeightedGraph, from start: [Int32]? = nil, iterations: Int) -> [Int32] {
        var membership = start.map(Leiden.renumbered) ?? (0..<Int32(graph.count)).map { $0 }
        guard graph.total > 0 else { return membership }
        for _ in 0..<iterations {
            let next = improved(membership, of: graph)
            if next == membership { break }
            membership = next
        }
        return membership
    }

    /// One descent through all levels of aggregation.
    private mutating func improved(_ membership: [Int32], of original: WeightedGraph) -> [Int32] {
        var graph = original
        var part = membership
        var nodeOf = (0..<Int32(original.count)).map { $0 }
        while true {
            let order = random.permutation(graph.count)
            let move = LocalMove(resolution: resolution, total: graph.total)
            part = graph.read { move.moved(part, in: $0, order: order) } ?? part
            let refinement = Refinement(resolution: resolution, total: graph.total)
            let (refined, parts) = graph.read { refinement.refined(part, in: $0) } ?? (part, graph.count)
            if parts == graph.count { break }
            var partOfRefined = [Int32](repeating: 0, count: parts)
            for node in 0..<graph.count { partOfRefined[Int(refined[node])] = part[node] }
            graph = graph.aggregated(by: refined, count: parts)
            part = partOfRefined
            for node in nodeOf.indices { nodeOf[node] = refined[Int(nodeOf[node])] }
        }
        return Leiden.renumbered(nodeOf.map { part[Int($0)] })
    }

    /// The same partition, numbered in order of first node.
    static func renumbered(_ part: [Int32]) -> [Int32] {
        var number = [Int32](repeating: -1, count: part.count)
        var count: Int32 = 0
        return part.map { value in
            if number[Int(value)] < 0 {
                number[Int(value)] = count
                count += 1
            }
            return number[Int(value)]
        }
    }

    /// The modularity, up to a constant factor, of a partition.
    func quality(_ part: [Int32], of graph: WeightedGraph) -> Double {
        guard graph.total > 0 else { return 0 }
        var inside = 0.0
        var weightOf = [Double](repeating: 0, count: graph.count)
        _ = graph.read { graph in
            part.withUnsafeBufferPointer { part in
                for node in 0..<graph.count {
                    weightOf[Int(part[node])] += graph.degrees[node]
                    inside += 2 * graph.loops[node]
                    for edge in graph.edges(of: node) where part[Int(graph.targets[edge])] == part[node] {
                        inside += Double(graph.weights[edge])
                    }
                }
            }
        }
        var expected = 0.0
        for weight in weightOf { expected += weight * weight }
        return inside - resolution * expected / graph.total
    }
}
