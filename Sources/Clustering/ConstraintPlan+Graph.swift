extension ConstraintPlan {
    /// The graph of the vertices: what is joined is contracted, and a ticket that left its group has a copy of the
    /// group's edges.
    func contracted(_ graph: WeightedGraph) -> WeightedGraph {
        var edges: [WeightedGraph.Edge] = []
        edges.reserveCapacity(graph.targets.count / 2)
        for group in 0..<graph.count {
            for edge in graph.edges(of: group) where graph.targets[edge] > Int32(group) {
                edges.append(
                    .init(low: Int32(group), high: graph.targets[edge], weight: Double(graph.weights[edge])))
            }
        }
        for (ticket, group) in groupOfTicket.enumerated() where hasLeft(ticket) {
            for edge in graph.edges(of: group) {
                edges.append(
                    .init(
                        low: graph.targets[edge], high: Int32(element(ticket)), weight: Double(graph.weights[edge])))
            }
        }
        var parts = vertexOf
        var count = vertexCount
        // Excluded tickets have no edges; each becomes a part of its own, which is cut off again.
        for element in parts.indices where parts[element] < 0 {
            parts[element] = Int32(count)
            count += 1
        }
        let whole = WeightedGraph(count: vertexOf.count, edges: edges).aggregated(by: parts, count: count)
        return WeightedGraph(
            offsets: Array(whole.offsets.prefix(vertexCount + 1)), targets: whole.targets, weights: whole.weights,
            loops: Array(whole.loops.prefix(vertexCount)))
    }

    /// Whether a constrained ticket is neither excluded nor with its group any more.
    func hasLeft(_ ticket: Int) -> Bool {
        let group = groupOfTicket[ticket]
        return group >= 0 && !isExcluded[ticket] && vertexOf[element(ticket)] != vertexOf[group]
    }

    /// Neighbour lists of the vertices, from those of the groups.
    func contracted(
        _ lists: [[(node: Int32, similarity: Float)]]
    ) -> [[(node: Int32, similarity: Float)]] {
        var output = [[(node: Int32, similarity: Float)]](repeating: [], count: vertexCount)
        func add(_ group: Int, to vertex: Int32) {
            for neighbour in lists[group] where vertexOf[Int(neighbour.node)] != vertex {
                output[Int(vertex)].append((vertexOf[Int(neighbour.node)], neighbour.similarity))
            }
        }
        for group in 0..<groupCount { add(group, to: vertexOf[group]) }
        for (ticket, group) in groupOfTicket.enumerated() where hasLeft(ticket) {
            add(group, to: vertexOf[element(ticket)])
        }
        return output
    }

    /// Tickets of each vertex.
    ///
    /// - Parameter groupSizes: all tickets of each group, constrained ones too.
    func sizes(_ groupSizes: [Int]) -> [Int] {
        var left = groupSizes
        var sizes = [Int](repeating: 0, count: vertexCount)
        for (ticket, group) in groupOfTicket.enumerated() {
            if group >= 0 { left[group] -= 1 }
            if !isExcluded[ticket] { sizes[Int(vertexOf[element(ticket)])] += 1 }
        }
        for group in 0..<groupCount { sizes[Int(vertexOf[group])] += left[group] }
        return sizes
    }

    /// Groups all of whose tickets are excluded: they are no neighbours.
    func excludedGroups(_ groupSizes: [Int]) -> Set<Int> {
        var excluded: [Int: Int] = [:]
        for (ticket, group) in groupOfTicket.enumerated() where group >= 0 && isExcluded[ticket] {
            excluded[group, default: 0] += 1
        }
        return Set(excluded.filter { $0.value == groupSizes[$0.key] }.keys)
    }
}
