import Archive
import Domain
import Foundation
import Pipeline
import TestSupport
import Testing
@_spi(Restoring) import Domain

/// What a store gives and takes so that a tenant can move.
@Suite struct TransferTests {
    private func row(_ id: String, file: String, line: Int) -> StoredRow {
        let ticket = RedactedTicket(
            id: TicketID(id), subject: RedactedText(restoring: "Subject of \(id)"), body: .empty, created: nil,
            updated: nil, resolved: nil, status: nil, state: .open, priority: nil, product: nil, requesterToken: nil,
            assigneeToken: nil, resolution: nil, labels: [], fields: [:], redactions: [:])
        return StoredRow(ticket: ticket, key: "key-\(id)", file: file, line: line)
    }

    private func run(_ number: Int64, used: [String] = []) -> CompletedRun {
        CompletedRun(
            input: .of("input \(number)"), started: Instant(seconds: number), finished: Instant(seconds: number),
            facts: .none, placements: [:], titles: [:], gaps: [], used: used,
            published: PublicationSummary(written: 1, unchanged: 0, removed: 0))
    }

    @Test(arguments: StoreKind.all) func givesAnUploadsContentAlone(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        let reject = Reject(file: "a.csv#b.csv", line: 9, code: "missing_id", reason: "r", remedy: "m")
        // An upload's name that looks like a sheet of the other one.
        for (name, rejects) in [("a.csv", []), ("a.csv#b.csv", [reject])] {
            try await store.replace(
                upload: StoredUpload(name: name, digest: .of(name), settings: .of("s"), rows: 2, rejects: 0),
                rows: [row("2", file: name, line: 3), row("1", file: name, line: 2)], rejects: rejects)
        }
        let content = try await store.contents(of: "a.csv")
        #expect(content.rows.map(\.ticket.id.rawValue) == ["2", "1"] && content.rejects.isEmpty)
        #expect(content.rows.allSatisfy { $0.file == "a.csv" })
        #expect(try await store.contents(of: "a.csv#b.csv").rejects == [reject])
        #expect(try await store.contents(of: "b.csv").rows.isEmpty)
    }

    @Test(arguments: StoreKind.all) func pagesThroughVectorsInOrder(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        let texts = (0..<25).map { ContentDigest.of("text \($0)") }.sorted()
        for (model, texts) in [(ContentDigest.of("m"), texts), (.of("n"), [texts[0]])] {
            try await store.keep(vectors: texts.map { (text: $0, values: [0.5, -0.25]) }, model: model)
        }
        #expect(try await store.models() == [ContentDigest.of("m"), .of("n")].sorted())
        var found: [ContentDigest] = []
        while true {
            let page = try await store.vectors(model: .of("m"), after: found.last, limit: 10)
            if page.isEmpty { break }
            #expect(page.count <= 10 && page.allSatisfy { $0.values == [0.5, -0.25] })
            found += page.map(\.text)
        }
        #expect(found == texts)
    }

    @Test(arguments: StoreKind.all) func listsResultsAndForgetsNoneForARestoredRun(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        for (stage, key) in [("b/1", "x"), ("a/2", "y"), ("a/2", "x")] {
            try await store.keep(result: [1], stage: stage, key: .of(key))
        }
        let expected = [("a/2", "x"), ("a/2", "y"), ("b/1", "x")].map { "\($0.0)/\(ContentDigest.of($0.1).hex)" }
        try await store.restore(runs: [run(1), run(2)])
        #expect(try await store.results().map { "\($0.stage)/\($0.key.hex)" } == expected.sorted())
        try await store.complete(run(3, used: [expected[2]]))
        #expect(try await store.runs(limit: 10).map(\.started.seconds) == [3, 2, 1])
        #expect(try await store.results().map(\.stage) == ["b/1"])
    }

