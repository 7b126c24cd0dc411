/// Lumen's exports: a Zendesk-like desk as JSON lines, the second year compressed, and the Freshdesk-like desk that
/// the Spanish team used until the end of 2025, as CSV with semicolons in Latin-1.
struct LumenInbox {
    private let main: [ExampleTicket]
    private let spanish: [ExampleTicket]
    private static let newYear = CivilTime.utc(local: CivilTime.days(2026, 1, 1) * 86_400)

    /// - Parameter tickets: in order of creation.
    init(_ tickets: [ExampleTicket]) {
        func isSpanishDesk(_ ticket: ExampleTicket) -> Bool { ticket.language == "es" && ticket.created < Self.newYear }
        let desks = ExampleTicket.numbered([
            (tickets.filter { !isSpanishDesk($0) }, "", 70_412), (tickets.filter(isSpanishDesk), "", 5_310),
        ])
        main = desks[0]
        spanish = desks[1]
    }

    var tickets: [ExampleTicket] { main + spanish }

    func files() throws -> [(name: String, bytes: [UInt8])] {
        [
            ("soporte-2025.csv", try DelimitedText.latin1(spanishDesk)),
            ("tickets-2025.jsonl", Array(lastYear.utf8)),
            ("tickets-2026.jsonl.gz", GzipMember.bytes(of: Array(thisYear.utf8))),
        ]
    }

    // MARK: - JSON lines

    /// As exported on New Year's Eve.
    private var lastYear: String {
        var lines = main.filter { $0.created < Self.newYear }.map { Self.object($0, at: Self.newYear - 60) }
        // A line that a full disk cut off, one without an id, and an empty one.
        lines.insert(String(lines[40].prefix(310)), at: 41)
        lines.insert(
            JSONText.object([
                ("id", "null"), ("created_at", JSONText.string("2025-08-02T10:11:12Z")),
                ("subject", JSONText.string("(no subject)")), ("description", JSONText.string("")),
                ("status", JSONText.string("new")),
            ]), at: 160)
        lines.insert("", at: 201)
        // A day that does not exist.
        lines.insert(
            JSONText.object([
                ("id", "70399"), ("created_at", JSONText.string("2025-06-31T25:00:00Z")),
                ("subject", JSONText.string("Question about a leaflet")),
                ("description", JSONText.string("I found your leaflet in my letter box. Who do I ask about it?")),
                ("status", JSONText.string("open")), ("priority", "null"),
            ]), at: 12)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Everything created or changed since.
    private var thisYear: String {
        let now = TicketWriter.end
        return main.filter { $0.created >= Self.newYear || $0.updated(at: now) >= Self.newYear }
            .map { Self.object($0, at: now) }.joined(separator: "\n") + "\n"
    }

    private static func object(_ ticket: ExampleTicket, at moment: Int) -> String {
        func date(_ utc: Int?) -> String { JSONText.string(utc.map { CivilTime(seconds: $0).iso }) }
        let status = ["new", "open", "pending", "solved", "closed"][ticket.stage(at: moment).rawValue]
        let priority = ["urgent", "high", "normal", "low"][ticket.urgency]
        let requester = [("name", JSONText.string(ticket.requester)), ("email", JSONText.string(ticket.mail))]
        return JSONText.object([
            ("id", ticket.id),
            ("url", JSONText.string("https://lumen.example/api/v2/tickets/\(ticket.id).json")),
            ("via", JSONText.object([("channel", JSONText.string(ticket.channel))])),
            ("created_at", date(ticket.created)), ("updated_at", date(ticket.updated(at: moment))),
            ("solved_at", date(ticket.resolved(at: moment))), ("type", JSONText.string("problem")),
            ("subject", JSONText.string(ticket.subject)), ("description", JSONText.string(ticket.body)),
            ("priority", JSONText.string(priority)), ("status", JSONText.string(status)),
            ("requester", JSONText.object(requester)), ("assignee", JSONText.string(ticket.assignee)),
            ("product", JSONText.string(ticket.product)),
            ("tags", JSONText.array(ticket.labels.map { JSONText.string($0) })),
            ("resolution", JSONText.string(ticket.resolution(at: moment))),
        ])
    }

    // MARK: - The Spanish desk

    private static let header = [
        "Ticket ID", "Subject", "Description", "Status", "Priority", "Source", "Type", "Agent", "Group", "Created time",
        "Resolved time", "Last update time", "Tags", "Product", "Full name", "Email", "Resolution note",
    ]

    /// With Windows line ends, as exported before the move.
    private var spanishDesk: String {
        // The desk was closed in January; what was still open then had been finished by that time.
        let moment = Self.newYear + 45 * 86_400
        var lines = spanish.map { Self.row($0, at: moment) }
        let empty = Array(repeating: "", count: Self.header.count)
        var noID = empty
        noID[1] = "Prueba del formulario"
        noID[2] = "Esto es una prueba, por favor borrar."
        noID[9] = "2025-07-08 11:00:00"
        lines.insert(DelimitedText.row(noID, delimiter: ";"), at: 25)
        // A quotation mark that is never closed.
        lines.insert(
            "5301;Pregunta sobre el folleto;\"He visto el folleto \"Ahorra en casa y tengo una duda;Open;Low;Email;Question;;"
                + ";2025-08-19 10:20:00;;2025-08-19 10:20:00;;Shop;Pilar Cebrián;pilar@correo.example;", at: 60)
        lines.insert("", at: 80)
        return ([DelimitedText.row(Self.header, delimiter: ";")] + lines).joined(separator: "\r\n") + "\r\n"
    }

    private static func row(_ ticket: ExampleTicket, at moment: Int) -> String {
        let resolved = ticket.resolved(at: moment)
        let statuses = ["Open", "Open", "Pending", "Resolved", "Closed"]
        let sources = ["email": "Email", "web": "Portal", "phone": "Phone", "chat": "Chat"]
        return DelimitedText.row(
            [
                ticket.id, ticket.subject, ticket.body, statuses[ticket.stage(at: moment).rawValue],
                ["Urgent", "High", "Medium", "Low"][ticket.urgency], sources[ticket.channel] ?? "Email", "Problem",
                ticket.assignee, "Soporte", CivilTime.local(utc: ticket.created).plain,
                resolved.map { CivilTime.local(utc: $0).plain } ?? "",
                CivilTime.local(utc: ticket.updated(at: moment)).plain, ticket.labels.joined(separator: ","),
                ticket.product, ticket.requester, ticket.mail, ticket.resolution(at: moment) ?? "",
            ],
            delimiter: ";")
    }
}
