import Domain

/// Charts that the dashboard and the pages of clusters share.
extension BookSite {
    /// Tickets created over time, by whether they are still open.
    func volumeChart(_ tickets: [RedactedTicket], idPrefix: String) -> ChartSheet {
        let open = timeline.counts(tickets.filter { $0.state == .open }.map(\.created))
        let closed = timeline.counts(tickets.filter { $0.state == .closed }.map(\.created))
        let heading = "Tickets created per \(timeline.unitName)"
        let undated = tickets.count { $0.created == nil }
        return ChartSheet(
            title: heading,
            note: undated > 0
                ? "Without \(Figures.count(undated, "ticket")) that \(undated == 1 ? "has" : "have") no date." : nil,
            svg: Charts.columns(
                [
                    ChartSeries(name: "Closed", values: closed.map(Double.init), style: "closed"),
                    ChartSeries(name: "Open", values: open.map(Double.init), style: "open"),
                ], labels: timeline.labels, title: heading, idPrefix: idPrefix),
            head: [timeline.unitName.capitalizedFirst, "Closed", "Open"],
            rows: timeline.labels.indices.map { index in
                [timeline.labels[index], Figures.grouped(closed[index]), Figures.grouped(open[index])]
            })
    }

    /// Open against closed.
    func stateChart(_ tickets: [RedactedTicket], idPrefix: String) -> ChartSheet {
        let open = tickets.count { $0.state == .open }
        return shareChart(
            "Status", [("Closed", tickets.count - open, "closed"), ("Open", open, "open")], idPrefix: idPrefix)
    }

    /// Tickets by level of urgency, most urgent first; levels that nobody uses are left out.
    func priorityChart(_ tickets: [RedactedTicket], idPrefix: String) -> ChartSheet {
        var counts: [Priority.Level: Int] = [:]
        for ticket in tickets { counts[ticket.priority?.level ?? .unset, default: 0] += 1 }
        let parts = Priority.Level.allCases.compactMap { level -> (String, Int, String)? in
            guard let count = counts[level] else { return nil }
            return (
                level == .unset ? "Not set" : level.rawValue.capitalizedFirst, count,
                level == .unset ? "unknown" : level.rawValue
            )
        }
        return shareChart("Priority", parts, idPrefix: idPrefix)
    }

    /// How long the open tickets have waited as of the data.
    func ageingChart(_ tickets: [RedactedTicket], idPrefix: String) -> ChartSheet {
        let counts = Ageing.counts(tickets, asOf: book.asOf)
        let items = zip(Ageing.steps, counts).map { step, count in
            (label: step.label, value: Double(count), note: Figures.grouped(count))
        }
        let heading = "Age of open tickets"
        return ChartSheet(
            title: heading, svg: Charts.horizontalBars(items, title: heading, idPrefix: idPrefix),
            head: ["Age", "Open tickets"], rows: items.map { [$0.label, $0.note] })
    }

    private func shareChart(_ heading: String, _ parts: [(String, Int, String)], idPrefix: String) -> ChartSheet {
        let total = parts.reduce(0) { $0 + $1.1 }
        return ChartSheet(
            title: heading,
            svg: Charts.share(
                parts.map { (label: $0.0, value: $0.1, style: $0.2) }, title: heading, idPrefix: idPrefix),
            head: [heading, "Tickets", "Share"],
            rows: parts.map { [$0.0, Figures.grouped($0.1), Figures.percent($0.1, of: total)] })
    }
}

extension String {
    /// With its first ASCII letter in upper case.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
