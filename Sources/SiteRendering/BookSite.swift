import Domain

/// A book with everything that its pages look up, worked out once.
struct BookSite: Sendable {
    let book: Book
    let tickets: [TicketID: RedactedTicket]
    /// What every list says of a ticket, worked out once: lists name a ticket many times.
    private let lines: [TicketID: TicketLine]
    let clusters: [ClusterID: Cluster]
    let articles: [ArticleID: Article]
    /// The cluster of a ticket and how firmly it belongs.
    let memberships: [TicketID: (cluster: ClusterID, strength: Float)]
    /// The other tickets that say the same.
    let duplicates: [TicketID: [TicketID]]
    /// Texts whose claims rest on a piece of evidence, in the order of clusters and questions.
    let citedBy: [EvidenceID: [Citer]]
    let themes: [ThemeID: Theme]
    /// The events of each cluster and question, oldest first.
    let eventsOf: [EventSubject: [BookEvent]]
    let timeline: Timeline
    let months: [TicketMonth]
    let texts: [String: PublishedText]
    let manual: [ManualPage]
    let reviews: ReviewPlace

    /// What an event of the ledger is about.
    enum EventSubject: Hashable, Sendable {
        case cluster(ClusterID)
        case question(QuestionID)
    }

    /// A published text that cites something.
    struct Citer: Sendable, Hashable {
        let title: String
        let folder: String
    }

