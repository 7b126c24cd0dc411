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
