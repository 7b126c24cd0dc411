/// Puts tickets where most of several others are, after everything else is settled.
struct Pinning {
    let plan: ConstraintPlan
    let graph: WeightedGraph
    /// The cluster of each vertex, or -1.
    private(set) var labels: [Int32]
    private(set) var conflicts: [ConstraintConflict] = []
    private var placed: [Int: Int32] = [:]

    init(_ labels: [Int32], plan: ConstraintPlan, graph: WeightedGraph) {
        self.labels = labels
        self.plan = plan
        self.graph = graph
    }

    /// Carries out the pins, in order of rank. What is kept apart from a pinned ticket gives way to it.
    mutating func carryOut() {
        for pin in plan.pins {
            let vertex = Int(plan.vertexOf[pin.ticket])
            guard let target = majority(of: pin.others) else {
                report(pin.constraint, .anchorGone)
                continue
            }
            if let known = placed[vertex] {
                if known != target { report(pin.constraint, .pinnedElsewhere) }
                continue
            }
            let anchors = Set(pin.others.map { Int(plan.vertexOf[$0]) })
            let inTheWay = (plan.enemies[vertex] ?? []).filter { labels[$0] == target }
            if inTheWay.contains(where: { anchors.contains($0) || placed[$0] != nil }) {
                report(pin.constraint, .keptApart)
                continue
            }
            labels[vertex] = target
            placed[vertex] = target
            for other in inTheWay { labels[other] = elsewhere(other, than: target) }
        }
    }

    /// The cluster that holds most of some tickets; of several the one with the smallest number.
    private func majority(of elements: [Int]) -> Int32? {
        var counts: [Int32: Int] = [:]
        for element in elements where labels[Int(plan.vertexOf[element])] >= 0 {
            counts[labels[Int(plan.vertexOf[element])], default: 0] += 1
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// The cluster to which a vertex is tied most of those it may join; without any, one of its own for what people
    /// joined, else none.
    private func elsewhere(_ vertex: Int, than taken: Int32) -> Int32 {
        var sums: [Int32: Double] = [:]
        for edge in graph.edges(of: vertex) {
            let label = labels[Int(graph.targets[edge])]
            if label >= 0, label != taken { sums[label, default: 0] += Double(graph.weights[edge]) }
        }
        let ranked = sums.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        if let best = ranked.first(where: { plan.mayJoin(vertex, $0.key, labels) }) { return best.key }
        return plan.isBound[vertex] ? (labels.max() ?? -1) + 1 : -1
    }

    private mutating func report(_ constraint: Int, _ reason: ConstraintConflict.Reason) {
        conflicts.append(ConstraintConflict(constraint: constraint, reason: reason))
    }
}
