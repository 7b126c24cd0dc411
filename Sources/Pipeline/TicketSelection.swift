import Domain

/// Chooses one row for every ticket id. What is chosen depends on the rows alone, never on the order of rows
/// or files.
struct TicketSelection {
    /// In order of id.
    let tickets: [RedactedTicket]
    /// The keys of the rows that were chosen, in the same order.
    let keys: [String]
    /// A reject for every row that lost to a newer row of the same ticket.
    let superseded: [Reject]

    /// The newer row wins: the one whose latest date is later. Rows of the same moment are ranked by whether the
    /// ticket is closed, then by their keyed digest, which is arbitrary but the same every time.
    init(rows: [StoredRow]) {
        var tickets: [RedactedTicket] = []
        var keys: [String] = []
        var superseded: [Reject] = []
        var index = 0
        let rows = rows.sorted { ($0.ticket.id, $0.key, $0.file, $0.line) < ($1.ticket.id, $1.key, $1.file, $1.line) }
        while index < rows.count {
            var end = index + 1
            while end < rows.count, rows[end].ticket.id == rows[index].ticket.id { end += 1 }
            let winner = (index..<end).max { Self.isOlder(rows[$0], rows[$1]) } ?? index
            tickets.append(rows[winner].ticket)
            keys.append(rows[winner].key)
            for loser in index..<end where loser != winner {
                let same = rows[loser].key == rows[winner].key
                superseded.append(
                    Reject(
                        file: rows[loser].file, line: rows[loser].line, code: same ? "repeated_row" : "superseded_row",
                        reason: same
                            ? "the same row of this ticket stands elsewhere too"
                            : "another row of this ticket is newer",
                        remedy: "nothing: the newest row of a ticket is used"))
            }
            index = end
        }
        self.tickets = tickets
        self.keys = keys
        self.superseded = superseded.sorted()
    }

    private static func isOlder(_ left: StoredRow, _ right: StoredRow) -> Bool {
        let earliest = Instant(seconds: .min)
        let leftNewest = left.ticket.newest ?? earliest
        let rightNewest = right.ticket.newest ?? earliest
        if leftNewest != rightNewest { return leftNewest < rightNewest }
        if left.ticket.state != right.ticket.state { return right.ticket.state == .closed }
        if left.key != right.key { return left.key < right.key }
        // Equal rows: the first place in the inbox stands for both.
        return (right.file, right.line) < (left.file, left.line)
    }
}
