import Clustering
import Domain
import Ledger

/// What experts want of the identity of clusters: who goes on as whom after a merger, and who keeps the id after a split.
struct IdentityWishes {
    /// The clusters of the ledger as matching is to see them.
    let known: [Identity.KnownCluster]
    /// Mergers that came true: the cluster that ends, and the number of the found one that took it in.
    private let ends: [(from: LedgerCluster, found: Int)]
    /// Splits that came true: the cluster that goes on, and the number of the found one that left it.
    private let leavings: [(from: ClusterID, found: Int)]

    /// - Parameter members: tickets of each found cluster.
    init(_ plan: MembershipPlan, ledger: LedgerState, members: [[TicketID]]) {
        var foundOf: [TicketID: Int] = [:]
        for (number, tickets) in members.enumerated() { for ticket in tickets { foundOf[ticket] = number } }
        func home(of tickets: [TicketID]) -> Int? {
            var counts: [Int: Int] = [:]
            for number in tickets.compactMap({ foundOf[$0] }) { counts[number, default: 0] += 1 }
            return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        }
        var ends: [(from: LedgerCluster, found: Int)] = []
        for merge in plan.merges {
            guard let from = ledger.clusters[merge.from], let into = ledger.clusters[merge.into], from.id != into.id,
                let found = home(of: from.exemplars), found == home(of: into.exemplars),
                !ends.contains(where: { $0.from.id == from.id })
            else { continue }
            ends.append((from: from, found: found))
        }
        var left: [ClusterID: Set<TicketID>] = [:]
        var leavings: [(from: ClusterID, found: Int)] = []
        for split in plan.splits {
            guard let from = ledger.clusters[split.from], let found = home(of: split.tickets) else { continue }
            let rest = from.exemplars.filter { !split.tickets.contains($0) }
            guard !rest.isEmpty, home(of: rest) != found else { continue }
            left[from.id, default: []].formUnion(split.tickets)
            leavings.append((from: from.id, found: found))
        }
        self.ends = ends
        self.leavings = leavings
        let ending = Set(ends.map(\.from.id))
        known = ledger.clusters.values.filter { !ending.contains($0.id) }.sorted { $0.id < $1.id }.map { cluster in
            let gone = left[cluster.id] ?? []
            return Identity.KnownCluster(
                id: cluster.id, exemplars: cluster.exemplars.filter { !gone.contains($0) }, size: cluster.size)
        }
    }

    /// The outcome of matching with the mergers told, and with splits told as such.
    func applied(to outcome: IdentityOutcome) -> IdentityOutcome {
        guard !ends.isEmpty || !leavings.isEmpty else { return outcome }
        var origins: [ClusterID: ClusterID] = [:]
        for leaving in leavings { origins[outcome.ids[leaving.found]] = leaving.from }
        let events = outcome.events.map { event -> IdentityEvent in
            guard event.kind == .born, let origin = origins[event.cluster], outcome.ids.contains(origin) else {
                return event
            }
            return IdentityEvent(
                kind: .split, cluster: event.cluster, others: [origin], exemplars: event.exemplars,
                numbers: event.numbers)
        }
        let mergers = ends.map { end in
            IdentityEvent(
                kind: .merged, cluster: end.from.id, others: [outcome.ids[end.found]],
                numbers: ["before": end.from.size, "exemplars": end.from.exemplars.count])
        }
        return IdentityOutcome(ids: outcome.ids, events: events + mergers.sorted { $0.cluster < $1.cluster })
    }
}
