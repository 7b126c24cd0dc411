import Domain

/// The tickets created in one month of the tenant's calendar, in pages that new tickets do not shift.
struct TicketMonth: Sendable {
    /// More rows than this make a page heavy on a telephone.
    static let pageSize = 250

    /// `2026-05`, or `undated`.
    let key: String
    /// `May 2026`, or `Without a date`.
    let label: String
    /// Newest first.
    let tickets: [TicketID]

    var partCount: Int { (tickets.count + Self.pageSize - 1) / Self.pageSize }

    /// The tickets of a part, newest first. Part 1 holds the oldest, so a full part never changes when newer
    /// tickets come.
    func part(_ number: Int) -> [TicketID] {
        let oldestFirst = tickets.reversed().dropFirst((number - 1) * Self.pageSize).prefix(Self.pageSize)
        return oldestFirst.reversed()
    }

    /// Newest month first; tickets without a date last.
    static func all(of tickets: [RedactedTicket], calendar: TenantCalendar) -> [TicketMonth] {
        var groups: [String: [(moment: Instant?, id: TicketID)]] = [:]
        for ticket in tickets {
            let key = ticket.created.map { calendar.date(of: $0).monthKey } ?? "undated"
            groups[key, default: []].append((ticket.created, ticket.id))
        }
        return groups.sorted { left, right in
            if (left.key == "undated") != (right.key == "undated") { return right.key == "undated" }
            return left.key > right.key
        }.map { key, members in
            let newestFirst = members.sorted { left, right in
                left.moment != right.moment
                    ? (left.moment?.seconds ?? .min) > (right.moment?.seconds ?? .min) : right.id < left.id
            }
            return TicketMonth(key: key, label: label(key), tickets: newestFirst.map(\.id))
        }
    }

    private static func label(_ key: String) -> String {
        let parts = key.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2, (1...12).contains(parts[1]) else { return "Without a date" }
        return DateText.month(year: parts[0], month: parts[1])
    }
}
