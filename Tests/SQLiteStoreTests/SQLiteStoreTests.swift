import Domain
import Foundation
import Pipeline
import SQLiteStore
import Testing
import TestSupport
@_spi(Restoring) import Domain

@Suite struct SQLiteStoreTests {
    private func row(_ id: String, body: String, line: Int) -> StoredRow {
        let ticket = RedactedTicket(
            id: TicketID(id), subject: RedactedText(restoring: "Subject"), body: RedactedText(restoring: body),
            created: Instant(seconds: 1_700_000_000), updated: nil, resolved: Instant(seconds: 1_700_000_100),
            status: RedactedText(restoring: "Open"), state: .open, priority: Priority(label: "P1", level: .critical),
            product: nil, requesterToken: "[[PERSON_abc]]", assigneeToken: nil, resolution: nil,
            labels: [RedactedText(restoring: "vpn")], fields: ["site": RedactedText(restoring: "Berlin")],
            redactions: ["EMAIL": 2])
        return StoredRow(ticket: ticket, key: "key-\(id)-\(line)", file: "a.csv", line: line)
    }

    private func upload(_ name: String, rows: Int) -> StoredUpload {
        StoredUpload(name: name, digest: .of(name), settings: .of("settings"), rows: rows, rejects: 0)
    }

    private func store(_ scratch: Scratch) throws -> SQLiteStore {
        let tenant = try #require(TenantID("acme"))
        return try SQLiteStore(file: scratch.url.appending(path: "t/casebook.sqlite"), tenant: tenant)
    }

    @Test func givesBackWhatItWasGiven() async throws {
        let scratch = try Scratch()
        let store = try store(scratch)
        let rows = [row("1", body: "one", line: 2), row("2", body: "two [[EMAIL_1]]", line: 3)]
        let reject = Reject(file: "a.csv", line: 4, code: "missing_id", reason: "r", remedy: "m")
        try await store.replace(upload: upload("a.csv", rows: 3), rows: rows, rejects: [reject])
        let again = try self.store(scratch)
        #expect(try await again.rows() == rows)
        #expect(try await again.rejects() == [reject])
        #expect(try await again.uploads() == [upload("a.csv", rows: 3)])
    }

    @Test func replacesRenamesAndRemovesUploadsWhole() async throws {
        let scratch = try Scratch()
        let store = try store(scratch)
        try await store.replace(upload: upload("a.csv", rows: 2), rows: [row("1", body: "x", line: 2)], rejects: [])
        try await store.replace(upload: upload("a.csv", rows: 1), rows: [row("3", body: "z", line: 2)], rejects: [])
        #expect(try await store.rows().map(\.ticket.id.rawValue) == ["3"])
        try await store.rename(upload: "a.csv", to: "b.csv")
        #expect(try await store.uploads().map(\.name) == ["b.csv"])
        #expect(try await store.rows().map(\.file) == ["b.csv"])
        try await store.remove(upload: "b.csv")
        #expect(try await store.rows().isEmpty)
    }

    @Test func keepsVectorsAndResultsByKey() async throws {
        let scratch = try Scratch()
        let store = try store(scratch)
        let model = ContentDigest.of("model")
        try await store.keep(vectors: [(text: .of("a"), values: [0.5, -0.25])], model: model)
        #expect(try await store.vectors(of: [.of("a"), .of("b")], model: model) == [.of("a"): [0.5, -0.25]])
        #expect(try await store.vectors(of: [.of("a")], model: .of("other")).isEmpty)
        try await store.keep(result: [1, 2], stage: "s/1", key: .of("k"))
        #expect(try await store.result(stage: "s/1", key: .of("k")) == [1, 2])
        #expect(try await store.result(stage: "s/2", key: .of("k")) == nil)
    }

    @Test func leavesNoWordOfAPurgedRowInItsFiles() async throws {
        let scratch = try Scratch()
        let store = try store(scratch)
        // Two rows of one line, as of a JSON export without line ends.
        let rows = [row("1", body: "one", line: 2), row("2", body: "floccinaucical", line: 2)]
        try await store.replace(upload: upload("a.csv", rows: 2), rows: rows, rejects: [])
        let model = ContentDigest.of("model")
        try await store.keep(
            vectors: ["one", "floccinaucical", "article"].map { (text: .of($0), values: [1]) }, model: model)
        try await store.keep(result: Array("floccinaucical".utf8), stage: "s/1", key: .of("k"))
        let reject = Reject(file: "a.csv", line: 2, code: "erased", reason: "r", remedy: "m")
        try await store.purge(
            [(row: rows[1], reject: reject)], vectors: .of([.of("floccinaucical")]), results: false)
        #expect(try await store.rows() == [rows[0]])
        #expect(try await store.rejects() == [reject])
        let texts = ["one", "floccinaucical", "article"].map { ContentDigest.of($0) }
        #expect(try await Set(store.vectors(of: texts, model: model).keys) == [.of("one"), .of("article")])
        #expect(try await store.result(stage: "s/1", key: .of("k")) != nil)

        try await store.purge([], vectors: .allBut([.of("one")]), results: true)
        #expect(try await Set(store.vectors(of: texts, model: model).keys) == [.of("one")])
        #expect(try await store.result(stage: "s/1", key: .of("k")) == nil)
        for (name, bytes) in try snapshot(of: scratch.url) {
            #expect(bytes.range(of: Data("floccinaucical".utf8)) == nil, "\(name)")
        }
    }

    @Test func saysThatAFileIsNoDatabase() throws {
        let scratch = try Scratch()
        let file = try scratch.write("t/casebook.sqlite", String(repeating: "not a database ", count: 400))
        let tenant = try #require(TenantID("acme"))
        do {
            _ = try SQLiteStore(file: file, tenant: tenant)
            Issue.record("a text file was opened as a database")
        } catch {
            #expect(error.kind == .cannotWrite)
            #expect(error.diagnostics.first?.code == "database_corrupt")
        }
    }
}
