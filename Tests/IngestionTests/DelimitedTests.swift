import Domain
import Foundation
import Ingestion
import TestSupport
import Testing

@Suite struct DelimitedTests {
    private let header = "id,subject,body,status\n"

    @Test(
        .enabled(if: Repository.has("corpora/csv-spectrum"), "../shared/corpora is not here"),
        arguments: [
            "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
            "quotes_and_newlines", "simple", "simple_crlf", "utf8",
        ])
    func equalsTheSpectrum(_ name: String) throws {
        let folder = Repository.shared.appending(path: "corpora/csv-spectrum")
        let json = try JSONDecoder().decode(
            [[String: String]].self, from: Data(contentsOf: folder.appending(path: "json/\(name).json")))
        let inspection = try ExportReader().inspect(
            file: folder.appending(path: "csvs/\(name).csv"), name: "\(name).csv")
        let rows = inspection.samples.map { sample in
            Dictionary(zip(inspection.columns, sample), uniquingKeysWith: { first, _ in first })
        }
        #expect(rows == json)
    }

    @Test func tellsTheLineAtWhichEachRecordStarts() throws {
        let text = "\n\nid,subject\r\n1,\"two\r\nlines\"\r\n\r\n2,\"a\rb\nc\"\r3,x\n,y\n"
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.places == ["a.csv:4", "a.csv:7", "a.csv:10"])
        #expect(outcome.refusals == ["11 missing_id"])
        #expect(outcome.tickets[0].subject == "two\nlines")
        #expect(outcome.tickets[1].subject == "a\nb\nc")
    }

    @Test(arguments: [(",", ","), (";", ";"), ("\t", "\t"), ("|", "|")])
    func findsTheDelimiter(_ delimiter: String, _ expected: String) throws {
        let text = "id,subject,body\n1,\"a; b\",c\n2,d,e\n3,\"f|g\",h, i\n".replacing(",", with: delimiter)
        let export = try Export("a.csv", text)
        #expect(try export.inspect().delimiter == expected)
        #expect(try export.read().rows == 3)
    }

    @Test func prefersTheDelimiterOfTheHeaderToOneInTheTexts() throws {
        let text = "Nummer;Betreff;Beschreibung\n1;a,b;c,d\n2;e,f;g,h\n"
        let export = try Export("a.csv", text)
        #expect(try export.inspect().columns == ["Nummer", "Betreff", "Beschreibung"])
        #expect(try export.read().tickets.map(\.body) == ["c,d", "g,h"])
    }

    @Test func obeysTheSeparatorLineOfExcel() throws {
        let outcome = try Export("a.csv", "sep=|\r\nid|subject\r\n1|a,b\r\n").read()
        #expect(outcome.tickets.map(\.subject) == ["a,b"])
        #expect(outcome.places == ["a.csv:3"])
    }

    @Test func passesTitleLinesAboveTheHeader() throws {
        let outcome = try Export("a.csv", "Report of May\n\nTicket ID,Subject,Status\n7,Broken,Open\n").read()
        #expect(outcome.ids == ["7"])
        #expect(outcome.rows == 1)
    }

    @Test func toleratesLoneQuotes() throws {
        let text = header + "1,a 5\" disk,b\"c\",open\n2,\"she said \"no\" twice\",x,open\n3,\"spaced\" ,y,open\n"
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.tickets.map(\.subject) == ["a 5\" disk", "she said \"no\" twice", "spaced"])
        #expect(outcome.tickets[0].body == "b\"c\"")
    }

    @Test func takesMissingCellsAsEmptyAndRefusesCellsTooMany() throws {
        let text = header + "1,a\n2,b,c,open,,\n3,d,e,open,surplus\n4,f,g,closed\n"
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.ids == ["1", "2", "4"])
        #expect(outcome.refusals == ["4 too_many_cells"])
    }

    @Test func keepsTheRowsBeforeACutInsideQuotes() throws {
        let text = header + "1,a,b,open\n2,c,\"starts\nand, never, ends\nsays 3,x"
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.ids == ["1"])
        #expect(outcome.refusals == ["3 truncated_row"])
        #expect(outcome.rejects.first?.reason.contains("line 3") == true)
    }

    @Test func refusesALastRowThatWasCutBetweenCells() throws {
        let outcome = try Export("a.csv", header + "1,a,b,open\n2,c,d,open\n3,e").read()
        #expect(outcome.ids == ["1", "2"])
        #expect(outcome.refusals == ["4 truncated_row"])
    }

    @Test func doesNotLoseTheRowsAfterAQuoteThatIsNeverClosed() throws {
        var text = header
        for number in 1...40 {
            text += number == 20 ? "20,s,\"never closed,open\n" : "\(number),s \(number),\"b, \(number)\nmore\",open\n"
        }
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.rows == 40)
        #expect(outcome.refusals == ["40 unclosed_quote"])
        #expect(outcome.ids == (1...40).filter { $0 != 20 }.map(String.init))
    }

    @Test func doesNotLoseTheRowsOfASmallFileEither() throws {
        let outcome = try Export("a.csv", header + "1,a,\"never,open\n2,b,c,open\n3,d,e,open\n").read()
        #expect(outcome.ids == ["2", "3"])
        #expect(outcome.refusals == ["2 unclosed_quote"])
    }

    @Test func readsAQuotedPartThatEndsWithinItsCell() throws {
        let rows = (1...9).map { "\($0),\"part\" of it,b,open\n" }
        let outcome = try Export("a.csv", header + rows.joined()).read()
        #expect(outcome.tickets.map(\.subject) == Array(repeating: "part of it", count: 9))
    }

    @Test func doesNotTakeProseForARow() throws {
        var text = header
        for number in 1...10 { text += "\(number),s,b,open\n" }
        text += "11,s,\"one, two, three, four\nfive, six, seven, eight\nnine, ten, eleven, twelve"
        let outcome = try Export("a.csv", text).read()
        #expect(outcome.tickets.count == 10)
        #expect(outcome.refusals == ["12 truncated_row"])
    }

    @Test func refusesARowThatIsTooLargeAndReadsOn() throws {
        let limits = IngestionLimits(rowBytes: 1 << 20, textBytes: 1 << 19)
        let large = String(repeating: "x, \n", count: 600_000)
        let text =
            header
            + "1,a,b,open\n2,c,\"\(large)\",open\n3,d,e,open\n4,f,\(large.filter { $0 == "x" }),open\n5,g,h,open\n"
        let outcome = try Export("a.csv", text, limits: limits).read()
        #expect(outcome.ids == ["1", "3", "5"])
        #expect(outcome.rejects.map(\.code) == ["row_too_large", "text_too_large"])
        #expect(outcome.places == ["a.csv:2", "a.csv:600004", "a.csv:600006"])
    }

    @Test func namesColumnsWithoutAName() throws {
        #expect(
            try Export("a.csv", ",id,, subject \n0,1,,x\n").inspect().columns == [
                "column 1", "id", "column 3", "subject",
            ])
    }

    @Test func joinsRepeatedColumns() throws {
        let text = "Issue key,Summary,Labels,Labels,Labels\nA-1,x,two,,one\n"
        #expect(try Export("a.csv", text).read().tickets.first?.labels == ["one", "two"])
    }

    @Test func readsAHeaderWithoutRows() throws {
        let outcome = try Export("a.csv", header).read()
        #expect(outcome.rows == 0)
        #expect(outcome.rejects.isEmpty)
    }

    @Test func saysWhichColumnOfTheMappingIsMissing() throws {
        #expect(throws: CasebookError.self) {
            try Export("a.csv", header + "1,a,b,c\n").read(ColumnMapping(id: "Key", subject: "subject"))
        }
        let mapping = ColumnMapping(id: "ID", subject: "Subject ")
        #expect(try Export("a.csv", header + "1,a,b,c\n").read(mapping).ids == ["1"])
    }
}
