import Domain
import Foundation
import Ingestion
import Testing

@Suite struct WorkbookTests {
    @Test func readsEveryKindOfCell() throws {
        let rows = """
            <row r="1"/>
            <row r="2"><c r="A2" t="inlineStr"><is><t>Report</t></is></c></row>
            <row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4" t="s"><v>1</v></c><c r="C4" t="str"><v>Created</v></c>\
            <c r="D4" t="s"><v>3</v></c><c r="E4" t="inlineStr"><is><t>Priority</t></is></c></row>
            <row r="5"><c r="A5"><v>1042.0</v></c><c r="B5" t="s"><v>2</v></c><c r="C5" s="1"><v>44469.722222222219</v></c>\
            <c r="D5" t="str"><f>CONCAT("a","b")</f><v>cached</v></c><c r="E5" t="e"><v>#N/A</v></c></row>
            <row><c><v>1.5E3</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c><c s="2"><v>44469</v></c>\
            <c t="b"><v>1</v></c></row>
            <row r="7"><c r="A7"/><c r="B7"/></row>
            """
        let book = Book(
            sheets: [("Tickets", rows)],
            strings: [
                "<t>Ticket ID</t>", "<t>Subject</t>",
                "<r><t>rich </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">text &amp; more</t></r><rPh><t>kana</t></rPh>",
                "<t>Description</t>",
            ],
            formats: ["yyyy\\-mm\\-dd", "[Red]0.00&quot;d&quot;"], styles: [0, 22, 164, 165])
        let outcome = try Export("book.xlsx", book.bytes).read()
        #expect(outcome.ids == ["1042", "1500"])
        #expect(outcome.tickets.map(\.subject) == ["rich text & more", "inline"])
        #expect(outcome.tickets.map(\.body) == ["cached", "true"])
        #expect(outcome.tickets.map { $0.created?.iso8601 } == ["2021-09-30T17:20:00Z", "2021-09-30T00:00:00Z"])
        #expect(outcome.places == ["book.xlsx#Tickets:5", "book.xlsx#Tickets:6"])
        #expect(outcome.tickets[0].priority == nil)
    }

    @Test func countsFrom1904WhereTheBookDoes() throws {
        let rows =
            Book.row(1, "id", "subject", "created")
            + #"<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>x</v></c><c r="C2" s="1"><v>43007.5</v></c></row>"#
        let book = Book(
            sheets: [("S", rows)], styles: [0, 14], workbookProperties: #"<workbookPr date1904="1"/>"#)
        #expect(try Export("b.xlsx", book.bytes).read().tickets.first?.created?.iso8601 == "2021-09-30T12:00:00Z")
    }

    @Test func knowsWhichFormatsAreDates() throws {
        let formats = [
            "dd/mm/yyyy h:mm AM/PM", "[$-407]d. mmmm yyyy;@", "0.0&quot;days&quot;", "#,##0.00\\d", "[Blue]General",
        ]
        var rows = Book.row(1, "id", "subject", "created")
        for index in formats.indices {
            rows += """
                <row><c><v>\(index)</v></c><c t="str"><v>x</v></c><c s="\(index + 1)"><v>44469</v></c></row>
                """
        }
        let book = Book(sheets: [("S", rows)], formats: formats, styles: [0, 164, 165, 166, 167, 168])
        let samples = try Export("b.xlsx", book.bytes).inspect().samples
        #expect(samples.map { $0[2] } == ["2021-09-30", "2021-09-30", "44469", "44469", "44469"])
    }

    @Test func readsEverySheetByItsOwnHeader() throws {
        let book = Book(sheets: [
            ("Notes", Book.row(1, "Remark") + Book.row(2, "nothing here")),
            ("May", Book.row(1, "Ticket ID", "Subject") + Book.row(2, "1", "a")),
            ("June", Book.row(3, "Betreff", "Ticketnummer") + Book.row(4, "b", "2")),
        ])
        let export = try Export("b.xlsx", book.bytes)
        #expect(try export.inspect().sheet == "May")
        let outcome = try export.read()
        #expect(outcome.ids == ["1", "2"])
        #expect(outcome.places == ["b.xlsx#May:2", "b.xlsx#June:4"])
        #expect(outcome.rejects.map { "\($0.file):\($0.line) \($0.code)" } == ["b.xlsx#Notes:2 no_mapping"])
        #expect(outcome.rows == 3)
    }

    @Test func refusesADocumentType() throws {
        var book = Book(sheets: [("S", Book.row(1, "id", "subject") + Book.row(2, "1", "a"))])
        book.prolog = #"<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"#
        #expect(try Export("b.xlsx", book.bytes).failure() == "damaged_workbook")
    }

    @Test func refusesABookThatUnpacksToTooMuch() throws {
        let (deflated, count) = Containers.deflatedZeros()
        var book = Book(sheets: [("S", Book.row(1, "id", "subject") + Book.row(2, "1", "a"))])
        let bomb = Containers.Entry("xl/media/x.png", [UInt8](repeating: 0, count: count), deflated: deflated)
        book.extra = [bomb]
        var limits = IngestionLimits(expansionRatio: 50, freeExpansion: 1_000)
        #expect(try Export("b.xlsx", book.bytes, limits: limits).failure() == "expands_too_far")
        limits = IngestionLimits(expandedBytes: 1_000_000)
        #expect(try Export("b.xlsx", book.bytes, limits: limits).failure() == "expands_too_far")
        limits = IngestionLimits(workbookEntries: 3)
        #expect(try Export("b.xlsx", book.bytes, limits: limits).failure() == "too_many_entries")
        limits = IngestionLimits(workbookBytes: 100)
        #expect(try Export("b.xlsx", book.bytes, limits: limits).failure() == "workbook_too_large")
        #expect(try Export("b.xlsx", book.bytes).read().ids == ["1"])
    }

    @Test func refusesAnEntryThatHoldsMoreThanItSays() throws {
        let (deflated, _) = Containers.deflatedZeros()
        let liar = Containers.Entry("xl/workbook.xml", [0x3C], deflated: deflated)
        #expect(try Export("b.xlsx", Containers.zip([liar])).failure() != nil)
    }

    @Test func refusesARowThatIsTooLarge() throws {
        let limits = IngestionLimits(rowBytes: 1_000)
        let large = String(repeating: "x", count: 600)
        let rows = Book.row(1, "id", "subject", "body") + Book.row(2, "1", large, large) + Book.row(3, "2", "b", "c")
        let outcome = try Export("b.xlsx", Book(sheets: [("S", rows)]).bytes, limits: limits).read()
        #expect(outcome.ids == ["2"])
        #expect(outcome.refusals == ["2 row_too_large"])
    }

    @Test func refusesWhatIsNoWorkbook() throws {
        #expect(try Export("b.xlsx", "id,subject\n1,a\n").failure() == "wrong_type")
        #expect(try Export("b.xlsx", Containers.zip([.init("a.csv", "id\n")])).failure() == "not_a_workbook")
        #expect(try Export("b.csv", Containers.zip([.init("a.csv", "id\n")])).failure() == "wrong_type")
        #expect(try Export("b.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]).failure() == "old_workbook")
        let whole = Book(sheets: [("S", Book.row(1, "id", "subject"))]).bytes
        #expect(try Export("b.xlsx", Array(whole.prefix(whole.count / 2))).failure() == "damaged_workbook")
    }
}
