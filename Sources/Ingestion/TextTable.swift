public import Domain
public import Foundation

/// Texts by id out of a table, for the plumbing commands: CSV, TSV, JSON, JSON lines or XLSX, each also as .gz.
public enum TextTable {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - textColumns: Their texts are joined with LF, empty ones left out.
    /// - Returns: One element a row, in input order. Texts are as the file has them.
    /// - Throws: `badInput` when a column is missing, a row cannot be read, or a row has no id: what is measured must
    ///   not lose rows silently.
    public static func read(
        file: URL, idColumn: String, textColumns: [String]
    ) throws(CasebookError) -> [(id: String, text: String)] {
        try read(.file(file), name: file.lastPathComponent, idColumn: idColumn, textColumns: textColumns)
    }

    /// Reads bytes, standard input for one. Without an ending of `name` the format is found out by looking.
    public static func read(
        bytes: [UInt8], name: String = "-", idColumn: String, textColumns: [String]
    ) throws(CasebookError) -> [(id: String, text: String)] {
        try read(.bytes(bytes), name: name, idColumn: idColumn, textColumns: textColumns)
    }

    private static func read(
        _ source: ExportSource, name: String, idColumn: String, textColumns: [String]
    ) throws(CasebookError) -> [(id: String, text: String)] {
        let limits = IngestionLimits.standard
        let export = try OpenedExport(source, name: name, limits: limits)
        let mapping = ColumnMapping(id: idColumn, bodies: textColumns)
        var roles = ColumnRoles(mapping)
        var table: [(id: String, text: String)] = []
        let header = HeaderRule { cells in
            var candidate = ColumnRoles(mapping)
            candidate.add(header: ColumnNames.complete(cells))
            return candidate.contains(.id)
        }
        try CasebookError.wrap(name) {
            try export.read(header: header) { event in
                switch event {
                case .table(let sheet, let columns):
                    // Further sheets are other tables.
                    if sheet != nil, !table.isEmpty { return false }
                    roles = ColumnRoles(mapping)
                    roles.add(header: columns)
                    if export.format != .json { try check(roles, mapping, columns, name) }
                case .column(let column): roles.add(column: column)
                case .broken(let broken):
                    let reject = RejectWording.reject(broken, file: name, limits: limits)
                    throw CasebookError(
                        .badInput, code: reject.code, file: name, line: reject.line, reject.reason,
                        remedy: reject.remedy)
                case .row(let row): table.append(try entry(row, roles, textColumns.count, name))
                }
                return true
            }
        }
        if export.format == .json, !table.isEmpty { try check(roles, mapping, [], name) }
        return table
    }

    private static func entry(
        _ row: RowBuffer, _ roles: ColumnRoles, _ count: Int, _ name: String
    ) throws(CasebookError) -> (id: String, text: String) {
        var id = ""
        var texts = Array(repeating: "", count: count)
        for cell in row.cells where cell.column < roles.roles.count && cell.end > cell.start {
            for role in roles.roles[cell.column] {
                if role == .id, id.isEmpty { id = row.text(of: cell).trimmedWhitespace }
                if case .body(let index) = role {
                    texts[index] += texts[index].isEmpty ? row.text(of: cell) : "\n" + row.text(of: cell)
                }
            }
        }
        guard !id.isEmpty else {
            throw CasebookError(
                .badInput, code: "missing_id", file: name, line: row.line, "the id is empty",
                remedy: "give the row its id, or name another column with --id")
        }
        return (id, texts.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    private static func check(
        _ roles: ColumnRoles, _ mapping: ColumnMapping, _ columns: [String], _ name: String
    ) throws(CasebookError) {
        var wanted: [(String, ColumnRoles.Role)] = [(mapping.id ?? "", .id)]
        for (index, column) in mapping.bodies.enumerated() { wanted.append((column, .body(index))) }
        for (column, role) in wanted where !roles.contains(role) {
            let known = columns.isEmpty ? "" : "; the columns are: \(columns.prefix(30).joined(separator: ", "))"
            throw CasebookError(
                .badInput, code: "missing_column", file: name, "there is no column \"\(column)\"",
                remedy: "name a column that the file has\(known)")
        }
    }
}

extension CasebookError {
    /// Runs work whose errors are ours; any other becomes one.
    static func wrap(_ name: String, _ work: () throws -> Void) throws(CasebookError) {
        do {
            try work()
        } catch let error as CasebookError {
            throw error
        } catch {
            throw CasebookError(
                .badInput, code: "unreadable_file", file: name, "the file cannot be read",
                remedy: "check that it is complete and what its name says")
        }
    }
}
