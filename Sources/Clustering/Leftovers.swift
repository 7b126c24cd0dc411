/// What becomes of communities too small to be clusters.
///
/// The rule: each ticket of such a community looks at its neighbours in clusters, goes to the cluster to which its edges
/// are heaviest, and is taken if its mean similarity to its neighbours there is at least what the weakest tenth of that
/// cluster's own members have to their neighbours within it. Otherwise it is unusual.
struct Leftovers {
    let lists: [[(node: Int32, similarity: Float)]]
    let graph: WeightedGraph
    /// Tickets of each node.
    let sizes: [Int]
    let minimumSize: Int

    /// The community of each node, or -1, from communities of any size.
    func settled(_ communities: [Int32]) -> [Int32] {
        var tickets = [Int](repeating: 0, count: communities.count)
        for (node, community) in communities.enumerated() { tickets[Int(community)] += sizes[node] }
        func isCluster(_ community: Int32) -> Bool { tickets[Int(community)] >= minimumSize }
        let admission = admissions(communities, isCluster: isCluster)
        var settled = communities
        for (node, community) in communities.enumerated() where !isCluster(community) {
            settled[node] = -1
            var sums: [Int32: Double] = [:]
            var best: (community: Int32, weight: Double)?
            for edge in graph.edges(of: node) {
                let other = communities[Int(graph.targets[edge])]
                guard isCluster(other) else { continue }
                let sum = sums[other, default: 0] + Double(graph.weights[edge])
                sums[other] = sum
                if best.map({ sum > $0.weight || (sum == $0.weight && other < $0.community) }) ?? true {
                    best = (other, sum)
                }
            }
            guard let best, let closeness = closeness(of: node, to: best.community, communities),
                closeness >= admission[Int(best.community)]
            else { continue }
            settled[node] = best.community
        }
        return settled
    }

    /// Mean similarity of a node to its listed neighbours in a community, or `nil` without any.
    private func closeness(of node: Int, to community: Int32, _ communities: [Int32]) -> Float? {
        var sum: Float = 0
        var count: Float = 0
        for neighbour in lists[node] where communities[Int(neighbour.node)] == community {
            sum += neighbour.similarity
            count += 1
        }
        return count > 0 ? sum / count : nil
    }

    /// The closeness that each cluster asks for: the tenth percentile of its members'.
    private func admissions(_ communities: [Int32], isCluster: (Int32) -> Bool) -> [Float] {
        var values = [[Float]](repeating: [], count: communities.count)
        for (node, community) in communities.enumerated() where isCluster(community) {
            if let closeness = closeness(of: node, to: community, communities) {
                values[Int(community)].append(closeness)
            }
        }
        return values.map { values in
            values.isEmpty ? .infinity : values.sorted()[values.count / 10]
        }
    }
}
