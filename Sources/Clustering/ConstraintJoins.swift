import Domain

/// Joins and separations as they are taken in, one constraint after the other.
struct ConstraintJoins {
    private let groups: Int
    private let numbersOf: (TicketID) -> [Int]
    var sets: UnionFind
    private(set) var isExcluded: [Bool]
    /// Elements of explicit joins.
    private(set) var bound: [Int] = []
    private(set) var apart: [(left: Int, right: Int, constraint: Int)] = []
    private(set) var pins: [(ticket: Int, others: [Int], constraint: Int)] = []
    private(set) var conflicts: [ConstraintConflict] = []
    /// By root, the elements that its set is kept apart from.
    private var enemies: [Int: [Int]] = [:]
    /// Elements of pinned tickets.
    private var pinned: Set<Int> = []
    /// The several others that a ticket is pinned to.
    private var anchors: [Int: [Int]] = [:]

    /// - Parameter numbersOf: the numbers, below `tickets`, of the tickets with an id.
    init(groups: Int, tickets: Int, numbersOf: @escaping (TicketID) -> [Int]) {
        self.groups = groups
        self.numbersOf = numbersOf
        sets = UnionFind(count: groups + tickets)
        isExcluded = [Bool](repeating: false, count: tickets)
    }

    mutating func exclude(_ constraint: ClusteringConstraints.Constraint, _ index: Int) {
        let numbers = numbersOf(constraint.ticket)
        if numbers.isEmpty { return report(index, .unknownTicket) }
        for number in numbers { isExcluded[number] = true }
    }

    mutating func take(_ constraint: ClusteringConstraints.Constraint, _ index: Int) {
        if constraint.kind == .exclude { return }
        let named = [constraint.ticket] + constraint.others
        guard named.allSatisfy({ !numbersOf($0).isEmpty }) else {
            // A ledger's cluster goes on when some of its exemplars are gone.
            guard constraint.kind == .pin, !numbersOf(constraint.ticket).isEmpty,
                constraint.others.contains(where: { !numbersOf($0).isEmpty })
            else { return report(index, .unknownTicket) }
            return pin(constraint, index)
        }
        let ticket = elements(of: constraint.ticket)
        let others = constraint.others.map { elements(of: $0) }
        let isJoin = constraint.kind != .cannotLink
        guard !others.isEmpty, isJoin || !constraint.others.contains(constraint.ticket) else {
            return report(index, .sameTicket)
        }
        switch constraint.kind {
        case .exclude: break
        case .pin: pin(constraint, index)
        case .mustLink: join(ticket, others, index)
        case .cannotLink:
            // What is in no cluster shares none.
            let present = others.filter { !isOut($0[0]) }
            if !isOut(ticket[0]) { separate(ticket[0], present.map { $0[0] }, index) }
        }
    }

    private mutating func pin(_ constraint: ClusteringConstraints.Constraint, _ index: Int) {
        let ticket = elements(of: constraint.ticket)
        if isOut(ticket[0]) { return report(index, .excludedTicket) }
        let others = constraint.others.filter { $0 != constraint.ticket && !numbersOf($0).isEmpty }
            .map { elements(of: $0) }.filter { !isOut($0[0]) }
        if others.isEmpty {
            return report(index, constraint.others == [constraint.ticket] ? .sameTicket : .excludedTicket)
        }
        pinned.formUnion(ticket)
        if others.count == 1 { return join(ticket, others, index) }
        let anchor = others.map { $0[0] }
        if let known = anchors[ticket[0]] {
            if known != anchor { report(index, .pinnedElsewhere) }
            return
        }
        anchors[ticket[0]] = anchor
        pins.append((ticket[0], anchor, index))
    }

    private mutating func join(_ ticket: [Int], _ others: [[Int]], _ index: Int) {
        let all = [ticket] + others
        if all.contains(where: { isOut($0[0]) }) { return report(index, .excludedTicket) }
        let roots = Set(all.map { sets.root($0[0]) }).sorted()
        for (place, root) in roots.enumerated() where roots.dropFirst(place + 1).contains(where: { isApart(root, $0) })
        {
            return report(index, .keptApart)
        }
        for element in all.dropFirst() { unite(all[0][0], element[0]) }
        if Set(all.map { $0[0] }).count > 1 { bound += all.map { $0[0] } }
    }

    private mutating func separate(_ ticket: Int, _ others: [Int], _ index: Int) {
        for other in others {
            let (left, right) = (sets.root(ticket), sets.root(other))
            if left == right {
                report(index, .joined)
                continue
            }
            apart.append((ticket, other, index))
            enemies[left, default: []].append(other)
            enemies[right, default: []].append(ticket)
        }
    }

    /// Leaves each ticket with its group, where nothing speaks against it. Who pins one of several equal tickets moves
    /// that one alone.
    mutating func stayWithGroups(_ groupOfTicket: [Int], sizeOf: (Int) -> Int) {
        for (number, group) in groupOfTicket.enumerated() {
            let element = groups + number
            guard group >= 0, !isExcluded[number], !pinned.contains(element) || sizeOf(group) == 1 else { continue }
            let (left, right) = (sets.root(element), sets.root(group))
            if left != right, !isApart(left, right) { unite(element, group) }
        }
    }

    /// The elements of the tickets with an id; several tickets of one id are one.
    private mutating func elements(of ticket: TicketID) -> [Int] {
        let elements = numbersOf(ticket).map { groups + $0 }
        for other in elements.dropFirst() where sets.root(other) != sets.root(elements[0]) { unite(elements[0], other) }
        return elements
    }

    private func isOut(_ element: Int) -> Bool { isExcluded[element - groups] }

    private mutating func isApart(_ left: Int, _ right: Int) -> Bool {
        let (few, root) =
            (enemies[left]?.count ?? 0) <= (enemies[right]?.count ?? 0) ? (left, right) : (right, left)
        for enemy in enemies[few] ?? [] where sets.root(enemy) == root { return true }
        return false
    }

    private mutating func unite(_ left: Int, _ right: Int) {
        let (a, b) = (sets.root(left), sets.root(right))
        if a == b { return }
        sets.unite(a, b)
        let all = (enemies.removeValue(forKey: a) ?? []) + (enemies.removeValue(forKey: b) ?? [])
        if !all.isEmpty { enemies[sets.root(a)] = all }
    }

    private mutating func report(_ index: Int, _ reason: ConstraintConflict.Reason) {
        if conflicts.last != ConstraintConflict(constraint: index, reason: reason) {
            conflicts.append(ConstraintConflict(constraint: index, reason: reason))
        }
    }
}
