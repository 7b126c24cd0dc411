/// What is labelled: the groups of equal tickets, then the tickets that constraints took from their groups.
struct TicketUnits {
    /// The group whose edges a unit has; -1 for a ticket without text.
    let group: [Int]
    /// The node whose vector stands for a unit; -1 for a ticket without text.
    let head: [Int]
    /// Canonical positions of the tickets of a unit, in order.
    let positions: [[Int32]]

    var count: Int { group.count }

    /// - Parameter plan: what people said, if anything.
    init(_ duplicates: NearDuplicates, _ nodes: TicketNodes, _ plan: ConstraintPlan?) {
        var taken: Set<Int32> = []
        if let plan {
            for (ticket, position) in plan.positions.enumerated()
            where plan.isExcluded[ticket] || plan.hasLeft(ticket) || plan.groupOfTicket[ticket] < 0 {
                taken.insert(Int32(position))
            }
        }
        var group = Array(duplicates.groups.indices)
        var head = duplicates.groups.map { $0[0] }
        var positions = duplicates.groups.map { members in
            let all = members.flatMap { nodes.positions[$0] }.sorted()
            return taken.isEmpty ? all : all.filter { !taken.contains($0) }
        }
        if let plan {
            for (ticket, position) in plan.positions.enumerated()
            where taken.contains(Int32(position)) && !plan.isExcluded[ticket] {
                group.append(plan.groupOfTicket[ticket])
                head.append(plan.groupOfTicket[ticket] < 0 ? -1 : nodes.nodeOfPosition[position])
                positions.append([Int32(position)])
            }
        }
        self.group = group
        self.head = head
        self.positions = positions
    }

    /// The labels of the units, from those of a plan's vertices.
    func labels(_ vertexLabels: [Int32], _ plan: ConstraintPlan) -> [Int32] {
        var labels = (0..<plan.groupCount).map { vertexLabels[Int(plan.vertexOf[$0])] }
        for (ticket, _) in plan.positions.enumerated()
        where !plan.isExcluded[ticket] && (plan.hasLeft(ticket) || plan.groupOfTicket[ticket] < 0) {
            labels.append(vertexLabels[Int(plan.vertexOf[plan.element(ticket)])])
        }
        return labels
    }
}
