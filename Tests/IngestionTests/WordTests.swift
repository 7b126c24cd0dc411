import Domain
import Ingestion
import Testing

@Suite struct WordTests {
    private func ticket(
        status: String, resolution: String = "", resolved: String = "", updated: String = "", priority: String = "",
        tracker: Tracker? = nil
    ) throws -> Ticket {
        let mapping = ColumnMapping(
            tracker: tracker, id: "id", subject: "s", updated: "u", resolved: "r", status: "st", priority: "p",
            resolution: "o")
        let bytes = CSVWriter.encode([
            ["id", "s", "st", "o", "r", "u", "p"], ["1", "x", status, resolution, resolved, updated, priority],
        ])
        return try #require(try Export("a.csv", bytes).read(mapping).tickets.first)
    }

    @Test(arguments: [
        "Closed", "RESOLVED", "VERIFIED", "Done", "Solved", "Erledigt", "Gelöst", "Geschlossen", "Won't Fix",
        "Cancelled",
        "Closed - Fixed", "Résolu", "Cerrado", "7 - Closed", "closed_complete",
    ])
    func knowsClosed(_ word: String) throws { #expect(try ticket(status: word).state == .closed) }

    @Test(arguments: [
        "Open", "NEW", "UNCONFIRMED", "REOPENED", "ASSIGNED", "In Progress", "Patch Available", "On Hold", "Pending",
        "Waiting for customer", "Offen", "In Bearbeitung", "Neu", "En cours", "Pendiente", "In_Progress",
        "Reopened (2)",
    ])
    func knowsOpen(_ word: String) throws {
        #expect(try ticket(status: word, resolution: "Fixed", resolved: "2020-01-01").state == .open)
    }

    @Test func takesOutcomeOrDateAsHintForUnknownWords() throws {
        #expect(try ticket(status: "Frobnicated").state == .open)
        #expect(try ticket(status: "Frobnicated", resolution: "Fixed").state == .closed)
        #expect(try ticket(status: "Frobnicated", resolution: "Unresolved").state == .open)
        #expect(try ticket(status: "", resolved: "2020-01-01").state == .closed)
    }

    @Test func takesTheResolvedDateOfAnOpenTicketAsItsLastChange() throws {
        let changed = try ticket(status: "UNCONFIRMED", resolved: "2020-01-05 06:00:56+00:00")
        #expect(changed.resolved == nil)
        #expect(changed.updated?.iso8601 == "2020-01-05T06:00:56Z")
        #expect(
            try ticket(status: "NEW", resolved: "2020-01-05", updated: "2021-01-01").updated?.iso8601
                == "2021-01-01T00:00:00Z")
        #expect(try ticket(status: "RESOLVED", resolved: "2020-01-05").resolved?.iso8601 == "2020-01-05T00:00:00Z")
    }

    @Test func readsNumbersByTheTracker() throws {
        #expect(try ticket(status: "4", tracker: .freshdesk).state == .closed)
        #expect(try ticket(status: "4", tracker: .servicenow).state == .open)
        #expect(try ticket(status: "7", tracker: .servicenow).state == .closed)
        #expect(try ticket(status: "2", priority: "4", tracker: .freshdesk).priority?.level == .critical)
        #expect(try ticket(status: "2", priority: "4", tracker: .servicenow).priority?.level == .low)
    }

    @Test(arguments: [
        ("Blocker", Priority.Level.critical), ("Critical", .critical), ("Major", .high), ("Minor", .low),
        ("Trivial", .low),
        ("P1", .critical), ("P2", .high), ("P3", .normal), ("P4", .low), ("P5", .low), ("1 - Critical", .critical),
        ("3 - Moderate", .normal), ("Urgent", .critical), ("Highest", .critical), ("Lowest", .low), ("S2", .high),
        ("Sev 3", .normal), ("Hoch", .high), ("Sehr hoch", .critical), ("Mittel", .normal), ("Élevée", .high),
        ("Baja", .low), ("--", .unset), ("None", .unset), ("Frobnicated", .unset), ("2", .high), ("Not set", .unset),
    ])
    func readsPriorities(_ word: String, _ level: Priority.Level) throws {
        #expect(try ticket(status: "", priority: word).priority == Priority(label: word, level: level))
    }
}
