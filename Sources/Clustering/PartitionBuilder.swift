/// Turns communities of units into the partition of the input's rows.
struct PartitionBuilder {
    let nodes: TicketNodes
    let duplicates: NearDuplicates
    let similar: SimilarTickets
    let communities: TicketCommunities
    let vectors: DenseVectors
    let settings: ClusteringSettings
    let threads: Int

    private static let exemplarLimit = 40
    private static let neighbourLimit = 5

    private var units: TicketUnits { communities.units }

    func partition() -> Partition {
        let (labels, sizes) = numbered()
        let shapes = ClusterShapes(labels: labels, clusterCount: sizes.count, nodes: units.head, vectors: vectors)
        let strengths = strengths(labels, sizes.count, shapes)
        let near = shapes.nearest(
            clusterCount: sizes.count, wanted: PartitionBuilder.neighbourLimit, threads: threads)
        var rowLabels = [Int](repeating: -1, count: nodes.order.count)
        var rowStrengths = [Float](repeating: 0, count: nodes.order.count)
        for (unit, positions) in units.positions.enumerated() {
            for position in positions {
                rowLabels[nodes.order[Int(position)]] = labels[unit]
                rowStrengths[nodes.order[Int(position)]] = strengths[unit]
            }
        }
        return Partition(
            labels: rowLabels, strengths: rowStrengths,
            themes: Themes.find(near, sizes: sizes, seed: settings.seed, threads: threads),
            duplicates: duplicateRows(), nearest: nearestRows(),
            exemplars: exemplars(labels, strengths, clusterCount: sizes.count),
            clusterNeighbours: near.map { list in list.map { Int($0.node) } }, conflicts: communities.conflicts)
    }

    /// The rows of a group, in canonical order.
    private func positions(of group: Int) -> [Int32] {
        duplicates.groups[group].flatMap { nodes.positions[$0] }.sorted()
    }

    /// Cluster numbers of the units, largest first, then by first ticket; and the clusters' tickets.
    private func numbered() -> (labels: [Int], sizes: [Int]) {
        let count = Int(communities.labels.max() ?? -1) + 1
        var tickets = [Int](repeating: 0, count: count)
        var first = [Int32](repeating: .max, count: count)
        for (unit, community) in communities.labels.enumerated() where community >= 0 {
            guard let position = units.positions[unit].first else { continue }
            tickets[Int(community)] += units.positions[unit].count
            first[Int(community)] = min(first[Int(community)], position)
        }
        let order = tickets.indices.filter { tickets[$0] > 0 }
            .sorted { (tickets[$1], first[$0]) < (tickets[$0], first[$1]) }
        var number = [Int](repeating: -1, count: count)
        for (rank, community) in order.enumerated() { number[community] = rank }
        return (communities.labels.map { $0 < 0 ? -1 : number[Int($0)] }, order.map { tickets[$0] })
    }

    /// The geometric mean of two shares: of a unit's edge weight, what stays in its cluster; and of the best cosine to
    /// the cluster's centroid, its own.
    private func strengths(_ labels: [Int], _ clusterCount: Int, _ shapes: ClusterShapes) -> [Float] {
        let closeness = Parallel.map(count: labels.count, size: 256, threads: threads) { unit in
            labels[unit] < 0 || units.head[unit] < 0
                ? 0 : max(0, shapes.closeness(of: units.head[unit], to: labels[unit], in: vectors))
        }
        var best = [Float](repeating: 0, count: clusterCount)
        for (unit, label) in labels.enumerated() where label >= 0 { best[label] = max(best[label], closeness[unit]) }
        let graph = communities.graph
        return labels.indices.map { unit in
            let label = labels[unit]
            guard label >= 0, best[label] > 0, units.group[unit] >= 0 else { return 0 }
            var inside = 0.0
            var total = 0.0
            for edge in graph.edges(of: units.group[unit]) {
                total += Double(graph.weights[edge])
                if labels[Int(graph.targets[edge])] == label { inside += Double(graph.weights[edge]) }
            }
            let share = total > 0 ? Float(inside / total) : 1
            return min(1, (share * closeness[unit] / best[label]).squareRoot())
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
        var members = [[Int]](repeating: [], count: clusterCount)
        for (unit, label) in labels.enumerated() where label >= 0 && !units.positions[unit].isEmpty {
            members[label].append(unit)
        }
        return members.map { members in
            let ranked = members.sorted { (strengths[$1], $0) < (strengths[$0], $1) }
            var chosen = ranked.prefix(PartitionBuilder.exemplarLimit).map { nodes.order[Int(units.positions[$0][0])] }
            for unit in ranked where chosen.count < PartitionBuilder.exemplarLimit {
                let others = units.positions[unit].dropFirst()
                for position in others.prefix(PartitionBuilder.exemplarLimit - chosen.count) {
                    chosen.append(nodes.order[Int(position)])
                }
            }
            return chosen
        }
    }
}
