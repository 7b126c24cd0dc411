import Clustering
import Domain
import Ledger

/// Gives each found cluster its lasting id, by comparing it with the clusters of the ledger.
struct IdentifyStage {
    let tenant: TenantID

    /// Ids by cluster number, and what the ledger has to learn.
    struct Outcome: Sendable {
        let ids: [ClusterID]
        /// By cluster number, as the ledger has them after this run: a cluster that goes on without material change
        /// keeps its recorded exemplars, so that a few new tickets do not make all of its texts anew.
        let exemplars: [[TicketID]]
        let events: [IdentityEvent]

        /// There are no clusters.
        static let none = Outcome(ids: [], exemplars: [], events: [])
    }

    func run(
        tickets: [RedactedTicket], partition: Partition, vectors: EmbeddingMatrix, ledger: LedgerState,
        membership: MembershipPlan = .none
    ) -> Outcome {
        var members: [[TicketID]] = Array(repeating: [], count: partition.exemplars.count)
        for (row, label) in partition.labels.enumerated() where label >= 0 { members[label].append(tickets[row].id) }
        let rowOf = Dictionary(uniqueKeysWithValues: tickets.enumerated().map { ($1.id, $0) })
        let wishes = IdentityWishes(membership, ledger: ledger, members: members)
        let outcome = wishes.applied(
            to: Identity.match(
                tenant: tenant,
                clusters: zip(members, partition.exemplars).map { members, exemplars in
                    Identity.FoundCluster(members: members, exemplars: exemplars.map { tickets[$0].id })
                },
                ledger: wishes.known, used: ledger.usedIDs,
                vectorOf: { rowOf[$0].map { Array(vectors[$0]) } }))
        let renewed = Set(outcome.events.filter { !$0.exemplars.isEmpty }.map(\.cluster))
        let exemplars = outcome.ids.enumerated().map { number, id -> [TicketID] in
            let found = partition.exemplars[number].map { tickets[$0].id }
            guard !renewed.contains(id), let known = ledger.clusters[id] else { return found }
            let present = Set(members[number])
            return known.exemplars.filter(present.contains)
        }
        return Outcome(ids: outcome.ids, exemplars: exemplars, events: outcome.events)
    }
}
