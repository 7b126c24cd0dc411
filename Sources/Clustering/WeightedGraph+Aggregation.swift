extension WeightedGraph {
    /// The graph whose nodes are the parts of this one: edges between parts are summed, edges within one become its
    /// loop.
    ///
    /// - Parameters:
    ///   - part: the part of each node, below `count`.
    func aggregated(by part: [Int32], count: Int) -> WeightedGraph {
        var starts = [Int32](repeating: 0, count: count + 1)
        for value in part { starts[Int(value) + 1] += 1 }
        for value in 0..<count { starts[value + 1] += starts[value] }
        var next = starts
        var members = [Int32](repeating: 0, count: part.count)
        for (node, value) in part.enumerated() {
            members[Int(next[Int(value)])] = Int32(truncatingIfNeeded: node)
            next[Int(value)] += 1
        }
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(count + 1)
        var targets: [Int32] = []
        var weights: [Float] = []
        targets.reserveCapacity(self.targets.count / 2)
        weights.reserveCapacity(self.targets.count / 2)
        var newLoops = [Double](repeating: 0, count: count)
        let links = NeighbourSums(count: count)
        _ = read { graph in
            links.withRoom { links in
                part.withUnsafeBufferPointer { part in
                    for value in 0..<count {
                        var loop = 0.0
                        var touched = 0
                        for position in Int(starts[value])..<Int(starts[value + 1]) {
                            let node = Int(members[position])
                            loop += graph.loops[node]
                            for edge in graph.edges(of: node) {
                                let other = Int(part[Int(graph.targets[edge])])
                                let weight = Double(graph.weights[edge])
                                if other == value {
                                    loop += weight / 2
                                } else {
                                    touched = links.add(other, weight, touched: touched)
                                }
                            }
                        }
                        newLoops[value] = loop
                        for index in 0..<touched {
                            let other = links.touchedCommunity(index)
                            targets.append(Int32(truncatingIfNeeded: other))
                            weights.append(Float(links[other]))
                        }
                        links.clear(touched: touched)
                        offsets.append(Int32(targets.count))
                    }
                }
            }
        }
        return WeightedGraph(offsets: offsets, targets: targets, weights: weights, loops: newLoops)
    }

    /// The same edges with other weights, from a symmetric function of two nodes and the weight; edges of weight 0
    /// are dropped.
    func reweighted(_ weight: (Int, Int, Float) -> Float) -> WeightedGraph {
        var newOffsets: [Int32] = [0]
        newOffsets.reserveCapacity(count + 1)
        var newTargets: [Int32] = []
        var newWeights: [Float] = []
        newTargets.reserveCapacity(targets.count)
        newWeights.reserveCapacity(targets.count)
        for node in 0..<count {
            for edge in edges(of: node) {
                let value = weight(node, Int(targets[edge]), weights[edge])
                if value > 0 {
                    newTargets.append(targets[edge])
                    newWeights.append(value)
                }
            }
            newOffsets.append(Int32(newTargets.count))
        }
        return WeightedGraph(offsets: newOffsets, targets: newTargets, weights: newWeights, loops: loops)
    }
}
