/// Communities of a weighted graph by modularity with a resolution: the Leiden algorithm (Traag, Waltman and van Eck,
/// "From Louvain to Leiden", 2019). In the refinement the merge of the greatest gain is taken, the limit of the paper's
/// randomised choice; chance enters through the order in which nodes are visited.
struct Leiden {
    /// Higher gives more, smaller communities.
    let resolution: Double
    private var random: SplitMix64

    init(resolution: Double, seed: UInt64) {
        self.resolution = resolution
        random = SplitMix64(seed: seed)
    }

    /// The community of each node, numbered from 0 in order of their first node. Repeats the whole algorithm from its
    /// own result until nothing changes, at most `iterations` times.
    mutating func communities(of graph: WeightedGraph, iterations: Int) -> [Int32] {
        var membership = (0..<Int32(graph.count)).map { $0 }
        guard graph.total > 0 else { return membership }
        for _ in 0..<iterations {
            let next = improved(membership, of: graph)
            if next == membership { break }
            membership = next
        }
        return membership
    }

    /// One descent through all levels of aggregation.
    private mutating func improved(_ membership: [Int32], of original: WeightedGraph) -> [Int32] {
        var graph = original
        var part = membership
        var nodeOf = (0..<Int32(original.count)).map { $0 }
        while true {
            part = moved(part, in: graph)
            let refined = refinement(of: part, in: graph)
            let parts = Int(refined.max() ?? -1) + 1
            if parts == graph.count { break }
            var partOfRefined = [Int32](repeating: 0, count: parts)
            for node in 0..<graph.count { partOfRefined[Int(refined[node])] = part[node] }
            graph = Leiden.aggregate(graph, by: refined, count: parts)
            part = partOfRefined
            for node in nodeOf.indices { nodeOf[node] = refined[Int(nodeOf[node])] }
        }
        return Leiden.renumbered(nodeOf.map { part[Int($0)] })
    }

    /// Moves single nodes to the neighbouring community of greatest gain until none gains, visiting again only nodes
    /// whose neighbours moved.
    private mutating func moved(_ start: [Int32], in graph: WeightedGraph) -> [Int32] {
        let count = graph.count
        var part = start
        var weightOf = [Double](repeating: 0, count: count)
        var sizeOf = [Int32](repeating: 0, count: count)
        for node in 0..<count {
            weightOf[Int(part[node])] += graph.degrees[node]
            sizeOf[Int(part[node])] += 1
        }
        var empty = (0..<Int32(count)).filter { sizeOf[Int($0)] == 0 }
        var queue = random.permutation(count)
        var isQueued = [Bool](repeating: true, count: count)
        var links = NeighbourSums(count: count)
        let scale = resolution / graph.total
        var head = 0
        while head < queue.count {
            let node = Int(queue[head])
            head += 1
            isQueued[node] = false
            let old = Int(part[node])
            let degree = graph.degrees[node]
            links.gather(node, in: graph, part: part)
            weightOf[old] -= degree
            sizeOf[old] -= 1
            var best = old
            var bestGain = links[old] - scale * degree * weightOf[old]
            for candidate in links.touched {
                let gain = links[Int(candidate)] - scale * degree * weightOf[Int(candidate)]
                if gain > bestGain {
                    bestGain = gain
                    best = Int(candidate)
                }
            }
            if bestGain < 0, sizeOf[old] > 0, let free = empty.last { best = Int(free) }
            if sizeOf[best] == 0, let free = empty.last, Int(free) == best { empty.removeLast() }
            weightOf[best] += degree
            sizeOf[best] += 1
            if best != old {
                if sizeOf[old] == 0 { empty.append(Int32(old)) }
                part[node] = Int32(best)
                for edge in graph.offsets[node]..<graph.offsets[node + 1] {
                    let neighbour = Int(graph.targets[edge])
                    if Int(part[neighbour]) != best, !isQueued[neighbour] {
                        isQueued[neighbour] = true
                        queue.append(graph.targets[edge])
                    }
                }
            }
        }
        return Leiden.renumbered(part)
    }

