import GRDB
import Pipeline

/// How a redacted row travels to and from the table `ticket_row`.
enum TicketRowCoding {
    private static let columns = ["org_id", "upload", "position"] + StoredRow.columns

    static let insert = """
        INSERT INTO ticket_row (\(columns.joined(separator: ", ")))
        VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
        """

    static let select = "SELECT \(StoredRow.columns.joined(separator: ", ")) FROM ticket_row WHERE org_id = ?"

    static func arguments(_ row: StoredRow, org: String, upload: String, position: Int) throws -> StatementArguments {
        StatementArguments(
            [org.databaseValue, upload.databaseValue, position.databaseValue] + (try row.cells()).map(\.databaseValue))
    }

    static func row(_ row: Row) throws -> StoredRow {
        try StoredRow(text: { row[$0] as String? }, integer: { row[$0] as Int64? })
    }
}

extension StoredRow.Cell {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .text(let text): text.databaseValue
        case .integer(let integer): integer.databaseValue
        case .null: .null
        }
    }
}
