import Domain
import Foundation
import TestSupport
import Testing

@testable import CommandLineTool
@testable import Pipeline
@testable import Workspace

/// Copies of exports that grow too old, in runs that are stopped at one of their effects.
@Suite struct CopyRetentionTests {
    /// What deletes copies.
    enum Work: CaseIterable { case build, retention }

    /// A workspace of one tenant with three exports of twenty tickets each.
    fileprivate struct Book {
        let scratch: Scratch
        let root: URL
        /// Seconds since the epoch.
        var now: Int64 = 1_780_000_000

        init() throws {
            scratch = try Scratch()
            let exports = (0..<3).map { ("\($0).csv", SampleWorkspace.csv(count: 20, seed: $0)) }
            root = try SampleWorkspace.make(
                in: scratch, tenants: ["acme": Dictionary(uniqueKeysWithValues: exports)],
                configuration: "version: 1\nmodels:\n  embedding:\n    provider: lexical\n")
        }

        private var state: URL { root.appending(path: ".casebook/tenants/acme") }
        var ledger: URL { root.appending(path: "tenants/acme/ledger.jsonl") }

        func run(
            uploads: (any UploadStorage) -> any UploadStorage = { $0 },
            ledger: (any LedgerStorage) -> any LedgerStorage = { $0 },
            alone: @escaping @Sendable () async throws -> Void = {}
        ) throws -> TenantRun {
            let workspace = try WorkspaceLoader.load(root: root, environment: [:])
            let session = try TenantSession(
                workspace: workspace, tenant: workspace.tenant(named: "acme"),
                console: Console(environment: [:], quiet: true))
            let run = try session.run(embedder: workspace.localEmbedder(), chat: nil)
            let own = run.effects
            let effects = TenantEffects(
                store: own.store, ledger: ledger(own.ledger), checkpoint: own.checkpoint,
                publication: own.publication, texts: own.texts, uploads: uploads(try session.uploads()),
                matrices: own.matrices, embedder: own.embedder, alone: alone,
                clock: .fixed(Instant(seconds: now)), report: { _ in })
            return TenantRun(plan: run.plan, effects: effects, renderer: run.renderer)
        }

        private func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: state.appending(path: "uploads").path).sorted()
        }

        func copies() throws -> [ContentDigest] { try names().compactMap(ContentDigest.init(hex:)) }

        /// Names beside the copies.
        func others() throws -> [String] { try names().filter { ContentDigest(hex: $0) == nil } }

        /// The counts that the ledger has of a rule of retention, oldest first.
        func recorded(_ rule: String = "files.retention_days") throws -> [Int] {
            try String(contentsOf: ledger, encoding: .utf8)
                .split(separator: "\n").compactMap {
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                }.filter { $0["event"] as? String == "retention_applied" && $0["policy"] as? String == rule }
                .compactMap { $0["count"] as? Int }
        }

        /// Tickets on the published site.
        func tickets() throws -> Int? {
            let file = root.appending(path: "public/acme/data/tickets.json")
            return (try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [Any])?.count
        }
    }

    private struct Stopped: Error {}

    /// Copies of which one stays.
    private struct StubbornUploads: UploadStorage {
        let inner: any UploadStorage
        let stays: ContentDigest?
        /// Whether a note stays, or cannot be kept.
        var holdsNote = false
        var refusesNote = false

        var isReachable: Bool { inner.isReachable }
        func keep(_ file: InboxExport) async throws { try await inner.keep(file) }
        func withFile<Result: Sendable>(
            of digest: ContentDigest, _ work: (InboxLocation) throws -> Result
        ) async throws -> Result? { try await inner.withFile(of: digest, work) }
        func kept() async throws -> [ContentDigest] { try await inner.kept() }
        func remove(_ digest: ContentDigest) async throws {
            if digest == stays { throw Stopped() }
            try await inner.remove(digest)
        }
        func note() async throws -> [UInt8]? { try await inner.note() }
        func keep(note: [UInt8]?) async throws {
            if note == nil ? holdsNote : refusesNote { throw Stopped() }
            try await inner.keep(note: note)
        }
        func removeDrafts() async throws { try await inner.removeDrafts() }
    }

    @Test(arguments: Work.allCases) func aCopyThatStaysKeepsNothingElseBack(_ work: Work) async throws {
        var book = try Book()
        _ = try await book.run().build()
        let first = try #require(try book.copies().first)
        #expect(try book.copies().count == 3 && book.tickets() == 60)
        book.now += 91 * 86_400
        try book.scratch.write(
            "workspace/tenants/acme/tenant.yaml", "name: acme\ntickets:\n  retention_days: 10\n")

        let run = try book.run(uploads: { StubbornUploads(inner: $0, stays: first) })
        await #expect(throws: Stopped.self) { try await Self.work(work, by: run) }
        #expect(try book.copies() == [first] && book.recorded() == [2])
        #expect(try await run.effects.store.rows().count == 30 && book.recorded("tickets.retention_days") == [30])
        if work == .build { #expect(try book.tickets() == 30) }

        try await Self.work(work, by: try book.run())
        #expect(try book.copies().isEmpty && book.recorded() == [2, 1])
        #expect(try book.recorded("tickets.retention_days") == [30])
    }

    private static func work(_ work: Work, by run: TenantRun) async throws {
        switch work {
        case .build: _ = try await run.build()
        case .retention: _ = try await run.retain(apply: true)
        }
    }

    @Test(arguments: Work.allCases) func aRunThatHasLostItsTenantDeletesNothing(_ work: Work) async throws {
        var book = try Book()
        _ = try await book.run().build()
        book.now += 91 * 86_400
        let copies = try book.copies()
        let run = try book.run(alone: { throw Stopped() })
        await #expect(throws: Stopped.self) { try await Self.work(work, by: run) }
        #expect(try book.copies() == copies && copies.count == 3 && book.recorded().isEmpty)
    }

    @Test func aRunThatHasLostItsTenantErasesNothing() async throws {
        let book = try Book()
        _ = try await book.run().build()
        let ledger = try Data(contentsOf: book.ledger)
        let run = try book.run(alone: { throw Stopped() })
        let request = ErasureRequest(tickets: [TicketID("T-1")], requesters: [])
        await #expect(throws: Stopped.self) { _ = try await run.erase(request, apply: true) }
        #expect(try book.copies().count == 3 && Data(contentsOf: book.ledger) == ledger)
        #expect(try await run.effects.store.rows().count == 60)
    }

    /// A ledger that a run is killed before it replaces.
    private struct StoppedLedger: LedgerStorage {
        let inner: any LedgerStorage

        func load() throws -> [UInt8] { try inner.load() }
        func replace(with bytes: [UInt8]) throws { throw Stopped() }
    }

    @Test(arguments: Work.allCases, Work.allCases)
    func whatAKilledRunDeletedIsRecordedOnceByTheNext(_ killed: Work, _ next: Work) async throws {
        var book = try Book()
        _ = try await book.run().build()
        book.now += 91 * 86_400
        let last = try #require(try book.copies().last)
        let run = try book.run(
            uploads: { StubbornUploads(inner: $0, stays: last) }, ledger: StoppedLedger.init(inner:))
        await #expect(throws: Stopped.self) { try await Self.work(killed, by: run) }
        #expect(try book.copies() == [last] && book.recorded().isEmpty)

        book.now += 60
        try await Self.work(next, by: try book.run())
        #expect(try book.copies().isEmpty && book.recorded() == [3] && book.others().isEmpty)
        try await Self.work(.retention, by: try book.run())
        #expect(try book.recorded() == [3])
    }

    @Test func aNoteThatStaysIsOfWhatTheLedgerHas() async throws {
        var book = try Book()
        _ = try await book.run().build()
        book.now += 91 * 86_400
        let run = try book.run(uploads: { StubbornUploads(inner: $0, stays: nil, holdsNote: true) })
        try await Self.work(.build, by: run)
        #expect(try book.recorded() == [3] && book.others() == ["deletion.json"])
        try await Self.work(.retention, by: try book.run())
        #expect(try book.recorded() == [3] && book.others().isEmpty)
    }

    /// What was forgotten, or erased, went for another reason.
    @Test func nothingIsRecordedOfCopiesThatNoRuleDeleted() async throws {
        var book = try Book()
        _ = try await book.run().build()
        let uploads = try #require(try book.run().effects.uploads)
        for copy in try book.copies() { try await uploads.remove(copy) }
        book.now += 91 * 86_400
        try await Self.work(.retention, by: try book.run())
        #expect(try book.recorded().isEmpty)
    }

    /// What a killed run noted and left there, an erasure takes and tells of by itself.
    @Test func whatAnErasureTakesOfANoteIsNotRecordedTwice() async throws {
        var book = try Book()
        _ = try await book.run().build()
        book.now += 91 * 86_400
        let last = try #require(try book.copies().last)
        let run = try book.run(
            uploads: { StubbornUploads(inner: $0, stays: last) }, ledger: StoppedLedger.init(inner:))
        await #expect(throws: Stopped.self) { try await Self.work(.retention, by: run) }
        let store = run.effects.store
        let upload = try #require(try await store.uploads().first { $0.digest == last })
        let ticket = try #require(try await store.rows().first { $0.file == upload.name }).ticket.id
        let report = try await book.run().erase(ErasureRequest(tickets: [ticket], requesters: []), apply: true)
        #expect(report.files == 1)
        #expect(try book.copies().isEmpty && book.others() == ["deletion.json"])
        try await Self.work(.retention, by: try book.run())
        #expect(try book.recorded() == [2] && book.others().isEmpty)
    }

    /// The same of what is forgotten by hand.
    @Test func whatIsForgottenOfANoteIsNotRecorded() async throws {
        var book = try Book()
        _ = try await book.run().build()
        book.now += 91 * 86_400
        let last = try #require(try book.copies().last)
        let run = try book.run(
            uploads: { StubbornUploads(inner: $0, stays: last) }, ledger: StoppedLedger.init(inner:))
        await #expect(throws: Stopped.self) { try await Self.work(.retention, by: run) }
        try await book.run().effects.uploads?.withdraw([last])
        try await Self.work(.retention, by: try book.run())
        #expect(try book.copies().isEmpty && book.recorded() == [2])
    }

    @Test func withoutANoteNothingIsDeleted() async throws {
        var book = try Book()
        _ = try await book.run().build()
        book.now += 91 * 86_400
        let run = try book.run(uploads: { StubbornUploads(inner: $0, stays: nil, refusesNote: true) })
        await #expect(throws: Stopped.self) { try await Self.work(.build, by: run) }
        #expect(try book.copies().count == 3 && book.recorded().isEmpty)
    }
}
