import Domain
import Foundation
import Ingestion
import TestSupport
import Testing

@Suite struct FileTests {
    private let csv = "id,subject\n1,a\n2,b\n"

    @Test func readsEveryFormatPackedWithGzip() throws {
        let book = Book(sheets: [("S", Book.row(1, "id", "subject") + Book.row(2, "1", "a") + Book.row(3, "2", "b"))])
        let exports: [(String, [UInt8])] = [
            ("a.csv.gz", Array(csv.utf8)), ("a.tsv.gz", Array(csv.replacing(",", with: "\t").utf8)),
            ("a.json.gz", Array(#"[{"id":1,"subject":"a"},{"id":2,"subject":"b"}]"#.utf8)),
            ("a.jsonl.gz", Array("{\"id\":1,\"subject\":\"a\"}\n{\"id\":2,\"subject\":\"b\"}".utf8)),
            ("a.xlsx.gz", book.bytes),
        ]
        for (name, bytes) in exports {
            #expect(try Export(name, Containers.gzip(bytes)).read().ids == ["1", "2"], "\(name)")
        }
    }

    @Test func readsSeveralGzipMembersInARow() throws {
        let bytes = Containers.gzip(Array("id,subject\n1,a\n".utf8)) + Containers.gzip(Array("2,b\n".utf8))
        #expect(try Export("a.csv.gz", bytes).read().ids == ["1", "2"])
    }

    @Test func keepsTheRowsOfAGzipFileThatWasCut() throws {
        let whole = Containers.gzip(Array((csv + "3,c").utf8))
        let outcome = try Export("a.csv.gz", Array(whole.dropLast(9))).read()
        #expect(outcome.ids == ["1", "2"])
        #expect(outcome.refusals == ["4 truncated_row"])
        let between = try Export("a.csv.gz", Array(Containers.gzip(Array(csv.utf8)).dropLast(4))).read()
        #expect(between.ids == ["1", "2"])
        #expect(between.refusals == ["4 truncated_row"])
    }

    @Test func refusesAGzipFileThatIsDamagedOrNone() throws {
        var bytes = Containers.gzip(Array(csv.utf8))
        bytes[20] ^= 1
        #expect(try Export("a.csv.gz", bytes).failure() == "damaged_gzip")
        #expect(try Export("a.csv.gz", csv).failure() == "not_gzip")
    }

    @Test func refusesAGzipFileThatUnpacksToTooMuch() throws {
        let limits = IngestionLimits(expansionRatio: 100, freeExpansion: 10_000)
        #expect(try Export("a.csv.gz", Containers.gzipBomb(), limits: limits).failure() == "expands_too_far")
        #expect(
            try Export("a.csv.gz", Containers.gzipBomb(), limits: IngestionLimits(expandedBytes: 100_000)).failure()
                == "expands_too_far")
    }

    @Test(arguments: [
        ("a.csv", "", "empty_file"), ("a.csv", "\u{FEFF}", "empty_file"), ("a.csv", " \n\n", "empty_file"),
        ("a.json", "", "empty_file"), ("a.json", " ", "empty_file"), ("a.json", "id,subject", "not_json"),
        ("a.csv", "[{\"id\": 1}]", "wrong_type"), ("a.csv", "<!DOCTYPE html><p>sign in", "wrong_type"),
        ("a.csv", "%PDF-1.4", "not_text"), ("a.csv", String(repeating: "\u{1}\u{2}", count: 90), "not_text"),
        ("a.csv", "\"id,subject\n1,a\n", "broken_header"),
    ])
    func saysWhatIsWrongWithAFile(_ name: String, _ text: String, _ code: String) throws {
        #expect(try Export(name, text).failure() == code)
    }

    @Test func refusesWhatIsNoFile() throws {
        let scratch = try Scratch()
        func code(_ path: String) -> String? {
            do {
                _ = try ExportReader().inspect(file: scratch.url.appending(path: path), name: "a.csv")
                return nil
            } catch {
                return error.diagnostics.first?.code
            }
        }
        #expect(code(".") == "is_a_folder")
        #expect(code("none.csv") == "missing_file")
        #expect(code("../../../../../../../../../dev/null") == "not_a_file")
    }

    @Test func tellsTheFormatOfAFileWithoutAnEnding() throws {
        #expect(try Export("export", csv).inspect().format == .delimited)
        #expect(try Export("export", "[{\"id\":1,\"subject\":\"a\"}]").inspect().format == .json)
        #expect(try Export("export.txt", "id\tsubject\n1\ta\n").inspect().delimiter == "\t")
    }

    @Test func passesOnWhatTheCallerThrows() throws {
        struct Stop: Error {}
        let scratch = try Scratch()
        let file = try scratch.write("a.csv", csv)
        #expect(throws: Stop.self) {
            try ExportReader().read(
                file: file, name: "a.csv", mapping: ColumnMapping(id: "id", subject: "subject"), calendar: .utc,
                onTicket: { _ in throw Stop() }, onReject: { _ in })
        }
    }
}
