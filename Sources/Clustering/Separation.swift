/// Takes vertices apart that share a community against a constraint, at the least cost to the modularity.
///
/// For each pair, in order of rank: either one of the two goes to its best other community that holds nobody it is kept
/// apart from, or the community is split between them, each other vertex going with the one to which it is tied more.
/// None of these brings together what was apart, so that one pass is enough.
struct Separation {
    let graph: WeightedGraph
    let resolution: Double
    let plan: ConstraintPlan
    private(set) var labels: [Int32]
    private var weightOf: [Double]
    private var membersOf: [[Int]]

    private static let sweeps = 10

    init(_ labels: [Int32], of graph: WeightedGraph, resolution: Double, plan: ConstraintPlan) {
        self.labels = labels
        self.graph = graph
        self.resolution = resolution
        self.plan = plan
        // A split takes a number at the end.
        let count = Int(labels.max() ?? -1) + 1
        weightOf = [Double](repeating: 0, count: count)
        membersOf = [[Int]](repeating: [], count: count)
        for (vertex, label) in labels.enumerated() {
            weightOf[Int(label)] += graph.degrees[vertex]
            membersOf[Int(label)].append(vertex)
        }
    }

    /// The labels after all pairs are apart.
    mutating func separated() -> [Int32] {
        for pair in plan.apart where labels[pair.left] == labels[pair.right] {
            let left = bestMove(of: pair.left)
            let right = bestMove(of: pair.right)
            let side = split(pair.left, pair.right)
            let gain = splitGain(side, of: labels[pair.left])
            let move =
                (left?.gain ?? -.infinity) >= (right?.gain ?? -.infinity) ? (pair.left, left) : (pair.right, right)
            if let target = move.1, target.gain >= gain {
                put(move.0, into: target.community)
            } else {
                let community = Int32(membersOf.count)
                membersOf.append([])
                weightOf.append(0)
                for vertex in side { put(vertex, into: community) }
            }
        }
        return labels
    }

    /// The best other community for a vertex among those it is tied to, and what the move gains.
    private func bestMove(of vertex: Int) -> (community: Int32, gain: Double)? {
        let own = labels[vertex]
        let ties = ties(of: vertex)
        let scale = resolution / max(graph.total, 1e-300) * graph.degrees[vertex]
        let stay = (ties[own] ?? 0) - scale * (weightOf[Int(own)] - graph.degrees[vertex])
        var best: (community: Int32, gain: Double)?
        for (community, tie) in ties.sorted(by: { $0.key < $1.key }) where community != own {
            let gain = tie - scale * weightOf[Int(community)] - stay
            if gain > best?.gain ?? -.infinity, plan.mayJoin(vertex, community, labels) { best = (community, gain) }
        }
        return best
    }

    private func ties(of vertex: Int) -> [Int32: Double] {
        var ties: [Int32: Double] = [:]
        for edge in graph.edges(of: vertex) {
            ties[labels[Int(graph.targets[edge])], default: 0] += Double(graph.weights[edge])
        }
        return ties
    }

    /// The members of a community that go with its member `left` when it is split from `right`.
    private func split(_ left: Int, _ right: Int) -> [Int] {
        let members = membersOf[Int(labels[left])].sorted()
        var isLeft: [Int: Bool] = [left: true, right: false]
        for sweep in 0..<Separation.sweeps {
            var changes = 0
            var weights = (left: 0.0, right: 0.0)
            for vertex in members {
                guard let side = isLeft[vertex] else { continue }
                if side { weights.left += graph.degrees[vertex] } else { weights.right += graph.degrees[vertex] }
            }
            for vertex in members where vertex != left && vertex != right {
                var ties = (left: 0.0, right: 0.0)
                for edge in graph.edges(of: vertex) {
                    guard let side = isLeft[Int(graph.targets[edge])] else { continue }
                    if side {
                        ties.left += Double(graph.weights[edge])
                    } else {
                        ties.right += Double(graph.weights[edge])
                    }
                }
                // A first round goes by ties alone: the sides have no weight yet to speak of.
                if sweep == 0, ties.left == ties.right { continue }
                let degree = graph.degrees[vertex]
                let scale = sweep == 0 ? 0 : resolution / graph.total * degree
                let known = isLeft[vertex]
                let leftWeight = weights.left - (known == true ? degree : 0)
                let rightWeight = weights.right - (known == false ? degree : 0)
                let side = ties.left - scale * leftWeight > ties.right - scale * rightWeight
                if side == known { continue }
                isLeft[vertex] = side
                weights = (leftWeight + (side ? degree : 0), rightWeight + (side ? 0 : degree))
                changes += 1
            }
            if changes == 0 { break }
        }
        return members.filter { isLeft[$0] == true }
    }

    /// What making some members of a community one of their own gains.
    private func splitGain(_ side: [Int], of community: Int32) -> Double {
        let chosen = Set(side)
        var cut = 0.0
        var weight = 0.0
        for vertex in side {
            weight += graph.degrees[vertex]
            for edge in graph.edges(of: vertex) {
                let other = Int(graph.targets[edge])
                if labels[other] == community, !chosen.contains(other) { cut += Double(graph.weights[edge]) }
            }
        }
        return resolution / max(graph.total, 1e-300) * weight * (weightOf[Int(community)] - weight) - cut
    }

    private mutating func put(_ vertex: Int, into community: Int32) {
        let old = Int(labels[vertex])
        membersOf[old].removeAll { $0 == vertex }
        weightOf[old] -= graph.degrees[vertex]
        labels[vertex] = community
        membersOf[Int(community)].append(vertex)
        weightOf[Int(community)] += graph.degrees[vertex]
    }
}