    @Test(arguments: StoreKind.all) func clearsEverythingOfTheTenant(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        try await store.replace(
            upload: StoredUpload(name: "a", digest: .of("a"), settings: .of("s"), rows: 1, rejects: 0),
            rows: [row("1", file: "a", line: 2)], rejects: [])
        try await store.keep(vectors: [(text: .of("t"), values: [1])], model: .of("m"))
        try await store.keep(result: [1], stage: "s", key: .of("k"))
        try await store.restore(runs: [run(1)])
        try await store.clear()
        #expect(try await store.uploads().isEmpty)
        #expect(try await store.rows().isEmpty)
        #expect(try await store.models().isEmpty)
        #expect(try await store.results().isEmpty)
        #expect(try await store.lastRun() == nil)
    }

    private func code(_ work: () async throws -> Void) async -> String? {
        await #expect(throws: CasebookError.self) { try await work() }?.diagnostics.first?.code
    }

    /// What a store holds, written to an archive and read back.
    private func records(of store: any TenantStore) async throws -> [StoreRecord] {
        var rest: [UInt8] = []
        let writer = try ArchiveWriter { rest += $0 }
        let counts = try await StoreExport(store: store).write(to: writer)
        let bytes = try writer.finish(facts: counts.json) + rest
        var position = 0
        let reader = try ArchiveReader(file: "a") { (count) throws(CasebookError) in
            let piece = Array(bytes[position...].prefix(count))
            position += piece.count
            return piece
        }
        var parts = StoreRecordReader()
        var records: [StoreRecord] = []
        while let member = try reader.next() {
            records += try parts.take(String(member.path.dropFirst(6)), reader.readAll())
        }
        records += parts.finish()
        var counted = ArchiveCounts()
        for record in records { counted.add(record) }
        #expect(counted == counts)
        return records
    }

    @Test(arguments: StoreKind.all, StoreKind.all)
    func movesEverythingToAnotherStore(_ from: StoreKind, _ to: StoreKind) async throws {
        let source = try await StoreUnderTest(from).open()
        let target = try await StoreUnderTest(to).open()
        let reject = Reject(file: "a.csv", line: 9, code: "missing_id", reason: "r", remedy: "m")
        for name in ["a.csv", "b.csv"] {
            try await source.replace(
                upload: StoredUpload(name: name, digest: .of(name), settings: .of("s"), rows: 3, rejects: 1),
                rows: [row("2", file: name, line: 3), row("1", file: name, line: 2)],
                rejects: name == "a.csv" ? [reject] : [])
        }
        let vectors = (0..<2_500).map { (text: ContentDigest.of("\($0)"), values: [Float($0), -.pi, .ulpOfOne]) }
        try await source.keep(vectors: vectors, model: .of("m"))
        try await source.keep(result: Array(0...255), stage: "a/1", key: .of("k"))
        try await source.restore(runs: [run(1), run(2)])

        let records = try await records(of: source)
        let filling = StoreImport(store: target, token: "t")
        try await filling.begin()
        try await filling.apply(records[0])
        // Killed here, it begins anew, and so it does when it was killed before it knew that it was done. Another one
        // never does.
        let other = StoreImport(store: target, token: "u")
        #expect(await code { try await other.begin() } == "import_unfinished")
        for _ in 0..<2 {
            try await filling.begin()
            for record in records { try await filling.apply(record) }
            try await filling.end()
        }
        #expect(await code { try await other.begin() } == "tenant_exists")

        #expect(try await target.uploads() == source.uploads())
        #expect(try await target.rows() == source.rows())
        #expect(try await target.rejects() == [reject])
        #expect(try await target.runs(limit: 9) == source.runs(limit: 9))
        #expect(try await target.result(stage: "a/1", key: .of("k")) == Array(0...255))
        #expect(
            try await target.vectors(of: vectors.map(\.text), model: .of("m"))
                == source.vectors(of: vectors.map(\.text), model: .of("m")))
        // What tells of the import is no part of the tenant.
        #expect(try await self.records(of: target).count == records.count)
    }
}
