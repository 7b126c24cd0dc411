import Clustering
import Domain
import Testing

struct IdentityTests {
    private let tenant: TenantID

    init() throws { tenant = try #require(TenantID("acme")) }

    private func ids(_ range: Range<Int>) -> [TicketID] { range.map { TicketID("T\($0)") } }

    private func found(_ members: [TicketID]) -> Identity.FoundCluster {
        .init(members: members, exemplars: Array(members.prefix(40)))
    }

    private func known(_ id: String, _ exemplars: [TicketID], size: Int? = nil) throws -> Identity.KnownCluster {
        .init(id: try #require(ClusterID(id)), exemplars: exemplars, size: size ?? exemplars.count)
    }

    private func match(
        _ clusters: [Identity.FoundCluster], _ ledger: [Identity.KnownCluster], used: Set<ClusterID> = []
    ) -> IdentityOutcome {
        Identity.match(tenant: tenant, clusters: clusters, ledger: ledger, used: used) { _ in nil }
    }

    @Test func givesNewClustersIdsOfTheirFounders() {
        let outcome = match([found(ids(0..<5)), found(ids(5..<9))], [])
        #expect(
            outcome.ids == [
                ClusterID(foundedBy: ids(0..<5), tenant: tenant), ClusterID(foundedBy: ids(5..<9), tenant: tenant),
            ])
        #expect(outcome.events.map(\.kind) == [.born, .born])
        #expect(outcome.events.allSatisfy { $0.numbers["tickets"] == $0.exemplars.count })
    }

    @Test func neverGivesAnIdTwice() {
        let first = ClusterID(foundedBy: ids(0..<5), tenant: tenant)
        let outcome = match([found(ids(0..<5))], [], used: [first])
        #expect(outcome.ids == [ClusterID(foundedBy: ids(0..<5), tenant: tenant, attempt: 1)])
    }

    @Test func recordsNothingWhenNothingChanges() throws {
        let ledger = [try known("c-aaaaaaaa", ids(0..<10)), try known("c-bbbbbbbb", ids(20..<30))]
        let outcome = match([found(ids(20..<30)), found(ids(0..<11))], ledger)
        #expect(outcome.ids.map(\.rawValue) == ["c-bbbbbbbb", "c-aaaaaaaa"])
        #expect(outcome.events.isEmpty)
    }

    @Test func renewsExemplarsWhenAClusterChangesMuch() throws {
        let outcome = match([found(ids(0..<20))], [try known("c-aaaaaaaa", ids(0..<10))])
        #expect(outcome.events.map(\.kind) == [.continued])
        #expect(outcome.events[0].exemplars == ids(0..<20))
        #expect(
            outcome.events[0].numbers == ["before": 10, "tickets": 20, "exemplars": 10, "present": 10, "shared": 10])
    }

    @Test func tellsAMerge() throws {
        let ledger = [try known("c-aaaaaaaa", ids(0..<10)), try known("c-bbbbbbbb", ids(10..<16))]
        let outcome = match([found(ids(0..<16))], ledger)
        #expect(outcome.ids.map(\.rawValue) == ["c-aaaaaaaa"])
        let merged = try #require(outcome.events.first { $0.kind == .merged })
        #expect(merged.cluster.rawValue == "c-bbbbbbbb" && merged.others.map(\.rawValue) == ["c-aaaaaaaa"])
        #expect(merged.numbers["shared"] == 6)
    }

    @Test func tellsASplit() throws {
        let outcome = match([found(ids(0..<12)), found(ids(12..<20))], [try known("c-aaaaaaaa", ids(0..<20))])
        #expect(outcome.ids[0].rawValue == "c-aaaaaaaa")
        let split = try #require(outcome.events.first { $0.kind == .split })
        #expect(split.cluster == outcome.ids[1] && split.others.map(\.rawValue) == ["c-aaaaaaaa"])
    }

    @Test func tellsARetirement() throws {
        let outcome = match([found(ids(50..<60))], [try known("c-aaaaaaaa", ids(0..<10))])
        #expect(outcome.events.map(\.kind) == [.born, .retired])
    }

    @Test func takesTheBestTotal() throws {
        // Greedy would give the first cluster to a and leave b without.
        let ledger = [try known("c-aaaaaaaa", ids(0..<10)), try known("c-bbbbbbbb", ids(10..<20))]
        let clusters = [found(ids(0..<6) + ids(10..<15)), found(ids(6..<10))]
        let outcome = match(clusters, ledger)
        #expect(outcome.ids.map(\.rawValue) == ["c-bbbbbbbb", "c-aaaaaaaa"])
    }

    @Test func doesNotDependOnTheOrderOfTheLedger() throws {
        let ledger = [
            try known("c-aaaaaaaa", ids(0..<10)), try known("c-bbbbbbbb", ids(10..<20)),
            try known("c-cccccccc", ids(20..<22)),
        ]
        let clusters = [found(ids(0..<15)), found(ids(15..<25)), found(ids(40..<45))]
        #expect(match(clusters, ledger) == match(clusters, ledger.reversed()))
    }

    @Test func prefersTheNearerCentroidOfEqualShares() throws {
        let ledger = [try known("c-aaaaaaaa", ids(0..<4))]
        let clusters = [found(ids(0..<2) + ids(10..<20)), found(ids(2..<4) + ids(20..<30))]
        let outcome = Identity.match(tenant: tenant, clusters: clusters, ledger: ledger, used: []) { ticket in
            let number = Int(ticket.rawValue.dropFirst()) ?? 0
            return (10..<20).contains(number) ? [0, 1] : [1, 0]
        }
        #expect(outcome.ids[1].rawValue == "c-aaaaaaaa")
    }
}
