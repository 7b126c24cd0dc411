/// One invented ticket with its whole life, so that exports of different days can show it as it was.
struct ExampleTicket {
    /// How far work has come.
    enum Stage: Int { case new, open, waiting, resolved, closed }

    enum Outcome { case solved, noAnswer, duplicate }

    var id = ""
    /// Counts the tickets of a tenant as they were written.
    var serial = 0
    /// The serial of the ticket that this one repeats.
    var original: Int?
    /// The problem's key; empty for a ticket that belongs to none.
    let problem: String
    let language: String
    let subject: String
    let body: String
    /// Seconds since the epoch, as all times here.
    let created: Int
    /// When somebody took it up.
    let taken: Int
    let waits: Bool
    let resolved: Int?
    let outcome: Outcome
    /// Prose of the one who solved it.
    var resolution: String?
    /// 0 for urgent to 3 for low.
    let urgency: Int
    let product: String
    let labels: [String]
    let requester: String
    let mail: String
    let assignee: String
    let office: String
    let channel: String

    /// Trackers close what has been solved for ten days.
    private var closed: Int? { resolved.map { $0 + 10 * 86_400 } }

    func stage(at moment: Int) -> Stage {
        if let closed, closed <= moment { return .closed }
        if let resolved, resolved <= moment { return .resolved }
        if taken > moment { return .new }
        return waits ? .waiting : .open
    }

    func updated(at moment: Int) -> Int {
        [created, taken, resolved ?? 0, closed ?? 0].filter { $0 <= moment }.max() ?? created
    }

    /// The day of the solution, as known at a moment.
    func resolved(at moment: Int) -> Int? { resolved.flatMap { $0 <= moment ? $0 : nil } }

    /// The solution, as known at a moment.
    func resolution(at moment: Int) -> String? { resolved(at: moment) == nil ? nil : resolution }

    /// Puts ids in place of the serials, and tells repeated tickets which one they repeat.
    static func numbered(_ desks: [(tickets: [ExampleTicket], prefix: String, first: Int)]) -> [[ExampleTicket]] {
        var ids: [Int: String] = [:]
        for desk in desks {
            for (number, ticket) in desk.tickets.enumerated() {
                ids[ticket.serial] = "\(desk.prefix)\(desk.first + number)"
            }
        }
        return desks.map { desk in
            desk.tickets.map { ticket in
                var ticket = ticket
                ticket.id = ids[ticket.serial] ?? ""
                if let original = ticket.original.flatMap({ ids[$0] }) {
                    let words = ["de": "Doppelt zu", "es": "Duplicado de"][ticket.language] ?? "Duplicate of"
                    let end = ["de": "dort beantwortet", "es": "respondido allí"][ticket.language] ?? "answered there"
                    ticket.resolution = "\(words) \(original), \(end)."
                }
                return ticket
            }
        }
    }
}
