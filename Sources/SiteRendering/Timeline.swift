import Domain

/// Equal steps of time, months where they fit on a chart, else quarters or years, that hold all of a book's
/// tickets: every chart of a site shares them, so that charts can be compared.
struct Timeline: Sendable {
    private enum Unit: Int, Sendable { case month = 1, quarter = 3, year = 12 }

    /// More steps than this make columns too thin to read.
    private static let maximumSteps = 36

    /// Oldest first; empty when no ticket has a date.
    let labels: [String]
    private let calendar: TenantCalendar
    private let unit: Unit
    private let first: Int

    init(tickets: [RedactedTicket], asOf: Instant?, calendar: TenantCalendar) {
        self.calendar = calendar
        let moments = tickets.compactMap(\.created)
        guard let oldest = moments.min(), let newest = [moments.max(), asOf].compactMap({ $0 }).max() else {
            (labels, unit, first) = ([], .month, 0)
            return
        }
        let start = Self.month(of: calendar.date(of: oldest))
        let end = Self.month(of: calendar.date(of: max(newest, oldest)))
        let unit =
            [Unit.month, .quarter].first { end / $0.rawValue - start / $0.rawValue < Self.maximumSteps } ?? .year
        let first = start / unit.rawValue
        // A single bad date must not draw a thousand columns.
        let last = min(end / unit.rawValue, first + 199)
        self.unit = unit
        self.first = first
        labels = (first...last).map { step in
            switch unit {
            case .month: DateText.shortMonth(year: step / 12, month: step % 12 + 1)
            case .quarter: "\(step / 4) Q\(step % 4 + 1)"
            case .year: "\(step)"
            }
        }
    }

    /// `month`, `quarter` or `year`.
    var unitName: String {
        switch unit {
        case .month: "month"
        case .quarter: "quarter"
        case .year: "year"
        }
    }

    /// How many of the moments fall on each step.
    func counts(_ moments: some Sequence<Instant?>) -> [Int] {
        var counts = [Int](repeating: 0, count: labels.count)
        for case let moment? in moments {
            let step = Self.month(of: calendar.date(of: moment)) / unit.rawValue - first
            if counts.indices.contains(step) { counts[step] += 1 }
        }
        return counts
    }

    private static func month(of date: CivilDate) -> Int { date.year * 12 + date.month - 1 }
}
