/// What becomes of communities too small to be clusters.
///
/// The rule: each ticket of such a community looks at its neighbours in clusters, goes to the cluster to which its edges
/// are heaviest, and is taken if its mean similarity to its neighbours there is at least what the weakest tenth of that
/// cluster's own members have to their neighbours within it. Otherwise it is unusual. A community in which people
/// joined tickets is a cluster whatever its size.
struct Leftovers {
    let lists: [[(node: Int32, similarity: Float)]]
    let graph: WeightedGraph
    /// Tickets of each node.
    let sizes: [Int]
    let minimumSize: Int
    /// What people said, if anything; its vertices are the nodes.
    let plan: ConstraintPlan?

    /// The community of each node, or -1, from communities of any size.
    func settled(_ communities: [Int32]) -> [Int32] {
        let count = Int(communities.max() ?? -1) + 1
        var tickets = [Int](repeating: 0, count: count)
        var isBound = [Bool](repeating: false, count: count)
        for (node, community) in communities.enumerated() {
            tickets[Int(community)] += sizes[node]
            if plan?.isBound[node] == true { isBound[Int(community)] = true }
        }
        let isCluster = tickets.indices.map { tickets[$0] >= minimumSize || isBound[$0] }
        let admission = admissions(communities, isCluster)
        var settled = communities
        for (node, community) in communities.enumerated() where !isCluster[Int(community)] { settled[node] = -1 }
        for (node, community) in communities.enumerated() where !isCluster[Int(community)] {
            guard let best = heaviest(of: node, communities, isCluster, settled),
                let closeness = closeness(of: node, to: best, communities), closeness >= admission[Int(best)]
            else { continue }
            settled[node] = best
        }
        return settled
    }

    /// The cluster to which a node's edges are heaviest, among those that it may join.
    private func heaviest(
        of node: Int, _ communities: [Int32], _ isCluster: [Bool], _ settled: [Int32]
    ) -> Int32? {
        var sums: [Int32: Double] = [:]
        for edge in graph.edges(of: node) {
            let other = communities[Int(graph.targets[edge])]
            if isCluster[Int(other)] { sums[other, default: 0] += Double(graph.weights[edge]) }
        }
        let ranked = sums.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return ranked.first { plan?.mayJoin(node, $0.key, settled) ?? true }?.key
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
    private func admissions(_ communities: [Int32], _ isCluster: [Bool]) -> [Float] {
        var values = [[Float]](repeating: [], count: isCluster.count)
        for (node, community) in communities.enumerated() where isCluster[Int(community)] {
            if let closeness = closeness(of: node, to: community, communities) {
                values[Int(community)].append(closeness)
            }
        }
        return values.map { values in
            values.isEmpty ? .infinity : values.sorted()[values.count / 10]
        }
    }
}
