@_spi(Restoring) import Domain
import Foundation

/// How a redacted row stands in the table `ticket_row`, whatever the database. This is the one path by which stores give
/// a redacted ticket back.
extension StoredRow {
    /// What stands in a column.
    public enum Cell: Sendable, Hashable {
        case text(String)
        case integer(Int64)
        case null

        init(_ text: String?) { self = text.map(Cell.text) ?? .null }
        init(_ integer: Int64?) { self = integer.map(Cell.integer) ?? .null }
    }

    /// The columns after those that say whose row it is and where it stands, in order.
    public static let columns = [
        "file", "line", "row_key", "ticket_id", "subject", "body", "created", "updated", "resolved", "status", "state",
        "priority", "priority_level", "product", "requester_token", "assignee_token", "resolution", "labels", "fields",
        "redactions",
    ]

    /// What stands in `columns`.
    public func cells() throws -> [Cell] {
        [
            .text(file), .integer(Int64(line)), .text(key), .text(ticket.id.rawValue), .text(ticket.subject.masked),
            .text(ticket.body.masked), Cell(ticket.created?.seconds), Cell(ticket.updated?.seconds),
            Cell(ticket.resolved?.seconds), Cell(ticket.status?.masked), .text(ticket.state.rawValue),
            Cell(ticket.priority?.label), Cell(ticket.priority?.level.rawValue), Cell(ticket.product?.masked),
            Cell(ticket.requesterToken), Cell(ticket.assigneeToken), Cell(ticket.resolution?.masked),
            ticket.labels.isEmpty ? .null : try Self.json(ticket.labels),
            ticket.fields.isEmpty ? .null : try Self.json(ticket.fields),
            ticket.redactions.isEmpty ? .null : try Self.json(ticket.redactions),
        ]
    }

    /// The row of which a store has these columns.
    ///
    /// - Parameters:
    ///   - text: the text in a column, by its place in `columns`.
    ///   - integer: the number in a column.
    public init(text: (Int) -> String?, integer: (Int) -> Int64?) throws {
        func instant(_ column: Int) -> Instant? { integer(column).map(Instant.init(seconds:)) }
        func redacted(_ column: Int) -> RedactedText? { text(column).map(RedactedText.init(restoring:)) }
        let level = text(12).flatMap(Priority.Level.init(rawValue:)) ?? .unset
        let ticket = RedactedTicket(
            id: TicketID(text(3) ?? ""), subject: redacted(4) ?? .empty, body: redacted(5) ?? .empty,
            created: instant(6), updated: instant(7), resolved: instant(8), status: redacted(9),
            state: text(10).flatMap(TicketState.init(rawValue:)) ?? .open,
            priority: text(11).map { Priority(label: $0, level: level) }, product: redacted(13),
            requesterToken: text(14), assigneeToken: text(15), resolution: redacted(16),
            labels: try Self.decoded(text(17), or: []), fields: try Self.decoded(text(18), or: [:]),
            redactions: try Self.decoded(text(19), or: [:]))
        self.init(ticket: ticket, key: text(2) ?? "", file: text(0) ?? "", line: Int(integer(1) ?? 0))
    }

    private static func json(_ value: some Encodable) throws -> Cell {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return .text(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private static func decoded<Value: Decodable>(_ text: String?, or empty: Value) throws -> Value {
        guard let text else { return empty }
        return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    /// What tells a row from all others of its store that are not the same.
    public struct Place: Hashable, Sendable {
        private let file: String
        private let line: Int
        private let key: String

        public init(file: String, line: Int, key: String) {
            self.file = file
            self.line = line
            self.key = key
        }
    }

    /// Where it stands.
    public var place: Place { Place(file: file, line: line, key: key) }
}
