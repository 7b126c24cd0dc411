import Clustering
import Domain
import Embedding
import Testing

/// Ids over many runs, each with a few tickets more than the last.
struct NightlyRunsTests {
    @Test func keepsIdsFromNightToNight() async throws {
        let tenant = try #require(TenantID("acme"))
        let tickets = SyntheticTickets(count: 360)
        let vectors = try await LexicalEmbedder().embed(tickets.texts, as: .passage)
        var ledger: [ClusterID: Identity.KnownCluster] = [:]
        var used: Set<ClusterID> = []
        var before: [ClusterID: Set<TicketID>] = [:]
        var wanted = 0
        var kept = 0
        for count in stride(from: 240, through: 360, by: 12) {
            let some = EmbeddingMatrix(
                count: count, dimension: vectors.dimension,
                storage: Array(vectors.storage.prefix(count * vectors.dimension)))
            let ids = Array(tickets.ids.prefix(count))
            let partition = try Clusterer(threads: 2)
                .cluster(ids: ids, texts: Array(tickets.texts.prefix(count)), vectors: some)
            let found = zip(partition.members, partition.exemplars).map { members, exemplars in
                Identity.FoundCluster(members: members.map { ids[$0] }, exemplars: exemplars.map { ids[$0] })
            }
            let outcome = Identity.match(
                tenant: tenant, clusters: found, ledger: Array(ledger.values), used: used
            ) { ticket in ids.firstIndex(of: ticket).map { Array(some[$0]) } }
            #expect(Set(outcome.ids).count == outcome.ids.count)
            for event in outcome.events {
                if event.kind == .born || event.kind == .split { #expect(used.insert(event.cluster).inserted) }
                ledger[event.cluster] =
                    event.exemplars.isEmpty
                    ? nil
                    : .init(id: event.cluster, exemplars: event.exemplars, size: event.numbers["tickets"] ?? 0)
            }
            var after: [ClusterID: Set<TicketID>] = [:]
            for (id, cluster) in zip(outcome.ids, found) { after[id] = Set(cluster.members) }
            let known = Set(before.values.flatMap { $0 })
            for (id, members) in before {
                func overlap(_ other: Set<TicketID>) -> Double {
                    let other = other.intersection(known)
                    return Double(members.intersection(other).count) / Double(members.union(other).count)
                }
                guard let best = after.max(by: { overlap($0.value) < overlap($1.value) }), overlap(best.value) > 0.6
                else { continue }
                wanted += 1
                if best.key == id { kept += 1 }
            }
            before = after
        }
        #expect(wanted > 80)
        #expect(Double(kept) >= 0.98 * Double(wanted))
    }
}
