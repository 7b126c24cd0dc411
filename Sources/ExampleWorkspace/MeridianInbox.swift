/// Meridian's exports: two years of a Jira-like service desk as CSV, and the workbook that the warehouse desk kept
/// until it moved to the service desk.
struct MeridianInbox {
    private let service: [ExampleTicket]
    private let warehouse: [ExampleTicket]
    private static let newYear = CivilTime.utc(local: CivilTime.days(2026, 1, 1) * 86_400)
    private static let warehouseProblems = ["scanner-roaming", "label-printer", "badge-terminal"]

    /// - Parameter tickets: in order of creation.
    init(_ tickets: [ExampleTicket]) {
        let move = CivilTime.utc(local: CivilTime.days(2026, 2, 1) * 86_400)
        func isWarehouse(_ ticket: ExampleTicket) -> Bool {
            Self.warehouseProblems.contains(ticket.problem) && ["Hamburg", "Leipzig"].contains(ticket.office)
                && ticket.created < move
        }
        let desks = ExampleTicket.numbered([
            (tickets.filter { !isWarehouse($0) }, "MSD-", 41_207), (tickets.filter(isWarehouse), "WD-", 1_204),
        ])
        service = desks[0]
        warehouse = desks[1]
    }

    var tickets: [ExampleTicket] { service + warehouse }

    /// A ticket of no problem that stands in an export by hand, for the sake of its quotation marks.
    static let handwritten = (id: "MSD-40997", language: "en")

    func files() -> [(name: String, bytes: [UInt8])] {
        [
            ("service-desk-2025.csv", Array(lastYear.utf8)),
            ("service-desk-2026.csv", Array(thisYear.utf8)),
            ("warehouse-desk.xlsx", workbook),
        ]
    }

    // MARK: - The service desk

    private static let header = [
        "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Priority", "Resolution", "Assignee", "Reporter",
        "Created", "Updated", "Resolved", "Component/s", "Labels", "Labels", "Description",
        "Custom field (Office)", "Custom field (Resolution notes)",
    ]

    /// As exported on New Year's Eve, with the mess that long exports have.
    private var lastYear: String {
        var lines = rows(service.filter { $0.created < Self.newYear }, at: Self.newYear - 60)
        let width = Self.header.count
        func put(_ line: String, _ position: Int) { lines.insert(line, at: min(position, lines.count)) }
        // A row whose key was lost, and a stray note that somebody typed into the file.
        put(
            Self.line(
                ["Test ticket from the form", "", "", "IT Help", "Open"], filledTo: width,
                at: [15: "Test, please delete."]), 58)
        put(Self.line(["see mail from Tuesday"], filledTo: width, at: [:]), 211)
        // A date that nobody can read.
        put(
            Self.line(
                [
                    "Monitor arm is loose", "MSD-40999", "140999", "IT Help", "Open", "Low", "", "Night desk",
                    "Claire Osborne",
                ],
                filledTo: width,
                at: [
                    9: "31/Jun/25 25:61",
                    15: "The arm of the left monitor sinks slowly. Nothing to do with IT, I suppose.",
                ]),
            97)
        // More cells than columns: a comma in a text that was not quoted.
        put(
            "Chair squeaks, and so does the desk,MSD-40998,140998,IT Help,Open,Low,,Night desk,Ivo Peeters,"
                + "12/Aug/25 09:12,12/Aug/25 09:12,,Facilities,chair,,The chair squeaks, the desk too, please oil,Antwerp,",
            133)
        // Quotation marks in a cell that is not quoted.
        put(
            "Second 27\" monitor for the planning desk,\(Self.handwritten.id),140997,IT Help,Closed,Low,Done,Sofia Marchetti,Ruth Ellison,"
                + "03/Sep/25 10:05,09/Sep/25 15:40,09/Sep/25 15:40,Laptops,monitor,,"
                + "Could we have a second 27\" monitor at the planning desk? The old one is a 19\".,Felixstowe,Monitor delivered.",
            164)
        // The same rows twice, as happens where two pages of an export overlap, and empty lines.
        for position in [30, 31, 32] where lines.indices.contains(position) { put(lines[position], 250 + position) }
        for position in [120, 300] { put("", position) }
        return DelimitedText.row(Self.header, delimiter: ",") + "\n" + lines.joined(separator: "\n") + "\n\n"
    }

