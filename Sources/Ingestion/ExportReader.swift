public import Domain
public import Foundation

/// Reads ticket exports: CSV, TSV, JSON, JSON lines and XLSX, each also packed with gzip.
///
/// Files are streamed: memory holds a row and not the file (but the shared texts of a workbook). Nothing here asks
/// the clock, the locale or the machine's time zone.
public struct ExportReader: Sendable {
    private let limits: IngestionLimits

    public init(limits: IngestionLimits = .standard) { self.limits = limits }

    /// Finds out format, encoding, delimiter and columns by looking, with the first rows.
    ///
    /// - Parameter name: The export's name within the inbox; its ending is what the file says it is.
    /// - Throws: `badInput` when the file cannot be read, is empty, or is not what its name says.
    public func inspect(file: URL, name: String) throws(CasebookError) -> ExportInspection {
        let export = try OpenedExport(.file(file), name: name, limits: limits)
        var tables: [InspectionBuilder] = []
        var chosen: Int?
        try CasebookError.wrap(name) {
            try export.read(header: HeaderRule(accepts: MappingProposer.isHeader)) { event in
                switch event {
                case .table(let sheet, let columns):
                    if let last = tables.indices.last, chosen == nil, Self.hasMapping(tables[last]) { chosen = last }
                    if chosen != nil { return false }
                    tables.append(InspectionBuilder(sheet: sheet, columns: columns))
                case .column(let column): tables[tables.count - 1].add(column: column)
                case .row(let row):
                    let last = tables.count - 1
                    guard tables[last].rows < InspectionBuilder.rowsLookedAt else {
                        if export.format != .workbook { return false }
                        if tables[last].rows == InspectionBuilder.rowsLookedAt, Self.hasMapping(tables[last]) {
                            chosen = last
                            return false
                        }
                        return true
                    }
                    tables[last].look(at: row)
                case .broken: break
                }
                return true
            }
        }
        guard
            let table = tables.indices.first(where: { Self.hasMapping(tables[$0]) }).map({ tables[$0] }) ?? tables.first
        else { throw .empty(name) }
        return ExportInspection(
            name: name, format: export.format, isCompressed: export.isCompressed, encoding: export.encoding,
            delimiter: export.dialect.map { String(Unicode.Scalar($0.delimiter)) }, sheet: table.sheet,
            columns: table.columns, samples: table.samples, dateOrders: table.dateOrders)
    }

    private static func hasMapping(_ table: InspectionBuilder) -> Bool {
        MappingProposer.propose(columns: table.columns, samples: table.samples, dateOrders: table.dateOrders) != nil
    }

    /// Proposes a mapping; `nil` when no column looks like an id, or none like a subject or a body.
    public func propose(_ inspection: ExportInspection) -> MappingProposal? {
        guard
            let found = MappingProposer.propose(
                columns: inspection.columns, samples: inspection.samples, dateOrders: inspection.dateOrders)
        else { return nil }
        return MappingProposal(
            tracker: found.mapping.tracker, mapping: found.mapping,
            explanation: MappingExplanation.lines(
                inspection, mapping: found.mapping, unused: found.unused, dateReason: found.dateReason))
    }

    /// Streams the rows of an export as tickets and rejects, in the order of the file.
    ///
    /// A row that is no ticket is a reject and reading goes on. A sheet of a workbook that lacks the mapping's columns
    /// is read by the mapping that its own header suggests.
    ///
    /// - Parameter calendar: For dates without a time zone.
    /// - Returns: The number of rows: tickets handed on plus rejects handed on. Blank lines are not rows.
    /// - Throws: `badInput` for a file that cannot be read as a whole, and whatever the closures throw.
    public func read(
        file: URL, name: String, mapping: ColumnMapping, calendar: TenantCalendar,
        onTicket: (IngestedTicket) throws -> Void, onReject: (Reject) throws -> Void
    ) throws -> Int {
        let export = try OpenedExport(.file(file), name: name, limits: limits)
        var rows = 0
        var place = name
        var table: (mapping: ColumnMapping, assembler: TicketAssembler)?
        try export.read(header: Self.header(mapping)) { event in
            switch event {
            case .table(let sheet, let columns):
                place = sheet.map { "\(name)#\($0)" } ?? name
                table = try self.table(mapping, columns: columns, format: export.format, place, calendar)
            case .column(let column): table?.assembler.add(column: column)
            case .broken(let broken):
                rows += 1
                try onReject(RejectWording.reject(broken, file: place, limits: limits))
            case .row(let row):
                rows += 1
                switch table?.assembler.read(row) {
                case .success(let ticket)?:
                    try onTicket(IngestedTicket(ticket: ticket, file: place, line: row.line))
                case .failure(let refusal)?:
                    try onReject(
                        RejectWording.reject(
                            refusal, mapping: table?.mapping ?? mapping, file: place, line: row.line, limits: limits))
                case nil:
                    let broken = BrokenRow(line: row.line, code: .noMapping)
                    try onReject(RejectWording.reject(broken, file: place, limits: limits))
                }
            }
            return true
        }
        return rows
    }

    /// A record is the header when it has the mapping's id and one of its texts.
    private static func header(_ mapping: ColumnMapping) -> HeaderRule {
        HeaderRule { cells in
            var roles = ColumnRoles(mapping)
            roles.add(header: ColumnNames.complete(cells))
            return roles.contains(.id) && roles.hasText || MappingProposer.isHeader(cells)
        }
    }

    /// What reads a table with this header; `nil` for a sheet that holds no tickets.
    private func table(
        _ mapping: ColumnMapping, columns: [String], format: ExportFormat, _ place: String, _ calendar: TenantCalendar
    ) throws(CasebookError) -> (mapping: ColumnMapping, assembler: TicketAssembler)? {
        let assembler = TicketAssembler(mapping, header: columns, calendar: calendar, limits: limits)
        if format == .json || (assembler.roles.contains(.id) && assembler.roles.hasText) { return (mapping, assembler) }
        guard format == .workbook else {
            let missing = assembler.roles.contains(.id) ? mapping.subject ?? mapping.bodies.first : mapping.id
            throw CasebookError(
                .badInput, code: "missing_column", file: place,
                "the header has no column \"\(missing ?? "")\", which the mapping names for "
                    + (assembler.roles.contains(.id) ? "the text" : "the id"),
                remedy:
                    "the columns are: \(columns.prefix(30).joined(separator: ", ")); correct the mapping in tenant.yaml"
            )
        }
        guard let own = MappingProposer.propose(columns: columns)?.mapping else { return nil }
        return (own, TicketAssembler(own, header: columns, calendar: calendar, limits: limits))
    }
}
