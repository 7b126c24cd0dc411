public import Domain

/// The ids of this run's clusters and what happened to the ledger's.
public struct IdentityOutcome: Sendable, Equatable {
    /// Of each found cluster, in their order.
    public let ids: [ClusterID]
    /// Continued first, then born, split, merged and retired, each in order of id. Clusters that go on without material
    /// change have none: the ledger does not grow on trifles.
    public let events: [IdentityEvent]

    /// Puts an outcome together.
    public init(ids: [ClusterID], events: [IdentityEvent]) {
        self.ids = ids
        self.events = events
    }
}

/// One thing that happened to a cluster's identity, with its evidence.
public struct IdentityEvent: Sendable, Hashable {
    /// What happened.
    public enum Kind: String, Sendable, CaseIterable {
        /// Goes on with other exemplars or another size than the ledger holds: fewer than 60% of the ledger's
        /// exemplars are members still, or the size changed by more than a quarter (and by two tickets or more).
        case continued
        /// New, out of nothing known.
        case born
        /// A new cluster that came out of `others[0]`.
        case split
        /// Went into `others[0]`.
        case merged
        /// Its tickets are gone, or scattered.
        case retired
    }

    /// What happened.
    public let kind: Kind
    /// The cluster it happened to.
    public let cluster: ClusterID
    /// The cluster split from, or merged into; else empty.
    public let others: [ClusterID]
    /// The exemplars to record for a cluster that lives on, most central first; empty for one that ended.
    public let exemplars: [TicketID]
    /// Evidence: `tickets` now (absent for ended ones), `before` when last recorded, `exemplars` of the ledger, how many
    /// of them are `present` in this run's tickets, and how many are `shared` with the cluster that the event names.
    public let numbers: [String: Int]

    /// Puts an event together.
    public init(
        kind: Kind, cluster: ClusterID, others: [ClusterID] = [], exemplars: [TicketID] = [],
        numbers: [String: Int] = [:]
    ) {
        self.kind = kind
        self.cluster = cluster
        self.others = others
        self.exemplars = exemplars
        self.numbers = numbers
    }
}
