import Domain
import Foundation
import Pipeline
import TestSupport
import Testing
@_spi(Restoring) import Domain

/// What every store promises a run.
@Suite struct TenantStoreTests {
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

    @Test(arguments: StoreKind.all) func givesBackWhatItWasGiven(_ kind: StoreKind) async throws {
        let stores = try await StoreUnderTest(kind)
        let store = try stores.open()
        let rows = [row("1", body: "one", line: 2), row("2", body: "two [[EMAIL_1]]", line: 3)]
        let reject = Reject(file: "a.csv", line: 4, code: "missing_id", reason: "r", remedy: "m")
        try await store.replace(upload: upload("a.csv", rows: 3), rows: rows, rejects: [reject])
        let again = try stores.open()
        #expect(try await again.rows() == rows)
        #expect(try await again.rejects() == [reject])
        #expect(try await again.uploads() == [upload("a.csv", rows: 3)])
    }

    @Test(arguments: StoreKind.all) func replacesRenamesAndRemovesUploadsWhole(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        try await store.replace(upload: upload("a.csv", rows: 2), rows: [row("1", body: "x", line: 2)], rejects: [])
        try await store.replace(upload: upload("a.csv", rows: 1), rows: [row("3", body: "z", line: 2)], rejects: [])
        #expect(try await store.rows().map(\.ticket.id.rawValue) == ["3"])
        try await store.rename(upload: "a.csv", to: "b.csv")
        #expect(try await store.uploads().map(\.name) == ["b.csv"])
        #expect(try await store.rows().map(\.file) == ["b.csv"])
        try await store.remove(upload: "b.csv")
        #expect(try await store.rows().isEmpty)
    }

    @Test(arguments: StoreKind.all) func keepsVectorsAndResultsByKey(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        let model = ContentDigest.of("model")
        try await store.keep(vectors: [(text: .of("a"), values: [0.5, -0.25])], model: model)
        #expect(try await store.vectors(of: [.of("a"), .of("b")], model: model) == [.of("a"): [0.5, -0.25]])
        #expect(try await store.vectors(of: [.of("a")], model: .of("other")).isEmpty)
        try await store.keep(vectors: [(text: .of("b"), values: [1])], model: model)
        try await store.keep(vectors: [(text: .of("a"), values: [2])], model: .of("other"))
        try await store.forget(vectorsOf: [.of("a"), .of("c")], model: model)
        #expect(try await store.vectors(of: [.of("a"), .of("b")], model: model) == [.of("b"): [1]])
        #expect(try await store.vectors(of: [.of("a")], model: .of("other")) == [.of("a"): [2]])
        try await store.keep(result: [1, 2], stage: "s/1", key: .of("k"))
        #expect(try await store.result(stage: "s/1", key: .of("k")) == [1, 2])
        #expect(try await store.result(stage: "s/2", key: .of("k")) == nil)
    }

    @Test(arguments: StoreKind.all) func renamesFilesWhoseNamesHaveLongCharacters(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        let old = "e\u{301}🇩🇪 \u{1F469}\u{200D}\u{1F4BB}.xlsx"
        let sheet = StoredRow(ticket: row("1", body: "x", line: 2).ticket, key: "k", file: "\(old)#Sheet", line: 2)
        try await store.replace(upload: upload(old, rows: 1), rows: [sheet], rejects: [])
        try await store.rename(upload: old, to: "ü.xlsx")
        #expect(try await store.rows().map(\.file) == ["ü.xlsx#Sheet"])
        #expect(try await store.contents(of: "ü.xlsx").rows.count == 1)
    }