    /// Everything created or changed since, so tickets of the old year appear again with a newer state.
    private var thisYear: String {
        let now = TicketWriter.end
        let changed = service.filter { $0.created >= Self.newYear || $0.updated(at: now) >= Self.newYear }
        let lines = rows(changed, at: now)
        return DelimitedText.row(Self.header, delimiter: ",") + "\n" + lines.joined(separator: "\n") + "\n"
    }

    private func rows(_ tickets: [ExampleTicket], at moment: Int) -> [String] {
        tickets.reversed().map { ticket in
            let stages = ["Open", "In Progress", "Waiting for customer", "Resolved", "Closed"]
            let outcome =
                switch ticket.outcome {
                case .solved: "Done"
                case .noAnswer: "Cannot Reproduce"
                case .duplicate: "Duplicate"
                }
            let resolved = ticket.resolved(at: moment)
            let labels = ticket.labels + ["", ""]
            return DelimitedText.row(
                [
                    ticket.subject, ticket.id, "1" + ticket.id.dropFirst(4),
                    ticket.channel == "api" ? "Incident" : "IT Help", stages[ticket.stage(at: moment).rawValue],
                    ["Highest", "High", "Medium", "Low"][ticket.urgency], resolved == nil ? "" : outcome,
                    ticket.assignee, ticket.requester, CivilTime.local(utc: ticket.created).jira,
                    CivilTime.local(utc: ticket.updated(at: moment)).jira,
                    resolved.map { CivilTime.local(utc: $0).jira } ?? "", ticket.product, labels[0], labels[1],
                    ticket.body, ticket.office, ticket.resolution(at: moment) ?? "",
                ],
                delimiter: ",")
        }
    }

    private static func line(_ cells: [String], filledTo width: Int, at later: [Int: String]) -> String {
        var cells = cells + Array(repeating: "", count: max(0, width - cells.count))
        for (position, text) in later { cells[position] = text }
        return DelimitedText.row(cells, delimiter: ",")
    }

    // MARK: - The warehouse desk

    private var workbook: [UInt8] {
        var workbook = Workbook()
        for office in ["Hamburg", "Leipzig"] {
            let header = [
                "Ticket", "Opened", "Closed", "Title", "Description", "Status", "Urgency", "Area", "Reported by",
                "Handled by", "Solution",
            ]
            var rows = [header.map(Workbook.Cell.text)]
            rows += warehouse.filter { $0.office == office }.map(Self.row)
            if office == "Leipzig" {
                rows.insert([], at: min(9, rows.count))
                rows.insert([.empty, .text("Ferien, Vertretung durch Hamburg")], at: min(15, rows.count))
            } else {
                rows.insert(
                    [
                        .text("WD-1199"), .text("gestern"), .empty, .text("Waage piept"),
                        .text("Die Waage an Rampe 2 piept bei jedem Scan."), .text("offen"), .text("niedrig"),
                        .text("Hardware"), .text("Uwe Kruse"), .empty, .empty,
                    ], at: min(6, rows.count))
            }
            workbook.add(office, rows: rows)
        }
        return workbook.bytes()
    }

    private static func row(_ ticket: ExampleTicket) -> [Workbook.Cell] {
        let resolved = ticket.resolved(at: TicketWriter.end)
        func date(_ utc: Int?) -> Workbook.Cell { utc.map { .date(CivilTime.local(utc: $0).excelSerial) } ?? .empty }
        return [
            .text(ticket.id), date(ticket.created), date(resolved), .text(ticket.subject), .text(ticket.body),
            .text(resolved == nil ? "offen" : "erledigt"),
            .text(["dringend", "hoch", "mittel", "niedrig"][ticket.urgency]), .text(ticket.product),
            .text(ticket.requester), .text(ticket.assignee),
            ticket.resolution(at: TicketWriter.end).map { .text($0) } ?? .empty,
        ]
    }
}
