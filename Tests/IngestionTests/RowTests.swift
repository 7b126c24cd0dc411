import Domain
import Ingestion
import Testing

@Suite struct RowTests {
    @Test func refusesRowsWithoutIDOrText() throws {
        let text = "id,subject,body\n,a,b\nnull,a,b\n3,,\n4,-,N/A\n5,,text\n"
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.ids == ["5"])
        #expect(outcome.refusals == ["2 missing_id", "3 missing_id", "4 no_text", "5 no_text"])
    }

    @Test func refusesAnIDThatIsTooLong() throws {
        let text = "id,subject\n\(String(repeating: "é", count: 200)),a\n\(String(repeating: "x", count: 201)),b\n"
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.tickets.count == 1)
        #expect(outcome.refusals == ["3 id_too_long"])
    }

    @Test func refusesATextThatIsTooLarge() throws {
        let text =
            "id,subject,body\n1,a,\(String(repeating: "x", count: 1 << 20))\n2,a,\(String(repeating: "x", count: 1 + 1 << 20))\n"
        let outcome = try Export("a.csv", text).read(ColumnMapping(id: "id", subject: "subject", bodies: ["body"]))
        #expect(outcome.ids == ["1"])
        #expect(outcome.refusals == ["3 text_too_large"])
    }

    @Test func joinsSeveralBodies() throws {
        let mapping = ColumnMapping(id: "id", bodies: ["steps", "actual"])
        let outcome = try Export("a.csv", "id,actual,steps\n1,boom,click\n2,boom,\n").read(mapping)
        #expect(outcome.tickets.map(\.body) == ["click\n\nboom", "boom"])
    }

    @Test func splitsLabels() throws {
        let mapping = ColumnMapping(id: "id", subject: "s", labels: ["tags"])
        let bytes = CSVWriter.encode([["id", "s", "tags"], ["1", "x", "b, a;b | c d\ne,"]])
        #expect(try Export("a.csv", bytes).read(mapping).tickets.first?.labels == ["a", "b", "c d", "e"])
    }

    @Test func keepsCustomFields() throws {
        let mapping = ColumnMapping(id: "id", subject: "s", fields: ["os": "Custom field (OS)", "empty": "x"])
        let text = "id,s,Custom field (OS),x\n1,a,Linux,\n"
        #expect(try Export("a.csv", text).read(mapping).tickets.first?.fields == ["os": "Linux"])
    }

    @Test func countsEveryRowOnceWhateverIsBroken() throws {
        let table = #"""
            id,subject,body,created,status
            A-1,"first ""one""","text
            of two lines",2021-09-30,Open
            A-2,second,"a, b",30/Sep/21 17:20,Closed
            A-3,"third",c,1633022400,Neu

            A-4,vierte Größe,"d; e",2020-01-02 17:14:21+00:00,Done
            A-5,fifth,f,24.09.2019,Open
            """#
        let list = #"""
            [{"id": "A-1", "subject": "first \"one\"", "body": null, "labels": ["x", {"name": "y"}]},
             {"id": "A-2", "subject": "second", "body": "a\nb", "created": "2021-09-30"},
             {"id": 3, "subject": "dritte Größe", "created": 1633022400, "user": {"login": "z"}}]
            """#
        let whole = Array(table.utf8)
        let records = Array(list.utf8)
        var random = SeededGenerator(0xCA5E_B00C)
        let mapping = ColumnMapping(
            id: "id", subject: "subject", bodies: ["body"], created: "created", status: "status", labels: ["labels"])
        let book = Book(sheets: [("S", Book.row(1, "id", "subject") + Book.row(2, "1", "a"))]).bytes
        for round in 0..<1_500 {
            let (name, original) = [("a.csv", whole), ("a.json", records), ("a.jsonl", records), ("a.xlsx", book)][
                round % 4]
            let bytes = Self.mutate(original, &random)
            do {
                let outcome = try Export(name, bytes).read(mapping)
                #expect(outcome.rows == outcome.tickets.count + outcome.rejects.count, "round \(round)")
                #expect(outcome.rejects.allSatisfy { $0.line > 0 && !$0.reason.isEmpty && !$0.remedy.isEmpty })
            } catch let error as CasebookError {
                #expect(error.kind == .badInput, "round \(round)")
            }
        }
    }

    /// Up to four changes: a byte replaced, removed, repeated or put in, or the end cut off.
    private static func mutate(_ original: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let sharp: [UInt8] = Array("\"\",;\n\r{}[]:\\".utf8) + [0, 0xFF, 0xC3, 0x80]
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            let byte = sharp[Int.random(in: 0..<sharp.count, using: &random)]
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[index] = byte
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(byte, at: index)
            case 3: bytes.insert(contentsOf: bytes[index...].prefix(40), at: index)
            case 4: bytes[index] = UInt8.random(in: 0...255, using: &random)
            default: if Bool.random(using: &random) { bytes.removeLast(bytes.count - index) }
            }
        }
        return bytes
    }
}