    init(_ book: Book, manual: [ManualPage], reviews: ReviewPlace? = nil) {
        self.book = book
        self.manual = manual
        let tenant = book.tenant.id.rawValue
        self.reviews = reviews ?? ReviewPlace(tenant: tenant, folder: "tenants/\(tenant)")
        tickets = Dictionary(book.tickets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let calendar = book.tenant.calendar
        lines = tickets.mapValues { TicketLine($0, calendar: calendar) }
        clusters = Dictionary(book.clusters.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        articles = Dictionary(book.articles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        themes = Dictionary(book.themes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var memberships: [TicketID: (cluster: ClusterID, strength: Float)] = [:]
        for cluster in book.clusters {
            for member in cluster.members { memberships[member.ticket] = (cluster.id, member.strength) }
        }
        self.memberships = memberships
        var duplicates: [TicketID: [TicketID]] = [:]
        for group in book.duplicates {
            for ticket in group { duplicates[ticket] = group.filter { $0 != ticket } }
        }
        self.duplicates = duplicates
        var eventsOf: [EventSubject: [BookEvent]] = [:]
        for event in book.history {
            if let id = event.cluster { eventsOf[.cluster(id), default: []].append(event) }
            if let id = event.question { eventsOf[.question(id), default: []].append(event) }
        }
        self.eventsOf = eventsOf
        timeline = Timeline(tickets: book.tickets, asOf: book.asOf, calendar: book.tenant.calendar)
        months = TicketMonth.all(of: book.tickets, calendar: book.tenant.calendar)
        let known = KnownEvidence(tickets: tickets, articles: articles)
        let texts = PublishedText.all(of: book, known: known)
        self.texts = Dictionary(texts.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        citedBy = Self.citers(of: texts)
    }

    private static func citers(of texts: [PublishedText]) -> [EvidenceID: [Citer]] {
        var citers: [EvidenceID: [Citer]] = [:]
        for text in texts {
            for entry in text.sheet.evidence {
                citers[entry.id, default: []].append(Citer(title: text.title, folder: text.folder))
            }
        }
        return citers
    }

    // MARK: Names

    var calendar: TenantCalendar { book.tenant.calendar }

    /// What a cluster is called: its resolution's title, else its best phrases.
    func title(of id: ClusterID) -> String {
        if let resolution = book.resolutions[id], !resolution.title.isEmpty { return resolution.title }
        let phrases = clusters[id]?.keywords.prefix(3).map(\.phrase) ?? []
        return phrases.isEmpty ? id.rawValue : phrases.joined(separator: ", ")
    }

    /// On one line, at most 160 characters.
    func subject(of ticket: TicketID) -> String { lines[ticket]?.subject ?? ticket.rawValue }

    func folder(of ticket: TicketID) -> String { lines[ticket]?.folder ?? SiteAddress.ticket(slug: ticket.slug) }

    // MARK: Common fields

    /// `day` (`2026-05-30`), `longDay` and `machineDay` of a moment, with the flag `has_day`.
    func set(_ key: String, _ instant: Instant?, in fields: inout Fields) {
        let date = instant.map { calendar.date(of: $0) }
        fields.set(key, date?.description)
        fields[key + "_long"] = date.map(DateText.long) ?? ""
    }

    /// One row of a list of tickets.
    func row(_ id: TicketID) -> Fields? {
        guard let ticket = tickets[id] else { return nil }
        var fields: Fields = [
            "folder": folder(of: id), "id": id.rawValue, "subject": subject(of: id),
            "state": ticket.state.rawValue, "stateLabel": ticket.state == .open ? "Open" : "Closed",
        ]
        fields.set("created", lines[id]?.created?.description)
        fields.set("product", ticket.product?.display)
        setPriority(ticket.priority, in: &fields)
        let membership = memberships[id]
        fields.set("cluster", membership.map { title(of: $0.cluster) })
        fields["clusterFolder"] = membership.map { SiteAddress.cluster($0.cluster) } ?? ""
        fields.set("strength", membership.map { Self.percentage($0.strength) })
        fields.set("hold", membership.map { Self.hold($0.strength) })
        fields["strengthValue"] = membership.map { Self.decimal($0.strength) } ?? "0"
        return fields
    }

    func setPriority(_ priority: Priority?, in fields: inout Fields) {
        fields.set("priority", priority?.label)
        fields["level"] = priority?.level.rawValue ?? "unset"
        fields["rank"] = String(priority?.level.rank ?? Priority.Level.unset.rank)
    }

    /// One row of a list of clusters.
    func row(_ cluster: Cluster) -> Fields {
        let members = cluster.members.compactMap { tickets[$0.ticket] }
        let open = members.count { $0.state == .open }
        let resolution = book.resolutions[cluster.id]
        let name = title(of: cluster.id)
        var fields: Fields = [
            "folder": SiteAddress.cluster(cluster.id), "id": cluster.id.rawValue, "title": name,
            "count": Figures.grouped(cluster.members.count), "countValue": String(cluster.members.count),
            "share": Figures.percent(cluster.members.count, of: book.tickets.count),
            "open": Figures.grouped(open), "openValue": String(open),
            "theme": themes[cluster.theme]?.title ?? "",
            "spark": Charts.sparkline(
                timeline.counts(members.map(\.created)), title: "Tickets per \(timeline.unitName): \(name)"),
        ]
        setTrend(cluster.trend, in: &fields)
        fields.set("severity", resolution?.severity.rawValue)
        fields.set("keywords", cluster.keywords.prefix(4).map(\.phrase).joined(separator: ", "))
        let last = members.compactMap(\.created).max()
        set("last", last, in: &fields)
        return fields
    }

    func setTrend(_ trend: Trend, in fields: inout Fields) {
        fields["trend"] = trend.kind.rawValue
        fields["trendLabel"] =
            switch trend.kind {
            case .new: "New"
            case .spiking: "Spiking"
            case .steady: "Steady"
            case .fading: "Fading"
            case .unknown: "Too few dates"
            }
        fields["recent"] = Figures.grouped(trend.recent)
        fields["recentValue"] = String(trend.recent)
        fields["expected"] = Figures.decimal(trend.expected)
    }

    /// A link to a cluster that lives.
    func link(_ id: ClusterID) -> Fields? {
        guard let cluster = clusters[id] else { return nil }
        return [
            "folder": SiteAddress.cluster(id), "id": id.rawValue, "title": title(of: id),
            "count": Figures.count(cluster.members.count, "ticket"),
        ]
    }

    static func percentage(_ strength: Float) -> String {
        strength.isFinite ? "\(Int((min(max(strength, 0), 1) * 100).rounded()))%" : "0%"
    }

    /// The strength in a word: unlike a number it does not change with every new ticket elsewhere, so a ticket's
    /// page stays as it is.
    static func hold(_ strength: Float) -> String {
        strength >= 0.65 ? "firmly" : strength >= 0.4 ? "fairly" : "loosely"
    }

    static func decimal(_ strength: Float) -> String {
        guard strength.isFinite else { return "0" }
        let hundredths = Int((min(max(strength, 0), 1) * 100).rounded())
        return hundredths == 100 ? "1" : "0.\(hundredths < 10 ? "0" : "")\(hundredths)"
    }
}
