/// Communities that do not hang on one resolution or one throw of the dice: edges are weighted by how often their
/// ends fall into one community over many runs (after Lancichinetti and Fortunato, "Consensus clustering in complex
/// networks", 2012), and communities are found once more on the agreed edges.
struct Consensus {
    let settings: ClusteringSettings
    let threads: Int

    /// Runs of the last step, of which the best is taken.
    private static let finalRuns = 5

    /// The community of each node, numbered in order of first node. Nodes without edges stay alone.
    func communities(of graph: WeightedGraph) -> [Int32] {
        let runs = max(settings.consensusRuns, 0)
        guard runs > 1 else { return best(of: graph) }
        let span = settings.resolutionCeiling(tickets: graph.count) - settings.lowestResolution
        let memberships = Parallel.map(count: runs, size: 1, threads: threads) { run in
            let resolution = settings.lowestResolution + span * Double(run) / Double(runs - 1)
            var leiden = Leiden(resolution: resolution, seed: settings.seed &+ UInt64(run) &* 0xD1B5_4A32_D192_ED03)
            return leiden.communities(of: graph, iterations: 2)
        }
        // One row a node, so that an edge's comparison reads two short runs of memory.
        var votes = [Int32](repeating: 0, count: graph.count * runs)
        for (run, membership) in memberships.enumerated() {
            for (node, community) in membership.enumerated() { votes[node * runs + run] = community }
        }
        let agreed = graph.reweighted { left, right, weight in
            var meetings = 0
            for run in 0..<runs where votes[left * runs + run] == votes[right * runs + run] { meetings += 1 }
            return weight * Double(meetings) / Double(runs)
        }
        return best(of: agreed)
    }

    private func best(of graph: WeightedGraph) -> [Int32] {
        let attempts = Parallel.map(count: Consensus.finalRuns, size: 1, threads: threads) { run in
            var leiden = Leiden(
                resolution: settings.finalResolution, seed: settings.seed &+ 0xF1A1 &+ UInt64(run))
            let part = leiden.communities(of: graph, iterations: 8)
            return (part: part, quality: leiden.quality(part, of: graph))
        }
        var best = attempts[0]
        for attempt in attempts.dropFirst() where attempt.quality > best.quality { best = attempt }
        return best.part
    }
}
