@_spi(Restoring) import Domain
import Testing

@testable import Pipeline

@Suite struct TicketSelectionTests {
    private func row(
        _ id: String, updated: Int64?, key: String, file: String = "a.csv", line: Int = 2, state: TicketState = .open
    ) -> StoredRow {
        let ticket = RedactedTicket(
            id: TicketID(id), subject: RedactedText(restoring: "subject \(key)"), body: .empty, created: nil,
            updated: updated.map(Instant.init(seconds:)), resolved: nil, status: nil, state: state, priority: nil,
            product: nil, requesterToken: nil, assigneeToken: nil, resolution: nil, labels: [], fields: [:],
            redactions: [:])
        return StoredRow(ticket: ticket, key: key, file: file, line: line)
    }

    @Test func letsTheNewerRowWinInAnyOrder() {
        let rows = [
            row("1", updated: 10, key: "b"), row("1", updated: 30, key: "a", file: "b.csv"),
            row("2", updated: nil, key: "c"), row("1", updated: 20, key: "z", line: 9),
        ]
        for order in [rows, rows.reversed(), [rows[3], rows[0], rows[2], rows[1]]] {
            let selection = TicketSelection(rows: order)
            #expect(selection.tickets.map(\.id.rawValue) == ["1", "2"])
            #expect(selection.tickets[0].updated == Instant(seconds: 30))
            #expect(selection.superseded.map(\.line) == [2, 9])
            #expect(selection.tickets.count + selection.superseded.count == rows.count)
        }
    }

    @Test func prefersTheClosedRowOfTheSameMoment() {
        let selection = TicketSelection(rows: [
            row("1", updated: 10, key: "z", state: .open), row("1", updated: 10, key: "a", state: .closed),
        ])
        #expect(selection.tickets[0].state == .closed)
        #expect(selection.superseded.map(\.code) == ["superseded_row"])
    }

    @Test func countsARepeatedRowAsARejectToo() {
        let selection = TicketSelection(rows: [
            row("1", updated: 10, key: "a"), row("1", updated: 10, key: "a", file: "b.csv", line: 7),
        ])
        #expect(selection.superseded.map(\.code) == ["repeated_row"])
        #expect(selection.superseded.map(\.file) == ["b.csv"])
    }
}

@Suite struct GlobTests {
    @Test func matchesWholeNames() {
        #expect(Glob.matches("export-2026.csv", pattern: "export-*.csv"))
        #expect(Glob.matches("book.xlsx#Sheet 1", pattern: "book.xlsx*"))
        #expect(Glob.matches("a.csv", pattern: "?.csv"))
        #expect(!Glob.matches("ab.csv", pattern: "?.csv"))
        #expect(!Glob.matches("export.csv.gz", pattern: "*.csv"))
        #expect(Glob.matches("", pattern: "**"))
        #expect(!Glob.matches("aaaaaaaaaaaaaaaaaaaaaaaaab", pattern: "*a*a*a*a*a*a*c"))
    }
}
