import Domain

extension BookSite {
    /// More members than this stand in the downloads alone.
    private static let memberLimit = 300
    private static let exemplarLimit = 8

    /// One cluster: what it is, how it moves, what resolves it, and its tickets.
    func clusterPage(_ cluster: Cluster) -> Page {
        let members = cluster.members.compactMap { tickets[$0.ticket] }
        var fields = row(cluster)
        fields["membersTotal"] = Figures.count(cluster.members.count, "ticket")
        fields["resolvedIn"] = medianResolution(members) ?? "unknown"
        set("first", members.compactMap(\.created).min(), in: &fields)
        set("founded", cluster.founded, in: &fields)
        fields.set("theme", themes[cluster.theme]?.title)
        fields["themeID"] = cluster.theme.rawValue
        fields["historyFolder"] = SiteAddress.history(cluster.id)
        fields.set(
            "phrases",
            list: cluster.keywords.map { keyword in
                ["phrase": keyword.phrase, "phraseCount": Figures.count(keyword.count, "ticket")]
            })
        fields.set("neighbours", list: cluster.neighbours.compactMap(link))
        fields.set("exemplars", list: cluster.exemplars.prefix(Self.exemplarLimit).compactMap(row))
        fields.set("members", list: cluster.members.prefix(Self.memberLimit).compactMap { row($0.ticket) })
        fields["shownCount"] = Figures.grouped(min(Self.memberLimit, cluster.members.count))
        fields["isCut"] = cluster.members.count > Self.memberLimit
        fields.set("groups", list: duplicateGroups(of: cluster))
        fields["charts"] = clusterCharts(members).map(\.fields)
        setText(SiteAddress.resolution(cluster.id), in: &fields)
        let lede = texts[SiteAddress.resolution(cluster.id)]?.parts.first?.claims.first?.text
        fields.set("lede", lede.map { Excerpt.of($0, limit: 260) })
        return Page(
            folder: SiteAddress.cluster(cluster.id), template: "cluster", title: title(of: cluster.id),
            section: .clusters, trail: [("Clusters", "clusters/")], fields: fields)
    }

    private func clusterCharts(_ members: [RedactedTicket]) -> [ChartSheet] {
        guard !members.isEmpty else { return [] }
        var charts: [ChartSheet] = []
        if members.contains(where: { $0.created != nil }) { charts.append(volumeChart(members, idPrefix: "volume")) }
        if members.contains(where: { $0.state == .open && $0.created != nil }) {
            charts.append(ageingChart(members, idPrefix: "ageing"))
        }
        charts.append(stateChart(members, idPrefix: "status"))
        charts.append(priorityChart(members, idPrefix: "priority"))
        return charts
    }

    /// The middle time from created to resolved.
    private func medianResolution(_ members: [RedactedTicket]) -> String? {
        let times = members.compactMap { ticket -> Int64? in
            guard let created = ticket.created, let resolved = ticket.resolved, created <= resolved else { return nil }
            return resolved.seconds - created.seconds
        }.sorted()
        return times.isEmpty ? nil : Figures.duration(seconds: times[times.count / 2])
    }

    private func duplicateGroups(of cluster: Cluster) -> [Fields] {
        var seen: Set<TicketID> = []
        var groups: [Fields] = []
        for member in cluster.members where seen.insert(member.ticket).inserted {
            guard let others = duplicates[member.ticket], let first = row(member.ticket) else { continue }
            seen.formUnion(others)
            var group: Fields = ["firstID": member.ticket.rawValue, "firstFolder": first["folder"] ?? ""]
            group.set("copies", list: others.prefix(12).compactMap(row))
            groups.append(group)
            if groups.count == 20 { break }
        }
        return groups
    }

    /// The published text of a page: its parts, its evidence, who wrote it and what is signed.
    func setText(_ path: String, in fields: inout Fields) {
        fields["hasText"] = texts[path] != nil
        guard let text = texts[path] else { return }
        fields["parts"] = text.parts.map { part in
            var section: Fields = ["heading": part.heading, "absence": part.absence]
            section.set(
                "claims",
                list: part.claims.map { claim in
                    ["claim": claim.text, "numbers": claim.numbers.map { ["number": String($0)] as Fields }]
                })
            return section
        }
        fields.set(
            "evidence", list: text.sheet.evidence.enumerated().map { evidence($1, number: $0 + 1) })
        fields["origin"] = text.notice
        fields.set("delay", delay(text.subject)?.notice)
        fields.set(
            "dropped",
            text.dropped == 0
                ? nil : "\(Figures.count(text.dropped, "sentence")) left out: a citation did not lead to evidence.")
        fields["sha256"] = ContentDigest.of(text.bytes).hex
        fields["generation"] = String(book.generations[path] ?? 1)
        fields["publishedPath"] = path
        fields["publishedName"] = String(path.split(separator: "/").last ?? "")
        fields["tenantID"] = book.tenant.id.rawValue
        fields.set("automation", automation(path))
        setReview(path, in: &fields)
        setPanel(path, in: &fields)
    }

    /// Why a model has not written a text, though one is configured.
    private func delay(_ subject: PublishedText.Subject) -> WritingDelay? {
        switch subject {
        case .resolution(let id): book.resolutions[id]?.delay
        case .answer(let id): book.assessments.first { $0.question.id == id }?.delay
        }
    }

    private func automation(_ path: String) -> String? {
        guard case .resolution(let id)? = texts[path]?.subject, let resolution = book.resolutions[id] else {
            return nil
        }
        switch resolution.automationPotential {
        case .none: return "none"
        case .partial: return "partial"
        case .full: return "full"
        case .unknown: return "not known"
        }
    }

    private func evidence(_ entry: ClaimSheet.Entry, number: Int) -> Fields {
        var fields: Fields = ["number": String(number)]
        switch entry.id {
        case .ticket(let id):
            // An approved text may outlive its evidence: what is gone leads to the list.
            fields["kind"] = "Ticket"
            fields["evidenceFolder"] = tickets[id] == nil ? "tickets/" : folder(of: id)
            fields["name"] = id.rawValue
            fields["about"] = tickets[id] == nil ? "no longer here" : subject(of: id)
        case .article(let id):
            fields["kind"] = "Article"
            fields["evidenceFolder"] = articles[id] == nil ? "knowledge/" : SiteAddress.article(id)
            fields["name"] = id.rawValue
            fields["about"] = articles[id]?.title ?? "no longer here"
        }
        fields.set("quotes", list: entry.quotes.map { ["quote": $0] })
        return fields
    }
}
