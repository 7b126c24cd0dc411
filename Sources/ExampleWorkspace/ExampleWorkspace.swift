public import Foundation

/// The example workspace's exports, made from hand-written problems and seeds: equal texts give equal bytes.
public struct ExampleWorkspace: Sendable {
    /// Files by path within the workspace, in order of path.
    public let files: [(path: String, bytes: [UInt8])]
    /// CSV of `tenant,id,problem,language`: which problem each ticket was written from, empty for none.
    public let truth: [UInt8]

    /// Writes every ticket anew.
    ///
    /// - Parameter problems: the folder of the texts, `site/example-problems`.
    public init(problems: URL) throws {
        var files: [(path: String, bytes: [UInt8])] = []
        var truth = "tenant,id,problem,language\n"
        func note(_ tenant: String, _ tickets: [ExampleTicket]) {
            for ticket in tickets { truth += "\(tenant),\(ticket.id),\(ticket.problem),\(ticket.language)\n" }
        }
        let lumen = LumenInbox(try Self.tickets(of: "lumen", second: "es", office: false, problems: problems))
        let meridian = MeridianInbox(try Self.tickets(of: "meridian", second: "de", office: true, problems: problems))
        files += try lumen.files().map { (path: "tenants/lumen/inbox/\($0.name)", bytes: $0.bytes) }
        files += meridian.files().map { (path: "tenants/meridian/inbox/\($0.name)", bytes: $0.bytes) }
        note("lumen", lumen.tickets)
        note("meridian", meridian.tickets)
        truth += "meridian,\(MeridianInbox.handwritten.id),,\(MeridianInbox.handwritten.language)\n"
        self.files = files
        self.truth = Array(truth.utf8)
    }

    /// A tenant's tickets in order of creation.
    private static func tickets(
        of tenant: String, second: String, office: Bool, problems: URL
    ) throws -> [ExampleTicket] {
        let folder = problems.appending(path: tenant, directoryHint: .isDirectory)
        func text(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".txt") && $0.first?.isNumber == true }.sorted()
        let writer = TicketWriter(
            tenant: tenant, second: second, office: office,
            slots: try TextLines.table(text("slots.txt"), file: "slots.txt"),
            people: People(
                table: try TextLines.table(text("people.txt"), file: "people.txt"), languages: ["en", second],
                tenant: tenant, office: office))
        var tickets: [ExampleTicket] = []
        for name in names { tickets += try writer.tickets(of: ProblemText(file: name, text: text(name))) }
        tickets += try writer.tickets(of: NoiseText.read(text("noise.txt"), file: "noise.txt"))
        for index in tickets.indices { tickets[index].serial = index }
        let reminders = writer.reminders(of: tickets, count: 9)
        for var reminder in reminders {
            reminder.serial = tickets.count
            tickets.append(reminder)
        }
        // Equal moments stay in the order of writing.
        return tickets.enumerated().sorted { ($0.element.created, $0.offset) < ($1.element.created, $1.offset) }
            .map(\.element)
    }
}