    /// Splits each community into well-connected parts: every node begins alone and may join, once, a part of its
    /// own community.
    private mutating func refinement(of part: [Int32], in graph: WeightedGraph) -> [Int32] {
        let count = graph.count
        let scale = resolution / graph.total
        var weightOf = [Double](repeating: 0, count: count)
        for node in 0..<count { weightOf[Int(part[node])] += graph.degrees[node] }
        var refined = (0..<Int32(count)).map { $0 }
        var refinedWeight = graph.degrees
        var isAlone = [Bool](repeating: true, count: count)
        // What ties each refined part to the rest of its community.
        var outward = [Double](repeating: 0, count: count)
        for node in 0..<count {
            var sum = 0.0
            for edge in graph.offsets[node]..<graph.offsets[node + 1]
            where part[Int(graph.targets[edge])] == part[node] { sum += graph.weights[edge] }
            outward[node] = sum
        }
        func isWellConnected(_ candidate: Int, in community: Int) -> Bool {
            let weight = refinedWeight[candidate]
            return outward[candidate] >= scale * weight * (weightOf[community] - weight)
        }
        var links = NeighbourSums(count: count)
        for visited in random.permutation(count) {
            let node = Int(visited)
            let community = Int(part[node])
            guard isAlone[node], isWellConnected(node, in: community) else { continue }
            links.gather(node, in: graph, part: refined) { part[$0] == part[node] }
            var best = -1
            var bestGain = 0.0
            for candidate in links.touched where Int(candidate) != node {
                let gain = links[Int(candidate)] - scale * graph.degrees[node] * refinedWeight[Int(candidate)]
                if gain > bestGain, isWellConnected(Int(candidate), in: community) {
                    bestGain = gain
                    best = Int(candidate)
                }
            }
            guard best >= 0 else { continue }
            refined[node] = Int32(best)
            isAlone[best] = false
            refinedWeight[best] += graph.degrees[node]
            outward[best] += outward[node] - 2 * links[best]
        }
        return Leiden.renumbered(refined)
    }

    /// The graph whose nodes are the parts.
    private static func aggregate(_ graph: WeightedGraph, by part: [Int32], count: Int) -> WeightedGraph {
        var starts = [Int](repeating: 0, count: count + 1)
        for value in part { starts[Int(value) + 1] += 1 }
        for value in 0..<count { starts[value + 1] += starts[value] }
        var next = starts
        var members = [Int32](repeating: 0, count: graph.count)
        for node in 0..<graph.count {
            members[next[Int(part[node])]] = Int32(node)
            next[Int(part[node])] += 1
        }
        var offsets = [0]
        var targets: [Int32] = []
        var weights: [Double] = []
        var loops = [Double](repeating: 0, count: count)
        var links = NeighbourSums(count: count)
        for value in 0..<count {
            links.clear()
            var loop = 0.0
            for position in starts[value]..<starts[value + 1] {
                let node = Int(members[position])
                loop += graph.loops[node]
                for edge in graph.offsets[node]..<graph.offsets[node + 1] {
                    let other = Int(part[Int(graph.targets[edge])])
                    if other == value { loop += graph.weights[edge] / 2 } else { links.add(other, graph.weights[edge]) }
                }
            }
            loops[value] = loop
            for other in links.touched {
                targets.append(other)
                weights.append(links[Int(other)])
            }
            offsets.append(targets.count)
        }
        return WeightedGraph(offsets: offsets, targets: targets, weights: weights, loops: loops)
    }

    /// The same partition, numbered in order of first node.
    static func renumbered(_ part: [Int32]) -> [Int32] {
        var number = [Int32](repeating: -1, count: part.count)
        var count: Int32 = 0
        return part.map { value in
            if number[Int(value)] < 0 {
                number[Int(value)] = count
                count += 1
            }
            return number[Int(value)]
        }
    }

    /// The modularity, up to a constant factor, of a partition.
    func quality(_ part: [Int32], of graph: WeightedGraph) -> Double {
        guard graph.total > 0 else { return 0 }
        var inside = 0.0
        var weightOf = [Double](repeating: 0, count: graph.count)
        for node in 0..<graph.count {
            weightOf[Int(part[node])] += graph.degrees[node]
            inside += 2 * graph.loops[node]
            for edge in graph.offsets[node]..<graph.offsets[node + 1]
            where part[Int(graph.targets[edge])] == part[node] { inside += graph.weights[edge] }
        }
        var expected = 0.0
        for weight in weightOf { expected += weight * weight }
        return inside - resolution * expected / graph.total
    }
}
