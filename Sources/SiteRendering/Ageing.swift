import Domain

/// How long open tickets have waited, in steps.
enum Ageing {
    static let steps: [(label: String, days: ClosedRange<Int64>)] = [
        ("up to 7 days", 0...7), ("8 to 30 days", 8...30), ("31 to 90 days", 31...90),
        ("91 days to a year", 91...365), ("over a year", 366...Int64(Int32.max)),
    ]

    /// Open tickets by step. Tickets without a date are left out.
    static func counts(_ tickets: [RedactedTicket], asOf: Instant?) -> [Int] {
        var counts = [Int](repeating: 0, count: steps.count)
        guard let asOf else { return counts }
        for ticket in tickets where ticket.state == .open {
            guard let created = ticket.created else { continue }
            let days = max(0, (asOf.seconds - created.seconds) / 86_400)
            if let step = steps.firstIndex(where: { $0.days.contains(days) }) { counts[step] += 1 }
        }
        return counts
    }
}
