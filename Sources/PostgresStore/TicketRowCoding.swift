@_spi(Restoring) import Domain
import Foundation
import Pipeline
import PostgresConnection

/// How a redacted row stands in the `ticket_row` table. This is the one path by which this store gives a redacted
/// ticket back.
enum TicketRowCoding {
    static let columns = ["org_id", "upload", "position"] + read

    private static let read = [
        "file", "line", "row_key", "ticket_id", "subject", "body", "created", "updated", "resolved", "status", "state",
        "priority", "priority_level", "product", "requester_token", "assignee_token", "resolution", "labels", "fields",
        "redactions",
    ]

    static let select = "SELECT \(read.joined(separator: ", ")) FROM ticket_row WHERE org_id = $1"

    static func values(_ row: StoredRow, org: PostgresValue, upload: String, position: Int) throws -> [PostgresValue] {
        let ticket = row.ticket
        return [
            org, .text(upload), .integer(Int64(position)), .text(row.file), .integer(Int64(row.line)), .text(row.key),
            .text(ticket.id.rawValue), .text(ticket.subject.masked), .text(ticket.body.masked),
            PostgresValue(ticket.created?.seconds), PostgresValue(ticket.updated?.seconds),
            PostgresValue(ticket.resolved?.seconds), PostgresValue(ticket.status?.masked), .text(ticket.state.rawValue),
            PostgresValue(ticket.priority?.label), PostgresValue(ticket.priority?.level.rawValue),
            PostgresValue(ticket.product?.masked), PostgresValue(ticket.requesterToken),
            PostgresValue(ticket.assigneeToken), PostgresValue(ticket.resolution?.masked),
            ticket.labels.isEmpty ? .null : try json(ticket.labels),
            ticket.fields.isEmpty ? .null : try json(ticket.fields),
            ticket.redactions.isEmpty ? .null : try json(ticket.redactions),
        ]
    }

    static func row(_ row: borrowing PostgresRow) throws -> StoredRow {
        func instant(_ seconds: Int64?) -> Instant? { seconds.map(Instant.init(seconds:)) }
        func redacted(_ text: String?) -> RedactedText? { text.map(RedactedText.init(restoring:)) }
        let level = row.text(12).flatMap(Priority.Level.init(rawValue:)) ?? .unset
        let ticket = RedactedTicket(
            id: TicketID(row.text(3) ?? ""), subject: redacted(row.text(4)) ?? .empty,
            body: redacted(row.text(5)) ?? .empty, created: instant(row.integer(6)), updated: instant(row.integer(7)),
            resolved: instant(row.integer(8)), status: redacted(row.text(9)),
            state: row.text(10).flatMap(TicketState.init(rawValue:)) ?? .open,
            priority: row.text(11).map { Priority(label: $0, level: level) }, product: redacted(row.text(13)),
            requesterToken: row.text(14), assigneeToken: row.text(15), resolution: redacted(row.text(16)),
            labels: try decoded(row.text(17), or: []), fields: try decoded(row.text(18), or: [:]),
            redactions: try decoded(row.text(19), or: [:]))
        return StoredRow(
            ticket: ticket, key: row.text(2) ?? "", file: row.text(0) ?? "", line: Int(row.integer(1) ?? 0))
    }

    private static func json(_ value: some Encodable) throws -> PostgresValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return .text(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private static func decoded<Value: Decodable>(_ text: String?, or empty: Value) throws -> Value {
        guard let text else { return empty }
        return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
