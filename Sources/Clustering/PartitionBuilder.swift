/// Turns communities of groups into the partition of the input's rows.
struct PartitionBuilder {
    let nodes: TicketNodes
    let duplicates: NearDuplicates
    let similar: SimilarTickets
    let communities: GroupCommunities
    let vectors: DenseVectors
    let settings: ClusteringSettings
    let threads: Int

    private static let exemplarLimit = 40
    private static let neighbourLimit = 5

    func partition() -> Partition {
        let (labels, sizes) = numbered()
        let heads = duplicates.groups.map { $0[0] }
        let shapes = ClusterShapes(labels: labels, clusterCount: sizes.count, nodes: heads, vectors: vectors)
        let strengths = strengths(labels, sizes.count, shapes, heads)
        let near = shapes.nearest(
            clusterCount: sizes.count, wanted: PartitionBuilder.neighbourLimit, threads: threads)
        var rowLabels = [Int](repeating: -1, count: nodes.order.count)
        var rowStrengths = [Float](repeating: 0, count: nodes.order.count)
        for (position, node) in nodes.nodeOfPosition.enumerated() where node >= 0 {
            let group = duplicates.groupOf[node]
            rowLabels[nodes.order[position]] = labels[group]
            rowStrengths[nodes.order[position]] = strengths[group]
        }
        return Partition(
            labels: rowLabels, strengths: rowStrengths,
            themes: Themes.find(near, sizes: sizes, seed: settings.seed, threads: threads),
            duplicates: duplicateRows(), nearest: nearestRows(),
            exemplars: exemplars(labels, strengths, clusterCount: sizes.count),
            clusterNeighbours: near.map { list in list.map { Int($0.node) } })
    }

    /// The rows of a group, in canonical order.
    private func positions(of group: Int) -> [Int32] {
        duplicates.groups[group].flatMap { nodes.positions[$0] }.sorted()
    }

    /// Cluster numbers of the groups, largest first, then by first ticket; and the clusters' tickets.
    private func numbered() -> (labels: [Int], sizes: [Int]) {
        var tickets = [Int](repeating: 0, count: communities.labels.count)
        var first = [Int32](repeating: .max, count: communities.labels.count)
        for (group, community) in communities.labels.enumerated() where community >= 0 {
            tickets[Int(community)] += communities.sizes[group]
            // Groups are numbered by their first ticket.
            first[Int(community)] = min(first[Int(community)], Int32(group))
        }
        let order = tickets.indices.filter { tickets[$0] > 0 }
            .sorted { (tickets[$1], first[$0]) < (tickets[$0], first[$1]) }
        var number = [Int](repeating: -1, count: tickets.count)
        for (rank, community) in order.enumerated() { number[community] = rank }
        return (communities.labels.map { $0 < 0 ? -1 : number[Int($0)] }, order.map { tickets[$0] })
    }

    /// The geometric mean of two shares: of a group's edge weight, what stays in its cluster; and of the best cosine to
    /// the cluster's centroid, its own.
    private func strengths(
        _ labels: [Int], _ clusterCount: Int, _ shapes: ClusterShapes, _ heads: [Int]
    ) -> [Float] {
        let closeness = Parallel.map(count: labels.count, size: 256, threads: threads) { group in
            labels[group] < 0 ? 0 : max(0, shapes.closeness(of: heads[group], to: labels[group], in: vectors))
        }
        var best = [Float](repeating: 0, count: clusterCount)
        for (group, label) in labels.enumerated() where label >= 0 { best[label] = max(best[label], closeness[group]) }
        let graph = communities.graph
        return labels.indices.map { group in
            let label = labels[group]
            guard label >= 0, best[label] > 0 else { return 0 }
            var inside = 0.0
            var total = 0.0
            for edge in graph.edges(of: group) {
                total += Double(graph.weights[edge])
                if labels[Int(graph.targets[edge])] == label { inside += Double(graph.weights[edge]) }
            }
            let share = total > 0 ? Float(inside / total) : 1
            return min(1, (share * closeness[group] / best[label]).squareRoot())
        }
    }

    private func duplicateRows() -> [[Int]] {
        duplicates.groups.indices.compactMap { group in
            let positions = positions(of: group)
            return positions.count > 1 ? positions.map { nodes.order[Int($0)] } : nil
        }
    }

    /// Equal tickets first, then by fused similarity. Of equal neighbours the first stands for all.
    private func nearestRows() -> [[Int32]] {
        let limit = PartitionBuilder.neighbourLimit
        var rows = [[Int32]](repeating: [], count: nodes.order.count)
        for (position, node) in nodes.nodeOfPosition.enumerated() where node >= 0 {
            var near: [Int32] = []
            for other in nodes.positions[node].prefix(limit + 1) where Int(other) != position && near.count < limit {
                near.append(Int32(nodes.order[Int(other)]))
            }
            for neighbour in similar.lists[node].prefix(max(0, limit - near.count)) where neighbour.fused > 0 {
                near.append(Int32(nodes.row(of: Int(neighbour.node))))
            }
            rows[nodes.order[position]] = near
        }
        return rows
    }

    private func exemplars(_ labels: [Int], _ strengths: [Float], clusterCount: Int) -> [[Int]] {
        var groups = [[Int]](repeating: [], count: clusterCount)
        for (group, label) in labels.enumerated() where label >= 0 { groups[label].append(group) }
        return groups.map { groups in
            let ranked = groups.sorted { (strengths[$1], $0) < (strengths[$0], $1) }
            var chosen = ranked.prefix(PartitionBuilder.exemplarLimit).map { nodes.row(of: duplicates.groups[$0][0]) }
            for group in ranked where chosen.count < PartitionBuilder.exemplarLimit {
                let others = positions(of: group).dropFirst()
                for position in others.prefix(PartitionBuilder.exemplarLimit - chosen.count) {
                    chosen.append(nodes.order[Int(position)])
                }
            }
            return chosen
        }
    }
}
