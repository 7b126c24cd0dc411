import Domain
import Ledger
import Testing

/// Exports stand in the ledger and change nothing that a run or a page depends on.
@Suite struct LedgerExportTests {
    private let moment = Instant(seconds: 1_780_000_000)
    private let tenant: TenantID
    private let base: Ledger

    init() throws {
        tenant = try #require(TenantID("acme"))
        base = try Ledger(tenant: tenant).appending(
            [
                .fileIngested(name: "\"event\":\"exported\"", digest: .of("a"), rows: 5, tickets: 4, rejects: 1),
                .run(numbers: [:]),
            ], asOf: moment, at: moment
        ).ledger
    }

    private func exported(_ ledger: Ledger, _ archive: String, raw: Bool = false) throws -> Ledger {
        try #require(try ledger.recordingExport(.of(archive), rows: 4, raw: raw, at: moment))
    }

    @Test func keepsTheDigestOfAnArchiveOnceAndNothingElseOfIt() throws {
        let ledger = try exported(exported(base, "one"), "two", raw: true)
        #expect(try ledger.recordingExport(.of("one"), rows: 4, raw: false, at: moment) == nil)
        let read = try Ledger.parse(ledger.bytes, file: "ledger.jsonl", tenant: tenant).ledger
        #expect(read.state.exports == [.of("one"), .of("two")])
        #expect(read.state.history == base.state.history && read.state.entryCount == base.state.entryCount)
        #expect(read.state.run == base.state.run && Ledger.digestOfRuns(read.bytes) == .of(base.bytes))
        #expect(read.verify(file: "ledger.jsonl").isEmpty)
    }

    @Test func anArchiveHoldsTheLedgerWithoutTheExportsAtItsEnd() throws {
        #expect(base.withoutExportsAtEnd(sealed: 0).elementsEqual(base.bytes))
        let one = try exported(base, "one")
        let two = try exported(one, "two")
        #expect(two.withoutExportsAtEnd(sealed: 0).elementsEqual(base.bytes))
        // A checkpoint that speaks of one of them would not hold without it.
        #expect(two.withoutExportsAtEnd(sealed: 3).elementsEqual(one.bytes))
        let later = try two.appending([.run(numbers: [:])], asOf: moment, at: moment).ledger
        #expect(later.withoutExportsAtEnd(sealed: 0).elementsEqual(later.bytes))
        #expect(Ledger(tenant: tenant).withoutExportsAtEnd(sealed: 0).isEmpty)
    }

    @Test func aCheckpointCoversWhatIsFollowedByNoRun() throws {
        let checkpoint = LedgerCheckpoint(of: base)
        let after = try exported(exported(base, "one"), "two")
        #expect(Ledger.isCovered(base.bytes, by: checkpoint) && Ledger.isCovered(after.bytes, by: checkpoint))
        #expect(Ledger.isCovered(after.bytes, by: LedgerCheckpoint(of: try exported(base, "one"))))
        let later = try after.appending([.run(numbers: [:])], asOf: moment, at: moment).ledger
        #expect(!Ledger.isCovered(later.bytes, by: checkpoint))
        #expect(!Ledger.isCovered(base.bytes, by: LedgerCheckpoint(of: after)))
        #expect(!Ledger.isCovered([], by: checkpoint))
        let other = try Ledger(tenant: tenant).appending(
            [.fileIngested(name: "b", digest: .of("b"), rows: 5, tickets: 4, rejects: 1), .run(numbers: [:])],
            asOf: moment, at: moment
        ).ledger
        #expect(!Ledger.isCovered(base.bytes, by: LedgerCheckpoint(of: other)))
    }

    @Test func mergesTheExportsOfTwoBranches() throws {
        let merged = try Ledger.merging(exported(base, "one"), with: exported(exported(base, "one"), "two"))
        #expect(merged.state.exports == [.of("one"), .of("two")] && merged.entries.count == 4)
    }
}