    @Test(arguments: StoreKind.all) func ordersByBytesWhateverTheLanguage(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        let names = ["a.csv", "B.csv", "_c.csv", "ä.csv", "z.csv", "A-1.csv", "a 1.csv"]
        for name in names { try await store.replace(upload: upload(name, rows: 0), rows: [], rejects: []) }
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try await store.uploads().map(\.name) == sorted)
        for stage in names { try await store.keep(result: [], stage: stage, key: .of("k")) }
        #expect(try await store.results().map(\.stage) == sorted)
    }

    @Test(arguments: StoreKind.all) func keepsEveryBitOfAVector(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        let patterns: [UInt32] = [0, 0x8000_0000, 1, 0x7F7F_FFFF, 0x7F80_0000, 0x7FC0_0001, 0x3F80_0001]
        let values = patterns.map(Float.init(bitPattern:))
        try await store.keep(vectors: [(text: .of("a"), values: values)], model: .of("m"))
        // One that is known stays as it is.
        try await store.keep(
            vectors: [(text: .of("a"), values: [1]), (text: .of("b"), values: [])], model: .of("m"))
        let found = try await store.vectors(of: [.of("a"), .of("b"), .of("a")], model: .of("m"))
        #expect(found[.of("a")]?.map(\.bitPattern) == patterns)
        #expect(found[.of("b")] == [])
    }

    @Test(arguments: StoreKind.all) func holdsManyRowsOfHostileText(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        let texts = [
            "'; DROP TABLE upload; --", "$1 \\N \t\n\u{1}", "\u{FFFF}\u{10FFFF}", "", "COPY \\.", "\u{1F600}\u{0301}",
        ]
        let rows = (0..<5_000).map { row("T-\($0)", body: texts[$0 % texts.count], line: $0) }
        try await store.replace(upload: upload("a.csv", rows: 5_000), rows: rows, rejects: [])
        let expected = rows.sorted { ($0.ticket.id, $0.key) < ($1.ticket.id, $1.key) }
        #expect(try await store.rows() == expected)
        #expect(try await store.contents(of: "a.csv").rows == rows)
    }

    @Test(arguments: StoreKind.all) func aCancelledWriteChangesNothing(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        try await store.replace(upload: upload("a.csv", rows: 1), rows: [row("1", body: "x", line: 2)], rejects: [])
        let known = try await store.rows()
        let others = (0..<5_000).map { row("N-\($0)", body: "y", line: $0) }
        await #expect(throws: (any Error).self) {
            try await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await store.replace(upload: upload("a.csv", rows: 5_000), rows: others, rejects: [])
            }.value
        }
        #expect(try await store.rows() == known)
        #expect(try await store.uploads() == [upload("a.csv", rows: 1)])
    }

    @Test(arguments: StoreKind.all) func purgesRowsVectorsAndResults(_ kind: StoreKind) async throws {
        let store = try await StoreUnderTest(kind).open()
        // Two rows of one line, as of a JSON export without line ends.
        let rows = [row("1", body: "one", line: 2), row("2", body: "two", line: 2)]
        let known = Reject(file: "a.csv", line: 7, code: "missing_id", reason: "r", remedy: "m")
        try await store.replace(upload: upload("a.csv", rows: 3), rows: rows, rejects: [known])
        let model = ContentDigest.of("model")
        let texts = ["one", "two", "article"].map { ContentDigest.of($0) }
        try await store.keep(vectors: texts.map { (text: $0, values: [1]) }, model: model)
        try await store.keep(result: [1], stage: "s/1", key: .of("k"))
        let reject = Reject(file: "a.csv", line: 2, code: "erased", reason: "r", remedy: "m")
        try await store.purge([(row: rows[1], reject: reject)], vectors: .of([.of("two")]), results: false)
        #expect(try await store.rows() == [rows[0]])
        #expect(try await store.rejects() == [reject, known].sorted())
        #expect(try await Set(store.vectors(of: texts, model: model).keys) == [.of("one"), .of("article")])
        #expect(try await store.result(stage: "s/1", key: .of("k")) != nil)
        try await store.purge([], vectors: .allBut([.of("one")]), results: true)
        #expect(try await Set(store.vectors(of: texts, model: model).keys) == [.of("one")])
        #expect(try await store.result(stage: "s/1", key: .of("k")) == nil)
    }

    @Test(arguments: StoreKind.all) func keepsTenantsApart(_ kind: StoreKind) async throws {
        let stores = try await StoreUnderTest(kind)
        let (acme, bolt) = (try stores.open("acme"), try stores.open("bolt"))
        for (store, text) in [(acme, "ours"), (bolt, "theirs")] {
            try await store.replace(
                upload: upload("a.csv", rows: 1), rows: [row("1", body: text, line: 2)], rejects: [])
            try await store.keep(result: Array(text.utf8), stage: "s", key: .of("k"))
            try await store.keep(vectors: [(text: .of("t"), values: [text == "ours" ? 1 : 2])], model: .of("m"))
        }
        try await acme.clear()
        #expect(try await acme.rows().isEmpty)
        #expect(try await bolt.rows().map(\.ticket.body.masked) == ["theirs"])
        #expect(try await bolt.result(stage: "s", key: .of("k")) == Array("theirs".utf8))
        #expect(try await bolt.vectors(of: [.of("t")], model: .of("m")) == [.of("t"): [2]])
    }
}
