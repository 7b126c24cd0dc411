import Domain

extension BookSite {
    /// The first page: where the load comes from, how it moves, what waits.
    func dashboardPage() -> Page {
        let open = book.tickets.count { $0.state == .open }
        var fields: Fields = [
            "ticketCount": Figures.grouped(book.tickets.count),
            "clusterCount": Figures.grouped(book.clusters.count),
            "themeCount": Figures.count(book.themes.count, "theme"),
            "openCount": Figures.grouped(open),
            "openShare": Figures.percent(open, of: book.tickets.count),
            "clusteredShare": Figures.percent(memberships.count, of: book.tickets.count),
            "unusualCount": Figures.grouped(book.unusual.count),
            "hasTickets": !book.tickets.isEmpty, "hasClusters": !book.clusters.isEmpty,
        ]
        set("asOf", book.asOf, in: &fields)
        fields.set("noticeText", book.facts.chatModel == nil ? TextOrigin.extractive.dashboardNotice : nil)
        setConcentration(in: &fields)
        setMovement(in: &fields)
        setGaps(in: &fields)
        fields["charts"] = dashboardCharts().map(\.fields)
        fields.set("events", list: latestEvents().prefix(8).map(eventFields))
        fields.set("notes", list: book.facts.notes.map { ["note": $0] })
        return Page(folder: "", template: "dashboard", title: book.tenant.name, section: .dashboard, fields: fields)
    }

    /// Which few problems cause most of the work.
    private func setConcentration(in fields: inout Fields) {
        let top = book.clusters.prefix(10)
        let inTop = top.reduce(0) { $0 + $1.members.count }
        fields.set(
            "top",
            list: top.enumerated().map { index, cluster in
                var row = row(cluster)
                row["place"] = String(index + 1)
                return row
            })
        fields["topCount"] = Figures.grouped(top.count)
        fields["isTopNews"] = top.count > 1 && book.clusters.count > top.count
        fields["topShare"] = Figures.percent(inTop, of: book.tickets.count)
        var sum = 0
        let half = book.clusters.firstIndex { cluster in
            sum += cluster.members.count
            return sum * 2 >= book.tickets.count
        }
        fields.set("half", half.map { Figures.count($0 + 1, "problem") })
        fields["halfVerb"] = half == 0 ? "causes" : "cause"
    }

    private func setMovement(in fields: inout Fields) {
        let moving = book.clusters.filter { $0.trend.kind == .spiking || $0.trend.kind == .new }
        let sorted = moving.sorted { left, right in
            let a = Double(left.trend.recent) - left.trend.expected
            let b = Double(right.trend.recent) - right.trend.expected
            return a != b ? a > b : left.id < right.id
        }
        fields.set("rising", list: sorted.prefix(6).map(row))
        let fading = book.clusters.filter { $0.trend.kind == .fading }
        fields.set("fading", list: fading.prefix(4).map(row))
        fields["risingCount"] = Figures.grouped(moving.count)
    }

    private func setGaps(in fields: inout Fields) {
        let gaps = knowledgeGaps()
        fields.set("gaps", list: Array(gaps.prefix(6)))
        fields["gapCount"] = Figures.grouped(gaps.count)
        fields["moreGaps"] = gaps.count > 6
    }

    /// Questions without an answer, then clusters whose evidence tells no fix, largest first.
    func knowledgeGaps() -> [Fields] {
        let questions = book.assessments.compactMap { assessment -> Fields? in
            guard case .abstained(let missing) = assessment.outcome else { return nil }
            return [
                "folder": SiteAddress.assessment(assessment.question.id), "title": assessment.question.text,
                "kind": "Question", "reason": missing,
            ]
        }
        let clusters = book.clusters.compactMap { cluster -> Fields? in
            guard let text = texts[SiteAddress.resolution(cluster.id)], text.parts.last?.claims.isEmpty == true
            else { return nil }
            return [
                "folder": SiteAddress.cluster(cluster.id), "title": title(of: cluster.id), "kind": "Cluster",
                "reason": "No fix is recorded for \(Figures.count(cluster.members.count, "ticket")).",
            ]
        }
        return questions + clusters
    }

    private func dashboardCharts() -> [ChartSheet] {
        guard !book.tickets.isEmpty else { return [] }
        var charts: [ChartSheet] = []
        if !timeline.labels.isEmpty { charts.append(volumeChart(book.tickets, idPrefix: "volume")) }
        if !book.clusters.isEmpty { charts.append(paretoChart()) }
        if book.tickets.contains(where: { $0.state == .open && $0.created != nil }) {
            charts.append(ageingChart(book.tickets, idPrefix: "ageing"))
        }
        charts.append(priorityChart(book.tickets, idPrefix: "priority"))
        return charts
    }

    private func paretoChart() -> ChartSheet {
        let shown = book.clusters.prefix(30)
        let items = shown.map { (label: title(of: $0.id), value: $0.members.count) }
        var sum = 0
        let rows = items.map { item in
            sum += item.value
            return [item.label, Figures.grouped(item.value), Figures.percent(sum, of: book.tickets.count)]
        }
        let heading = "Share of tickets, largest clusters first"
        return ChartSheet(
            title: heading,
            note: book.clusters.count > shown.count ? "The 30 largest of \(book.clusters.count) clusters." : nil,
            svg: Charts.pareto(items, total: book.tickets.count, title: heading, idPrefix: "pareto"),
            head: ["Cluster", "Tickets", "Running share"], rows: rows)
    }
}

extension TextOrigin {
    /// What the dashboard says of texts that no model wrote.
    var dashboardNotice: String {
        "No language model wrote these pages: titles, summaries and fixes are sentences taken from tickets and "
            + "articles, each with its citation."
    }
}
