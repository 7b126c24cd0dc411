import Pipeline
import PostgresConnection

/// How a redacted row travels to and from the table `ticket_row`.
enum TicketRowCoding {
    static let columns = ["org_id", "upload", "position"] + StoredRow.columns

    static let select = "SELECT \(StoredRow.columns.joined(separator: ", ")) FROM ticket_row WHERE org_id = $1"

    static func values(_ row: StoredRow, org: PostgresValue, upload: String, position: Int) throws -> [PostgresValue] {
        try [org, .text(upload), .integer(Int64(position))] + row.cells().map(PostgresValue.init)
    }

    static func row(_ row: borrowing PostgresRow) throws -> StoredRow {
        // A closure cannot borrow the row: its columns are read first.
        let texts = StoredRow.columns.indices.map { numbers.contains($0) ? nil : row.text($0) }
        let integers = StoredRow.columns.indices.map { numbers.contains($0) ? row.integer($0) : nil }
        return try StoredRow(text: { texts[$0] }, integer: { integers[$0] })
    }

    /// The columns that hold numbers.
    private static let numbers = Set(
        ["line", "created", "updated", "resolved"].compactMap(StoredRow.columns.firstIndex))
}

extension PostgresValue {
    fileprivate init(_ cell: StoredRow.Cell) {
        switch cell {
        case .text(let text): self = .text(text)
        case .integer(let integer): self = .integer(integer)
        case .null: self = .null
        }
    }
}
