import Domain

/// Constraints worked out on the groups of equal tickets, before communities are looked for.
///
/// The *elements* are the groups, 0 and up, and after them the constrained tickets, each on its own. What constraints
/// join becomes one *vertex*; a constrained ticket stays with its group of equal tickets unless a constraint takes it
/// from there. A join whose two sides are kept apart by something of higher rank gives way, and so does a separation of
/// what is joined already.
struct ConstraintPlan {
    /// Canonical positions of the constrained tickets, ascending.
    let positions: [Int]
    /// The group of each constrained ticket; -1 for one without text.
    let groupOfTicket: [Int]
    let isExcluded: [Bool]
    /// The vertex of each element; -1 for excluded tickets.
    let vertexOf: [Int32]
    let vertexCount: Int
    /// Whether people said of a vertex that its tickets belong together: it is a cluster, however small.
    let isBound: [Bool]
    /// Pairs of vertices that share no cluster, with the constraint that says so, in order of rank.
    let apart: [(left: Int, right: Int, constraint: Int)]
    /// The other vertices that each vertex is kept apart from; by vertex, ascending.
    let enemies: [Int: [Int]]
    /// Tickets to put where most of several others are, in order of rank; all are elements.
    let pins: [(ticket: Int, others: [Int], constraint: Int)]
    let conflicts: [ConstraintConflict]
    let groupCount: Int

    /// The element of a constrained ticket.
    func element(_ ticket: Int) -> Int { groupCount + ticket }

    /// - Parameters:
    ///   - positionsOf: the canonical positions of the tickets with an id.
    ///   - groupOf: the group of a position; -1 for a ticket without text.
    ///   - sizes: tickets of each group.
    init(
        _ constraints: ClusteringConstraints, positionsOf: @escaping (TicketID) -> [Int], groupOf: (Int) -> Int,
        sizes: [Int]
    ) {
        let groupCount = sizes.count
        var positions: Set<Int> = []
        for constraint in constraints.constraints {
            for ticket in [constraint.ticket] + constraint.others { positions.formUnion(positionsOf(ticket)) }
        }
        let sorted = positions.sorted()
        var numberOf: [Int: Int] = [:]
        for (number, position) in sorted.enumerated() { numberOf[position] = number }
        var joins = ConstraintJoins(
            groups: groupCount, tickets: sorted.count,
            numbersOf: { [numberOf] in positionsOf($0).compactMap { numberOf[$0] } })
        let ranked = constraints.ranked
        for index in ranked where constraints.constraints[index].kind == .exclude {
            joins.exclude(constraints.constraints[index], index)
        }
        for index in ranked { joins.take(constraints.constraints[index], index) }
        joins.stayWithGroups(sorted.map(groupOf)) { sizes[$0] }

        self.positions = sorted
        groupOfTicket = sorted.map(groupOf)
        isExcluded = joins.isExcluded
        self.groupCount = groupCount
        var vertexOfRoot: [Int: Int32] = [:]
        var vertexOf: [Int32] = []
        for element in 0..<groupCount + sorted.count {
            if element >= groupCount, joins.isExcluded[element - groupCount] {
                vertexOf.append(-1)
                continue
            }
            let root = joins.sets.root(element)
            let vertex = vertexOfRoot[root] ?? Int32(vertexOfRoot.count)
            vertexOfRoot[root] = vertex
            vertexOf.append(vertex)
        }
        self.vertexOf = vertexOf
        vertexCount = vertexOfRoot.count
        var isBound = [Bool](repeating: false, count: vertexOfRoot.count)
        for element in joins.bound where vertexOf[element] >= 0 { isBound[Int(vertexOf[element])] = true }
        self.isBound = isBound
        apart = joins.apart.map { (Int(vertexOf[$0.left]), Int(vertexOf[$0.right]), $0.constraint) }
        var enemies: [Int: Set<Int>] = [:]
        for pair in apart {
            enemies[pair.left, default: []].insert(pair.right)
            enemies[pair.right, default: []].insert(pair.left)
        }
        self.enemies = enemies.mapValues { $0.sorted() }
        pins = joins.pins
        conflicts = joins.conflicts
    }

    /// Whether a vertex may be in a community, as far as it goes by what others are there.
    func mayJoin(_ vertex: Int, _ community: Int32, _ labels: [Int32]) -> Bool {
        guard let enemies = enemies[vertex] else { return true }
        return !enemies.contains { labels[$0] == community }
    }
}
