import Domain

/// Makes tickets of the rows of one table.
struct TicketAssembler {
    private let mapping: ColumnMapping
    private let limits: IngestionLimits
    private(set) var roles: ColumnRoles
    private var dates: DateReader
    private var cells = CellsByRole()

    init(_ mapping: ColumnMapping, header: [String], calendar: TenantCalendar, limits: IngestionLimits) {
        self.mapping = mapping
        self.limits = limits
        roles = ColumnRoles(mapping)
        roles.add(header: header)
        dates = DateReader(order: mapping.dateOrder, calendar: calendar)
    }

    /// A further column of JSON objects.
    mutating func add(column: String) { roles.add(column: column) }

    /// Why a row is no ticket.
    enum Refusal: Error, Equatable {
        case missingID
        case idTooLong
        case noText
        case textTooLarge(field: String)
        case badDate(field: String)
    }

    /// The ticket of a row, or why it is none.
    mutating func read(_ row: RowBuffer) -> Result<Ticket, Refusal> {
        do throws(Refusal) {
            return .success(try ticket(row))
        } catch {
            return .failure(error)
        }
    }

    private mutating func ticket(_ row: RowBuffer) throws(Refusal) -> Ticket {
        cells.gather(row, roles: roles.roles, bodies: mapping.bodies.count, fields: roles.fieldNames.count)
        if let large = cells.first(largerThan: limits.textBytes) { throw .textTooLarge(field: large) }
        guard let id = cells.id.flatMap({ text($0, row) })?.collapsedWhitespace, !id.isEmpty else { throw .missingID }
        guard id.unicodeScalars.count <= limits.idLength else { throw .idTooLong }
        let subject = cells.subject.flatMap { text($0, row) } ?? ""
        let body = bodyText(row)
        guard body.utf8.count <= limits.textBytes else { throw .textTooLarge(field: "body") }
        guard !subject.isEmpty || !body.isEmpty else { throw .noText }
        var ticket = Ticket(id: TicketID(id), subject: subject, body: body)
        ticket.created = try date(cells.created, row, "created")
        ticket.updated = try date(cells.updated, row, "updated")
        ticket.resolved = try date(cells.resolved, row, "resolved")
        ticket.status = cells.status.flatMap { text($0, row) }
        ticket.priority = cells.priority.flatMap { priority($0, row) }
        ticket.product = cells.product.flatMap { text($0, row) }
        ticket.requester = cells.requester.flatMap { text($0, row) }
        ticket.assignee = cells.assignee.flatMap { text($0, row) }
        ticket.resolution = cells.resolution.flatMap { text($0, row) }.flatMap { StatusWords.isOutcome($0) ? $0 : nil }
        ticket.labels = labels(row)
        for (index, name) in roles.fieldNames.enumerated() {
            if let value = cells.fields[index].flatMap({ text($0, row) }) { ticket.fields[name] = value }
        }
        settleState(&ticket)
        return ticket
    }

    /// Decides whether work is due. A status that says so wins over a resolved date, which is then the date of the
    /// last change (as Bugzilla exports it); without a known status, an outcome or a resolved date means closed.
    private func settleState(_ ticket: inout Ticket) {
        let stated = ticket.status.flatMap { StatusWords.state($0, tracker: mapping.tracker) }
        ticket.state = stated ?? (ticket.resolution != nil || ticket.resolved != nil ? .closed : .open)
        if ticket.state == .open, let changed = ticket.resolved {
            ticket.updated = max(ticket.updated ?? changed, changed)
            ticket.resolved = nil
        }
    }

    /// The text of a cell, or `nil` when it holds nothing or a word for nothing.
    private func text(_ cell: RowBuffer.Cell, _ row: RowBuffer) -> String? {
        let content = row.content(of: cell)
        guard !EmptyWords.isEmpty(content) else { return nil }
        let text = TextCleaning.clean(content)
        return text.isEmpty ? nil : text
    }

    /// A word for nothing (`--`) is a priority that nobody set, not the lack of one.
    private func priority(_ cell: RowBuffer.Cell, _ row: RowBuffer) -> Priority? {
        let label = TextCleaning.clean(row.content(of: cell))
        return label.isEmpty
            ? nil : Priority(label: label, level: PriorityWords.level(label, tracker: mapping.tracker))
    }

