/// Communities that do not hang on one throw of the dice: edges are weighted by how often their ends fall into one
/// community over several runs at resolutions around the wanted one (after Lancichinetti and Fortunato, "Consensus
/// clustering in complex networks", 2012), and communities are found once more on the agreed edges.
struct Consensus {
    let resolution: Double
    let seed: UInt64
    /// Runs whose agreement weights the edges.
    let runs: Int
    let threads: Int

    /// Runs of the last step, of which the best is taken: five for few nodes, one for many.
    private static let finalRuns = 5
    /// Up to this many nodes all runs are made; beyond, fewer in proportion, and none where fewer than ten would be
    /// left: the gain of agreement vanishes on large graphs, and its cost does not.
    private static let nodeLimit = 25_000
    /// The runs' resolutions go from the wanted one divided by this to the wanted one times this.
    private static let spread = 1.5
    /// The last resolution over the wanted one. Agreed edges are mostly within communities, where they were already
    /// many: at the wanted resolution itself the last step would find finer communities than the runs did.
    static let finalShare = 0.7
    /// The weight that is left to an edge on which no run agreed: a node of such edges alone still has neighbours.
    private static let least: Float = 0.01

    /// The community of each node, numbered in order of first node. Nodes without edges stay alone.
    func communities(of graph: WeightedGraph) -> [Int32] {
        let runs = self.runs * Consensus.nodeLimit / max(graph.count, Consensus.nodeLimit)
        guard runs >= min(10, max(self.runs, 2)) else { return best(of: graph, at: resolution) }
        let memberships = Parallel.map(count: runs, size: 1, threads: threads) { run in
            let place = 2 * Double(run) / Double(runs - 1) - 1
            let factor = PortableMath.exp(place * PortableMath.log(Consensus.spread))
            var leiden = Leiden(resolution: resolution * factor, seed: seed &+ UInt64(run) &* 0xD1B5_4A32_D192_ED03)
            return leiden.communities(of: graph, iterations: 2)
        }
        // One row a node, so that an edge's comparison reads two short runs of memory.
        var votes = [Int32](repeating: 0, count: graph.count * runs)
        for (run, membership) in memberships.enumerated() {
            for (node, community) in membership.enumerated() { votes[node * runs + run] = community }
        }
        let agreed = votes.withUnsafeBufferPointer { votes in
            graph.reweighted { left, right, weight in
                var meetings = 0
                for run in 0..<runs where votes[left * runs + run] == votes[right * runs + run] { meetings += 1 }
                return weight * max(Float(meetings) / Float(runs), Consensus.least)
            }
        }
        return best(of: agreed, at: resolution * Consensus.finalShare)
    }

    private func best(of graph: WeightedGraph, at resolution: Double) -> [Int32] {
        let isLarge = graph.count > 2 * Consensus.nodeLimit
        let attempts = Parallel.map(count: isLarge ? 1 : Consensus.finalRuns, size: 1, threads: threads) { run in
            var leiden = Leiden(resolution: resolution, seed: seed &+ 0xF1A1 &+ UInt64(run))
            let part = leiden.communities(of: graph, iterations: isLarge ? 4 : 8)
            return (part: part, quality: leiden.quality(part, of: graph))
        }
        var best = attempts[0]
        for attempt in attempts.dropFirst() where attempt.quality > best.quality { best = attempt }
        return best.part
    }
}
