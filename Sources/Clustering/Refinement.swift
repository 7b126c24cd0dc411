/// Leiden's second phase splits each community into well-connected parts: every node begins alone and may join, once,
/// a part of its own community.
struct Refinement {
    let resolution: Double
    /// The sum of all degrees of the graph.
    let total: Double

    /// The part of each node, numbered in order of first node, and how many parts there are.
    func refined(_ part: [Int32], in graph: GraphReader) -> (part: [Int32], count: Int) {
        let count = graph.count
        let scale = resolution / total
        var weightOf = [Double](repeating: 0, count: count)
        for node in 0..<count { weightOf[Int(part[node])] += graph.degrees[node] }
        var refined = (0..<Int32(count)).map { $0 }
        var refinedWeight = (0..<count).map { graph.degrees[$0] }
        var isAlone = [Bool](repeating: true, count: count)
        // What ties each refined part to the rest of its community.
        var outward = outwardTies(part, in: graph)
        let links = NeighbourSums(count: count)
        links.withRoom { links in
            part.withUnsafeBufferPointer { part in
                refined.withUnsafeMutableBufferPointer { refined in
                    func isWellConnected(_ candidate: Int, in community: Int) -> Bool {
                        outward[candidate]
                            >= scale * refinedWeight[candidate] * (weightOf[community] - refinedWeight[candidate])
                    }
                    for node in 0..<count where isAlone[node] {
                        let community = Int(part[node])
                        guard isWellConnected(node, in: community) else { continue }
                        var touched = 0
                        for edge in graph.edges(of: node) {
                            let neighbour = Int(graph.targets[edge])
                            if Int(part[neighbour]) == community {
                                touched = links.add(
                                    Int(refined[neighbour]), Double(graph.weights[edge]), touched: touched)
                            }
                        }
                        var best = -1
                        var bestGain = 0.0
                        for index in 0..<touched {
                            let candidate = links.touchedCommunity(index)
                            if candidate == node { continue }
                            let gain = links[candidate] - scale * graph.degrees[node] * refinedWeight[candidate]
                            if gain > bestGain, isWellConnected(candidate, in: community) {
                                bestGain = gain
                                best = candidate
                            }
                        }
                        if best >= 0 {
                            refined[node] = Int32(truncatingIfNeeded: best)
                            isAlone[best] = false
                            refinedWeight[best] += graph.degrees[node]
                            outward[best] += outward[node] - 2 * links[best]
                        }
                        links.clear(touched: touched)
                    }
                }
            }
        }
        let renumbered = Leiden.renumbered(refined)
        return (renumbered, Int(renumbered.max() ?? -1) + 1)
    }

    private func outwardTies(_ part: [Int32], in graph: GraphReader) -> [Double] {
        part.withUnsafeBufferPointer { part in
            (0..<graph.count).map { node in
                var sum = 0.0
                for edge in graph.edges(of: node) where part[Int(graph.targets[edge])] == part[node] {
                    sum += Double(graph.weights[edge])
                }
                return sum
            }
        }
    }
}