    private func bodyText(_ row: RowBuffer) -> String {
        var parts: [String] = []
        for list in cells.bodies {
            let texts = list.compactMap { text($0, row) }
            guard !texts.isEmpty else { continue }
            // The pieces of one document, or the texts of repeated columns.
            let isDocument = list.contains { roles.documentColumns.contains($0.column) }
            parts.append(texts.joined(separator: isDocument ? " " : "\n\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    private mutating func date(
        _ cell: RowBuffer.Cell?, _ row: RowBuffer, _ field: String
    ) throws(Refusal) -> Instant? {
        guard let cell else { return nil }
        switch dates.read(row.content(of: cell)) {
        case .empty: return nil
        case .instant(let instant): return instant
        case .unreadable: throw .badDate(field: field)
        }
    }

    private func labels(_ row: RowBuffer) -> [String] {
        var labels: Set<String> = []
        for cell in cells.labels {
            guard let text = text(cell, row) else { continue }
            let parts = text.unicodeScalars.split { scalar in
                switch scalar {
                case ",", ";", "|", "\n": true
                // Zendesk's tags have no spaces and are separated by them.
                case " ": mapping.tracker == .zendesk
                default: false
                }
            }
            for part in parts {
                let label = String(part).trimmedWhitespace
                if !label.isEmpty { labels.insert(label) }
            }
        }
        return labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// The cells of a row that matter, by what they are for. Of repeated columns the first with content counts.
private struct CellsByRole {
    var id: RowBuffer.Cell?
    var subject: RowBuffer.Cell?
    var created: RowBuffer.Cell?
    var updated: RowBuffer.Cell?
    var resolved: RowBuffer.Cell?
    var status: RowBuffer.Cell?
    var priority: RowBuffer.Cell?
    var product: RowBuffer.Cell?
    var requester: RowBuffer.Cell?
    var assignee: RowBuffer.Cell?
    var resolution: RowBuffer.Cell?
    var bodies: [[RowBuffer.Cell]] = []
    var fields: [RowBuffer.Cell?] = []
    var labels: [RowBuffer.Cell] = []
    private var largest = (size: 0, name: "")

    mutating func gather(_ row: RowBuffer, roles: [[ColumnRoles.Role]], bodies bodyCount: Int, fields fieldCount: Int) {
        self = CellsByRole()
        bodies = Array(repeating: [], count: bodyCount)
        fields = Array(repeating: nil, count: fieldCount)
        for cell in row.cells where cell.end > cell.start && cell.column < roles.count {
            for role in roles[cell.column] { put(cell, role) }
        }
    }

    /// The name of a field that is larger than a text may be.
    func first(largerThan limit: Int) -> String? { largest.size > limit ? largest.name : nil }

    private mutating func put(_ cell: RowBuffer.Cell, _ role: ColumnRoles.Role) {
        let name: String
        switch role {
        case .id: (id, name) = (id ?? cell, "id")
        case .subject: (subject, name) = (subject ?? cell, "subject")
        case .created: (created, name) = (created ?? cell, "created")
        case .updated: (updated, name) = (updated ?? cell, "updated")
        case .resolved: (resolved, name) = (resolved ?? cell, "resolved")
        case .status: (status, name) = (status ?? cell, "status")
        case .priority: (priority, name) = (priority ?? cell, "priority")
        case .product: (product, name) = (product ?? cell, "product")
        case .requester: (requester, name) = (requester ?? cell, "requester")
        case .assignee: (assignee, name) = (assignee ?? cell, "assignee")
        case .resolution: (resolution, name) = (resolution ?? cell, "resolution")
        case .label:
            labels.append(cell)
            name = "labels"
        case .body(let index):
            bodies[index].append(cell)
            name = "body"
        case .field(let index):
            fields[index] = fields[index] ?? cell
            name = "fields"
        }
        if cell.end - cell.start > largest.size { largest = (cell.end - cell.start, name) }
    }
}
