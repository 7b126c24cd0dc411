/// A workbook put together from the XML of its parts.
struct Book {
    var sheets: [(name: String, rows: String)]
    var strings: [String] = []
    /// Number formats: custom codes by id from 164, and the format of each cell style.
    var formats: [String] = []
    var styles: [Int] = [0]
    var workbookProperties = ""
    var prolog = ""
    var extra: [Containers.Entry] = []

    var bytes: [UInt8] { Containers.zip(entries) }

    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    private var entries: [Containers.Entry] {
        let list = sheets.enumerated().map { index, sheet in
            "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\" r:id=\"rId\(index + 1)\"/>"
        }
        let targets = sheets.indices.map { index in
            """
            <Relationship Id="rId\(index + 1)" Type="\(Self.relations)/worksheet" Target="worksheets/s\(index + 1).xml"/>
            """
        }
        let numberFormats = formats.enumerated().map { "<numFmt numFmtId=\"\(164 + $0)\" formatCode=\"\($1)\"/>" }
        var entries = [
            Containers.Entry(
                "xl/workbook.xml",
                """
                <?xml version="1.0"?>\(prolog)<workbook xmlns="\(Self.main)" xmlns:r="\(Self.relations)">\
                \(workbookProperties)<sheets>\(list.joined())</sheets></workbook>
                """),
            Containers.Entry("xl/_rels/workbook.xml.rels", "<Relationships>\(targets.joined())</Relationships>"),
            Containers.Entry(
                "xl/sharedStrings.xml", "<sst xmlns=\"\(Self.main)\">\(strings.map { "<si>\($0)</si>" }.joined())</sst>"
            ),
            Containers.Entry(
                "xl/styles.xml",
                """
                <styleSheet><numFmts>\(numberFormats.joined())</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
                <cellXfs>\(styles.map { "<xf numFmtId=\"\($0)\"/>" }.joined())</cellXfs></styleSheet>
                """),
        ]
        for (index, sheet) in sheets.enumerated() {
            entries.append(
                Containers.Entry(
                    "xl/worksheets/s\(index + 1).xml",
                    "<worksheet xmlns=\"\(Self.main)\"><sheetData>\(sheet.rows)</sheetData></worksheet>"))
        }
        return entries + extra
    }

    /// A row of inline texts.
    static func row(_ number: Int, _ cells: String...) -> String {
        let letters = ["A", "B", "C", "D", "E", "F"]
        let content = zip(letters, cells).map { letter, cell in
            "<c r=\"\(letter)\(number)\" t=\"inlineStr\"><is><t>\(cell)</t></is></c>"
        }
        return "<row r=\"\(number)\">\(content.joined())</row>"
    }
}
