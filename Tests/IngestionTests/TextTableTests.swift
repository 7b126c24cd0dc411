import Domain
import Foundation
import Ingestion
import TestSupport
import Testing

@Suite struct TextTableTests {
    private func read(_ text: String, _ columns: [String] = ["subject", "body"]) throws -> [String] {
        try TextTable.read(bytes: Array(text.utf8), idColumn: "id", textColumns: columns).map { "\($0.id)=\($0.text)" }
    }

    @Test func joinsTheTextsInInputOrder() throws {
        #expect(try read("id,subject,body\n2,a,b\n1,,c\n2,d,\n3,,\n") == ["2=a\nb", "1=c", "2=d", "3="])
        #expect(try read("id\tbody\tsubject\n1\tb\ta\n") == ["1=a\nb"])
    }

    @Test func findsOutTheFormatByLooking() throws {
        #expect(
            try read("{\"id\": 1, \"text\": \"a\\r\\n b \"}\n{\"id\": \"x\", \"text\": \"c\"}", ["text"]) == [
                "1=a\r\n b ", "x=c",
            ])
        #expect(try read(#"[{"id": 1, "text": "a"}]"#, ["text"]) == ["1=a"])
        let packed = Containers.gzip(Array("id,text\n1,a\n".utf8))
        #expect(try TextTable.read(bytes: packed, idColumn: "id", textColumns: ["text"]).count == 1)
    }

    @Test(arguments: [
        ("id,subject\n1,a\n", "missing_column"), ("id,subject,body\n,a,b\n", "missing_id"),
        ("id,subject,body\n1,a,\"b\n", "truncated_row"), ("", "empty_file"),
        ("key,subject,body\n1,2,3\n", "missing_column"),
    ])
    func losesNothingSilently(_ text: String, _ code: String) throws {
        let error = #expect(throws: CasebookError.self) { _ = try read(text) }
        #expect(error?.diagnostics.first?.code == code)
    }

    @Test func writesWhatItReads() throws {
        let rows = [
            ["a,b", "c\"d", "e\nf", "g\r", "", " h ", "\u{FEFF}i", "=1+1", "sep=;"],
            ["", "", "", "", "", "", "", "", "x"],
        ]
        let bytes = CSVWriter.encode([["1", "2", "3", "4", "5", "6", "7", "8", "id"]] + rows)
        let inspection = try Export("a.csv", bytes).inspect()
        #expect(inspection.samples == rows)
        #expect(String(decoding: CSVWriter.encode([["a", ""], [""]]), as: UTF8.self) == "a,\n\"\"\n")
    }

    @Test func putsAnApostropheBeforeFormulas() {
        let rows = [["=1", "+1", "-1", "@x", "\tx", "\rx", "a=1", "'=1", "=\"x\""]]
        #expect(
            String(decoding: CSVWriter.encode(rows, formulaSafe: true), as: UTF8.self)
                == "'=1,'+1,'-1,'@x,\"'\tx\",\"'\rx\",a=1,'=1,\"'=\"\"x\"\"\"\n")
    }

    @Test(.enabled(if: Repository.has("corpora/blns/blns.json"), "../shared/corpora is not here"))
    func carriesNaughtyStrings() throws {
        let file = Repository.shared.appending(path: "corpora/blns/blns.json")
        let strings = try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
        let rows = strings.enumerated().map { ["n\($0)", $1, "end"] }
        let table = try TextTable.read(
            bytes: CSVWriter.encode([["id", "text", "last"]] + rows), name: "a.csv", idColumn: "id",
            textColumns: ["text"])
        #expect(table.map { Array($0.text.utf8) } == strings.map { Array($0.utf8) })
        let outcome = try Export("a.csv", CSVWriter.encode([["id", "subject", "body"]] + rows)).read()
        #expect(outcome.rows == strings.count)
        #expect(outcome.tickets.count == strings.count)
    }
}
