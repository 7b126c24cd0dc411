import Domain

/// Streams the sheets of an XLSX workbook (ECMA-376) as tables, each with its own header.
struct WorkbookReader {
    let source: ExportSource
    let name: String
    let limits: IngestionLimits

    /// Reads all sheets, or until the handler has seen enough.
    func read(header: HeaderRule, _ handle: @escaping TableHandler) throws {
        let archive = try ZipArchive(source, name: name, limits: limits)
        let workbook = WorkbookHandler()
        let relations = RelationsHandler()
        guard try parse("xl/workbook.xml", of: archive, with: workbook), !workbook.sheets.isEmpty else {
            throw CasebookError(
                .badInput, code: "not_a_workbook", file: name, "the file is a zip archive, but no XLSX workbook",
                remedy: "unpack it if it holds exports, or save the workbook as .xlsx")
        }
        _ = try parse("xl/_rels/workbook.xml.rels", of: archive, with: relations)
        let strings = SharedStringsHandler()
        let styles = StylesHandler()
        _ = try parse(
            entry(ofType: "sharedStrings", in: relations) ?? "xl/sharedStrings.xml", of: archive, with: strings)
        _ = try parse(entry(ofType: "styles", in: relations) ?? "xl/styles.xml", of: archive, with: styles)
        let dates = styles.datesByStyle
        for (index, sheet) in workbook.sheets.enumerated() {
            let relation = relations.targets[sheet.relation]
            // Chart sheets have no cells.
            if let relation, relation.type != "worksheet" { continue }
            let entry = relation.map { RelationsHandler.entry($0.target) } ?? "xl/worksheets/sheet\(index + 1).xml"
            let table = SheetTable(name: sheet.name, header: header, handle: handle)
            let handler = SheetHandler(
                strings: strings, datesByStyle: dates, from1904: workbook.countsFrom1904, rowLimit: limits.rowBytes,
                take: table.take)
            guard try parse(entry, of: archive, with: handler) else { continue }
            guard try table.finish() else { return }
        }
    }

    private func entry(ofType type: String, in relations: RelationsHandler) -> String? {
        relations.targets.values.filter { $0.type == type }.map(\.target).min().map(RelationsHandler.entry)
    }

    /// Parses a part; `false` if the workbook has none of that name.
    private func parse(_ entry: String, of archive: borrowing ZipArchive, with handler: any XMLHandler) throws -> Bool {
        guard let parser = XMLParser(handler) else {
            throw CasebookError(.unavailable, code: "expat", file: name, "expat could not be started")
        }
        do {
            var wantsMore = true
            let exists = try archive.read(entry) { bytes in
                wantsMore = try parser.feed(bytes, isFinal: false)
                return wantsMore
            }
            if exists, wantsMore { _ = try parser.feed(UnsafeRawBufferPointer(start: nil, count: 0), isFinal: true) }
            return exists
        } catch let refusal as XMLParser.Refusal {
            let reason =
                switch refusal {
                case .documentType: "a part of the workbook declares a document type, which is refused"
                case .tooDeep: "a part of the workbook is nested too deep"
                case .malformed: "a part of the workbook is not well-formed XML"
                }
            throw CasebookError(
                .badInput, code: "damaged_workbook", file: name, reason,
                remedy: "open it in a spreadsheet program and save it again")
        }
    }
}

/// One sheet on its way to becoming a table: rows are held back until the header is known.
private final class SheetTable {
    private let name: String
    private let header: HeaderRule
    private let handle: TableHandler
    private var held: [(row: RowBuffer, isTooLarge: Bool)] = []
    private var width: Int?
    private var wantsMore = true

    init(name: String, header: HeaderRule, handle: @escaping TableHandler) {
        self.name = name
        self.header = header
        self.handle = handle
    }

    func take(_ row: RowBuffer, isTooLarge: Bool) throws -> Bool {
        guard width == nil else { return try hand(row, isTooLarge: isTooLarge) }
        held.append((row, isTooLarge))
        if !isTooLarge, header.accepts(Self.texts(row)) {
            return try begin(at: held.count - 1)
        }
        return held.count < HeaderRule.depth ? true : try beginAtBest()
    }

    /// Hands on what is held; `false` when the handler wants no further sheet.
    func finish() throws -> Bool {
        if width == nil, !held.isEmpty { _ = try beginAtBest() }
        return wantsMore
    }

    /// The first row with at least two cells, or else the first.
    private func beginAtBest() throws -> Bool {
        try begin(at: held.firstIndex { !$0.isTooLarge && $0.row.cells.count >= 2 } ?? 0)
    }

    private func begin(at index: Int) throws -> Bool {
        let columns = ColumnNames.complete(Self.texts(held[index].row))
        let rows = held[(index + 1)...]
        held = []
        width = columns.count
        wantsMore = try handle(.table(name: name, columns: columns))
        for entry in rows where wantsMore { _ = try hand(entry.row, isTooLarge: entry.isTooLarge) }
        return wantsMore
    }

    private func hand(_ row: RowBuffer, isTooLarge: Bool) throws -> Bool {
        let event: TableEvent
        if isTooLarge {
            event = .broken(BrokenRow(line: row.line, code: .tooLarge))
        } else if let width, row.cells.contains(where: { $0.column >= width && $0.end > $0.start }) {
            event = .broken(BrokenRow(line: row.line, code: .tooManyCells))
        } else {
            event = .row(row)
        }
        wantsMore = try handle(event)
        return wantsMore
    }

    /// Cell texts by position, with empty ones in the gaps.
    private static func texts(_ row: RowBuffer) -> [String] {
        var texts = Array(repeating: "", count: (row.cells.map(\.column).max() ?? -1) + 1)
        for cell in row.cells { texts[cell.column] = row.text(of: cell) }
        return texts
    }
}
