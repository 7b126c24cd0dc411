/// A minimal Excel workbook: shared strings, numbers, and dates as serial numbers with a date format.
struct Workbook {
    enum Cell {
        case empty
        case text(String)
        /// A serial number that is shown as a date and time.
        case date(String)
        case number(Int)
    }

    private var sheets: [(name: String, rows: [[Cell]])] = []

    /// Adds a sheet.
    mutating func add(_ name: String, rows: [[Cell]]) { sheets.append((name, rows)) }

    /// The .xlsx file.
    func bytes() -> [UInt8] {
        var strings: [String] = []
        var positions: [String: Int] = [:]
        let pages = sheets.map { sheet in
            sheet.rows.enumerated().map { row, cells in
                let content = cells.enumerated().map { column, cell in
                    let place = "\(Self.letter(column))\(row + 1)"
                    switch cell {
                    case .empty: return ""
                    case .number(let value): return "<c r=\"\(place)\"><v>\(value)</v></c>"
                    case .date(let serial): return "<c r=\"\(place)\" s=\"1\"><v>\(serial)</v></c>"
                    case .text(let text):
                        if positions[text] == nil {
                            positions[text] = strings.count
                            strings.append(text)
                        }
                        return "<c r=\"\(place)\" t=\"s\"><v>\(positions[text] ?? 0)</v></c>"
                    }
                }
                return content.allSatisfy(\.isEmpty) ? "" : "<row r=\"\(row + 1)\">\(content.joined())</row>"
            }.joined()
        }
        var entries = [
            ("[Content_Types].xml", contentTypes), ("_rels/.rels", Self.packageRelations),
            ("xl/workbook.xml", workbook), ("xl/_rels/workbook.xml.rels", workbookRelations),
            ("xl/styles.xml", Self.styles),
            ("xl/sharedStrings.xml", Self.sharedStrings(strings)),
        ]
        for (number, page) in pages.enumerated() {
            entries.append(
                (
                    "xl/worksheets/sheet\(number + 1).xml",
                    "\(Self.head)<worksheet \(Self.main)><sheetData>\(page)</sheetData></worksheet>"
                ))
        }
        return ZipArchive.bytes(of: entries.map { (name: $0.0, bytes: Array($0.1.utf8)) })
    }

    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"

    private static let packageRelations = """
        \(head)<Relationships xmlns="\(package)/relationships">\
        <Relationship Id="rId1" Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
        """

    /// Format 1 shows `22`, Excel's built-in date with time.
    private static let styles = """
        \(head)<styleSheet \(main)><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
        <fills count="1"><fill><patternFill patternType="none"/></fill></fills>\
        <borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
        <cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>
        """

    private var contentTypes: String {
        let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        let parts =
            [("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]
            + sheets.indices.map { ("worksheets/sheet\($0 + 1)", "worksheet") }
        let overrides = parts.map { name, kind in
            "<Override PartName=\"/xl/\(name).xml\" ContentType=\"\(type).\(kind)+xml\"/>"
        }
        return """
            \(Self.head)<Types xmlns="\(Self.package)/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="xml" ContentType="application/xml"/>\(overrides.joined())</Types>
            """
    }

    private var workbook: String {
        let list = sheets.enumerated().map { number, sheet in
            "<sheet name=\"\(Self.escaped(sheet.name))\" sheetId=\"\(number + 1)\" r:id=\"rId\(number + 1)\"/>"
        }
        return
            "\(Self.head)<workbook \(Self.main) xmlns:r=\"\(Self.office)\"><sheets>\(list.joined())</sheets></workbook>"
    }

    private var workbookRelations: String {
        let parts =
            sheets.indices.map { ("worksheet", "worksheets/sheet\($0 + 1)") }
            + [("styles", "styles"), ("sharedStrings", "sharedStrings")]
        let list = parts.enumerated().map { number, part in
            "<Relationship Id=\"rId\(number + 1)\" Type=\"\(Self.office)/\(part.0)\" Target=\"\(part.1).xml\"/>"
        }
        return "\(Self.head)<Relationships xmlns=\"\(Self.package)/relationships\">\(list.joined())</Relationships>"
    }

    private static func sharedStrings(_ strings: [String]) -> String {
        let items = strings.map { "<si><t xml:space=\"preserve\">\(escaped($0))</t></si>" }
        return "\(head)<sst \(main) uniqueCount=\"\(strings.count)\">\(items.joined())</sst>"
    }

    private static func letter(_ column: Int) -> String {
        String(Character(Unicode.Scalar(UInt8(0x41 + min(column, 25)))))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
