import Domain
import Ledger
import Testing

/// Publications stand in the ledger and change nothing that a run or a page depends on.
struct LedgerPublicationTests {
    private let noon = Instant(seconds: 1_780_000_000)
    private let asOf = Instant(seconds: 1_779_000_000)
    private let tenant: TenantID
    private let base: Ledger

    init() throws {
        tenant = try #require(TenantID("acme"))
        let id = ClusterID(foundedBy: [TicketID("A")], tenant: tenant)
        base = try Ledger(tenant: tenant).appending(
            [
                .fileIngested(
                    name: "\"event\":\"published\".csv", digest: .of("a"), rows: 1, tickets: 1, rejects: 0),
                .clusterBorn(id: id, size: 3, exemplars: [], numbers: [:]), .run(numbers: [:]),
            ], asOf: asOf, at: noon
        ).ledger
    }

    private func publication(_ site: String, _ target: String = "/srv/acme") -> LedgerPublication {
        LedgerPublication(kind: "folder", target: target, digest: .of(site), files: 3)
    }

    @Test func recordsASiteOnceForEachTarget() throws {
        let first = try #require(try base.recording(publication("one"), at: noon))
        #expect(try first.recording(publication("one"), at: noon) == nil)
        let other = try #require(try first.recording(publication("one", "/srv/b"), at: noon))
        let second = try #require(try other.recording(publication("two"), at: noon))
        // Back to the first site: that is a publication, too.
        let third = try #require(try second.recording(publication("one"), at: noon))
        let state = try Ledger.parse(third.bytes, file: "l", tenant: tenant).ledger.state
        #expect(third.entries.count == base.entries.count + 4)
        #expect(state.publications[publication("one").where] == publication("one"))
    }

    @Test func noRunAndNoPageDependsOnIt() throws {
        let published = try #require(try base.recording(publication("one"), at: noon))
        let (before, after) = (base.state, published.state)
        #expect(after.run == before.run && after.asOf == before.asOf && after.entryCount == before.entryCount)
        #expect(after.history == before.history)
        #expect(Ledger.digestOfRuns(base.bytes) == .of(base.bytes))
        #expect(Ledger.digestOfRuns(published.bytes) == .of(base.bytes))
        let later = try published.appending([.run(numbers: [:])], asOf: asOf, at: noon).ledger
        #expect(later.state.run == before.run + 1)
        #expect(Ledger.digestOfRuns(later.bytes) != .of(base.bytes))
        #expect(Ledger.digestOfRuns(Array(later.bytes.dropLast())) != Ledger.digestOfRuns(later.bytes))
    }

    @Test func theFirstEntryOfALedgerCanBeOne() throws {
        let published = try #require(try Ledger(tenant: tenant).recording(publication("empty"), at: noon))
        #expect(try Ledger.parse(published.bytes, file: "l", tenant: tenant).ledger.state.run == 1)
    }

    @Test func mergingKeepsThoseOfBothBranches() throws {
        let ours = try #require(try base.recording(publication("ours"), at: noon))
        let theirs = try #require(
            try base.recording(publication("theirs", "/srv/b"), at: noon)?.recording(publication("ours"), at: noon))
        let merged = try Ledger.merging(ours, with: theirs)
        let state = try Ledger.parse(merged.bytes, file: "l", tenant: tenant).ledger.state
        #expect(state.publications.count == 2 && merged.entries.count == base.entries.count + 2)
        #expect(state.publications[publication("", "/srv/b").where]?.digest == .of("theirs"))
    }
}
