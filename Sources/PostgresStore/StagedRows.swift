import Domain
import PostgresConnection

/// A table's rows on their way in. `COPY` is not allowed where row-level security holds, so rows are copied into a
/// table of the connection's own and inserted from there, under the policy.
struct StagedRows: Sendable {
    let table: String
    let columns: [String]
    /// What is done about a row whose key is known.
    let conflict: String

    static let tickets = StagedRows(table: "ticket_row", columns: TicketRowCoding.columns)
    static let rejects = StagedRows(
        table: "reject", columns: ["org_id", "upload", "position", "file", "line", "code", "reason", "remedy"])
    static let vectors = StagedRows(
        table: "vector", columns: ["org_id", "model", "text", "data"], conflict: "ON CONFLICT DO NOTHING")

    /// Writes vectors within a transaction; those that are known stay as they are.
    static func write(
        _ vectors: [(text: ContentDigest, values: [Float])], of tenant: TenantID, model: ContentDigest,
        _ connection: inout PostgresConnection
    ) throws {
        guard !vectors.isEmpty else { return }
        try Self.vectors.write(&connection) { writer in
            for vector in vectors {
                try writer.row([
                    .text(tenant.rawValue), .text(model.hex), .text(vector.text.hex),
                    .bytes(VectorCoding.bytes(vector.values)),
                ])
            }
        }
    }

    init(table: String, columns: [String], conflict: String = "") {
        self.table = table
        self.columns = columns
        self.conflict = conflict
    }

    /// Writes rows within a transaction.
    func write(_ connection: inout PostgresConnection, _ rows: (inout CopyWriter) throws -> Void) throws {
        let list = columns.joined(separator: ", ")
        // Emptied by the end of the transaction, and gone with the connection.
        try connection.script(
            "CREATE TEMPORARY TABLE IF NOT EXISTS staged_\(table) (LIKE \(table)) ON COMMIT DELETE ROWS")
        try connection.copy("COPY staged_\(table) (\(list)) FROM STDIN (FORMAT binary)", rows)
        try connection.run("INSERT INTO \(table) (\(list)) SELECT \(list) FROM staged_\(table) \(conflict)")
    }
}
