@_spi(Restoring) import Domain
import Foundation
import GRDB
import Pipeline

/// How a redacted row stands in the `ticket_row` table. This is the one path by which a store gives a redacted
/// ticket back.
enum TicketRowCoding {
    static let insert = """
        INSERT INTO ticket_row (org_id, upload, position, file, line, row_key, ticket_id, subject, body, created,
          updated, resolved, status, state, priority, priority_level, product, requester_token, assignee_token,
          resolution, labels, fields, redactions)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static let select = """
        SELECT file, line, row_key, ticket_id, subject, body, created, updated, resolved, status, state, priority,
          priority_level, product, requester_token, assignee_token, resolution, labels, fields, redactions
        FROM ticket_row WHERE org_id = ?
        """

    static func arguments(_ row: StoredRow, org: String, upload: String, position: Int) throws -> StatementArguments {
        let ticket = row.ticket
        let labels: String? = ticket.labels.isEmpty ? nil : try json(ticket.labels)
        let fields: String? = ticket.fields.isEmpty ? nil : try json(ticket.fields)
        let redactions: String? = ticket.redactions.isEmpty ? nil : try json(ticket.redactions)
        return [
            org, upload, position, row.file, row.line, row.key, ticket.id.rawValue, ticket.subject.masked,
            ticket.body.masked, ticket.created?.seconds, ticket.updated?.seconds, ticket.resolved?.seconds,
            ticket.status?.masked, ticket.state.rawValue, ticket.priority?.label, ticket.priority?.level.rawValue,
            ticket.product?.masked, ticket.requesterToken, ticket.assigneeToken, ticket.resolution?.masked, labels,
            fields, redactions,
        ]
    }

    static func row(_ row: Row) throws -> StoredRow {
        func text(_ column: Int) -> RedactedText? { (row[column] as String?).map(RedactedText.init(restoring:)) }
        func instant(_ column: Int) -> Instant? { (row[column] as Int64?).map(Instant.init(seconds:)) }
        let priority: Priority? = (row[11] as String?).map { label in
            Priority(label: label, level: (row[12] as String?).flatMap(Priority.Level.init(rawValue:)) ?? .unset)
        }
        let ticket = RedactedTicket(
            id: TicketID(row[3]), subject: text(4) ?? .empty, body: text(5) ?? .empty, created: instant(6),
            updated: instant(7), resolved: instant(8), status: text(9),
            state: TicketState(rawValue: row[10]) ?? .open, priority: priority, product: text(13),
            requesterToken: row[14], assigneeToken: row[15], resolution: text(16),
            labels: try decoded(row[17], or: []), fields: try decoded(row[18], or: [:]),
            redactions: try decoded(row[19], or: [:]))
        return StoredRow(ticket: ticket, key: row[2], file: row[0], line: row[1])
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func decoded<Value: Decodable>(_ text: String?, or empty: Value) throws -> Value {
        guard let text else { return empty }
        return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
