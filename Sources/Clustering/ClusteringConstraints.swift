public import Domain

/// What people said about single tickets, which every partition honours.
///
/// Where two constraints contradict each other the one of lower rank gives way and is reported
/// (`Partition.conflicts`). Rank goes by `priority`, the greater first; then by kind: exclude, pin, cannot-link,
/// must-link; then by the tickets. It does not depend on the order of the list.
public struct ClusteringConstraints: Sendable, Hashable, Codable {
    /// One statement.
    public struct Constraint: Sendable, Hashable, Codable {
        /// What is said, in order of rank.
        public enum Kind: String, Sendable, Codable, CaseIterable {
            /// The ticket is in no cluster and has no say in any.
            case exclude
            /// The ticket is in the cluster of `others`; of several, in that which holds most of them.
            case pin
            /// The ticket shares a cluster with none of `others`.
            case cannotLink = "cannot-link"
            /// The ticket shares a cluster with all of `others`.
            case mustLink = "must-link"
        }

        public let kind: Kind
        public let ticket: TicketID
        /// Empty for `exclude`, else at least one.
        public let others: [TicketID]
        /// Greater ones stand against lesser ones.
        public let priority: Int

        /// Puts a statement together.
        public init(_ kind: Kind, _ ticket: TicketID, _ others: [TicketID] = [], priority: Int = 0) {
            self.kind = kind
            self.ticket = ticket
            self.others = others
            self.priority = priority
        }
    }

    /// In any order.
    public var constraints: [Constraint]

    /// Puts constraints together.
    public init(_ constraints: [Constraint] = []) { self.constraints = constraints }

    /// Nothing was said.
    public static let none = ClusteringConstraints()

    /// The indices of the constraints, first those that stand against the others.
    var ranked: [Int] {
        let kinds = Constraint.Kind.allCases
        let ranks = constraints.map { kinds.firstIndex(of: $0.kind) ?? 0 }
        return constraints.indices.sorted { left, right in
            let (a, b) = (constraints[left], constraints[right])
            if a.priority != b.priority { return a.priority > b.priority }
            if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
            if a.ticket != b.ticket { return a.ticket < b.ticket }
            return a.others == b.others ? left < right : a.others.lexicographicallyPrecedes(b.others)
        }
    }
}

/// A constraint that could not be honoured, and why.
public struct ConstraintConflict: Sendable, Hashable, Codable {
    /// Why.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// A ticket it names is not there.
        case unknownTicket = "unknown_ticket"
        /// It sets a ticket apart from itself, or names no other ticket.
        case sameTicket = "same_ticket"
        /// It joins a ticket that another excludes.
        case excludedTicket = "excluded_ticket"
        /// It joins tickets that others keep apart.
        case keptApart = "kept_apart"
        /// It keeps tickets apart that others join.
        case joined
        /// The ticket is pinned elsewhere.
        case pinnedElsewhere = "pinned_elsewhere"
        /// None of the tickets that it pins to is in a cluster.
        case anchorGone = "anchor_gone"
    }

    /// The index of the constraint in the list.
    public let constraint: Int
    public let reason: Reason

    /// Puts a conflict together.
    public init(constraint: Int, reason: Reason) {
        self.constraint = constraint
        self.reason = reason
    }
}
