/// The graph of neighbour lists: UMAP's memberships (`FuzzyGraph.memberships`), an edge weighing the mean of what its
/// two ends think of each other. The probabilistic union that UMAP takes instead lets a hub, which many name and which
/// names few, weigh too much: the mean was better on ten of eleven labelled sets.
enum NeighbourGraph {
    /// Makes the graph of lists with descending similarities, in which no list names a node twice or its own.
    static func build(_ lists: [[(node: Int32, similarity: Float)]], threads: Int) -> WeightedGraph {
        let count = lists.count
        let memberships = Parallel.map(count: count, size: 256, threads: threads) { node in
            FuzzyGraph.memberships(lists[node].map { Double($0.similarity) }).map { Float($0) / 2 }
        }
        let incoming = Incoming(lists, memberships)
        let rows = Parallel.map(count: (count + chunk - 1) / chunk, size: 1, threads: threads) { part in
            Rows(part * chunk..<min((part + 1) * chunk, count), lists, memberships, incoming)
        }
        var offsets: [Int32] = [0]
        var targets: [Int32] = []
        var weights: [Float] = []
        offsets.reserveCapacity(count + 1)
        let edges = rows.reduce(0) { $0 + $1.targets.count }
        targets.reserveCapacity(edges)
        weights.reserveCapacity(edges)
        for part in rows {
            let start = Int32(targets.count)
            offsets += part.ends.map { start + $0 }
            targets += part.targets
            weights += part.weights
        }
        return WeightedGraph(
            offsets: offsets, targets: targets, weights: weights, loops: [Double](repeating: 0, count: count))
    }

    private static let chunk = 4_096

    /// Who names each node, in order of node.
    private struct Incoming {
        var offsets: [Int32]
        var sources: [Int32]
        var weights: [Float]

        init(_ lists: [[(node: Int32, similarity: Float)]], _ memberships: [[Float]]) {
            offsets = [Int32](repeating: 0, count: lists.count + 1)
            for list in lists { for neighbour in list { offsets[Int(neighbour.node) + 1] += 1 } }
            for node in lists.indices { offsets[node + 1] += offsets[node] }
            var next = offsets
            sources = [Int32](repeating: 0, count: Int(offsets[lists.count]))
            weights = [Float](repeating: 0, count: sources.count)
            for (node, list) in lists.enumerated() {
                for (index, neighbour) in list.enumerated() {
                    let slot = Int(next[Int(neighbour.node)])
                    next[Int(neighbour.node)] += 1
                    sources[slot] = Int32(truncatingIfNeeded: node)
                    weights[slot] = memberships[node][index]
                }
            }
        }
    }

    /// Some nodes' edges, each in order of target.
    private struct Rows {
        var ends: [Int32] = []
        var targets: [Int32] = []
        var weights: [Float] = []

        init(
            _ range: Range<Int>, _ lists: [[(node: Int32, similarity: Float)]], _ memberships: [[Float]],
            _ incoming: Incoming
        ) {
            var edges: [(target: Int32, weight: Float)] = []
            for node in range {
                edges.removeAll(keepingCapacity: true)
                for (index, neighbour) in lists[node].enumerated() {
                    edges.append((neighbour.node, memberships[node][index]))
                }
                for slot in Int(incoming.offsets[node])..<Int(incoming.offsets[node + 1]) {
                    edges.append((incoming.sources[slot], incoming.weights[slot]))
                }
                // Of two opinions on one edge the smaller comes first, so that both ends add them in one order.
                edges.sort { $0.target != $1.target ? $0.target < $1.target : $0.weight < $1.weight }
                for edge in edges {
                    if let last = targets.last, last == edge.target, targets.count > Int(ends.last ?? 0) {
                        weights[weights.count - 1] += edge.weight
                    } else if edge.weight > 0 {
                        targets.append(edge.target)
                        weights.append(edge.weight)
                    }
                }
                ends.append(Int32(truncatingIfNeeded: targets.count))
            }
        }
    }
}
