public import Domain
import Retrieval

/// Writes the text of each cluster from its members alone: every sentence is one that a ticket or article holds, or a
/// count, and is cited. No language model takes part.
public struct ResolutionWriter: Sendable {
    /// Changes when the rules change, so that stored texts are not taken for texts of these rules.
    public static let version = "extractive/3"

    /// Exemplars whose bodies are read for sentences: what more of them say repeats these.
    private static let readingLimit = 32

    private let tickets: [TicketID: RedactedTicket]
    private let articles: EvidenceIndex
    private let calendar: TenantCalendar
    private let repeats: Set<TicketID>
    private let check: CitationCheck
    private let isSilenced: @Sendable (String) -> Bool

    /// - Parameters:
    ///   - tickets: the tenant's tickets.
    ///   - articles: the tenant's knowledge base; a fix is taken from it where no ticket tells one.
    ///   - duplicates: groups of equal tickets, first the one that stands for all.
    ///   - calendar: says on which days the counted tickets fall.
    ///   - isSilenced: whether a ticket's text is not to be quoted, because it speaks to programs; it is counted.
    public init(
        tickets: [TicketID: RedactedTicket], articles: [Article] = [], duplicates: [[TicketID]] = [],
        calendar: TenantCalendar = .utc, isSilenced: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.isSilenced = isSilenced
        self.tickets = tickets
        self.articles = EvidenceIndex(documents: articles.map { EvidenceDocument($0) })
        self.calendar = calendar
        repeats = Set(duplicates.flatMap { $0.dropFirst() })
        check = CitationCheck(tickets: tickets, articles: articles)
    }

    /// A resolution for each cluster; titles are unique among them. The order of `clusters` does not matter.
    public func write(_ clusters: [Cluster]) -> [ClusterID: Resolution] {
        let clusters = clusters.sorted { $0.id < $1.id }
        let clustered = clusters.reduce(0) { $0 + $1.members.count }
        var reader = ProseReader()
        let profiles = ClusterProfiles(clusters: clusters, tickets: tickets, reader: &reader).profiles
        let quotable = quotable(clusters)
        let writer = TitleWriter(tickets: quotable)
        let drafts = zip(clusters, profiles).map { writer.title(of: $0, profile: $1, reader: &reader) }
        let titles = TitleDistinction(writer: writer).distinct(drafts, clusters: clusters)
        let boilerplate = Boilerplate.sentences(in: clusters, tickets: tickets, reader: &reader)
        var resolutions: [ClusterID: Resolution] = [:]
        for (index, cluster) in clusters.enumerated() {
            resolutions[cluster.id] = resolution(
                of: cluster, title: titles[index], profile: profiles[index], boilerplate: boilerplate,
                clustered: clustered, quotable: quotable, reader: &reader)
        }
        return resolutions
    }

    /// The resolutions with titles unique among them: those of several writers may be equal.
    public static func distinctTitles(
        _ resolutions: [ClusterID: Resolution], clusters: [Cluster], tickets: [RedactedTicket]
    ) -> [ClusterID: Resolution] {
        let clusters = clusters.filter { resolutions[$0.id] != nil }.sorted { $0.id < $1.id }
        let titles = clusters.compactMap { resolutions[$0.id]?.title }
        let writer = TitleWriter(tickets: Dictionary(uniqueKeysWithValues: tickets.map { ($0.id, $0) }))
        let distinct = TitleDistinction(writer: writer).distinct(titles, clusters: clusters)
        var result = resolutions
        for (cluster, title) in zip(clusters, distinct) { result[cluster.id]?.title = title }
        return result
    }

    /// The tickets without those among the central ones whose words are not to be repeated.
    private func quotable(_ clusters: [Cluster]) -> [TicketID: RedactedTicket] {
        var quotable = tickets
        for id in clusters.lazy.flatMap(\.exemplars) {
            guard let ticket = tickets[id] else { continue }
            if isSilenced(ticket.text + "\n" + (ticket.resolution?.display ?? "")) { quotable[id] = nil }
        }
        return quotable
    }

    private func resolution(
        of cluster: Cluster, title: String, profile: ClusterProfile, boilerplate: Set<String>, clustered: Int,
        quotable: [TicketID: RedactedTicket], reader: inout ProseReader
    ) -> Resolution {
        let members = cluster.members.compactMap { tickets[$0.ticket] }
        var sentences: [TicketID: [ProseSentence]] = [:]
        for id in cluster.exemplars.prefix(ResolutionWriter.readingLimit) {
            guard let ticket = quotable[id] else { continue }
            sentences[id] = reader.read(ticket.body.display, evidence: .ticket(id))
        }
        let fixes = RecordedFixes(cluster: cluster, tickets: quotable, reader: &reader)
        let duplicates = cluster.members.filter { repeats.contains($0.ticket) }.count
        let summary = check.checked(
            SummaryWriter(tickets: tickets, quotable: quotable, calendar: calendar).claims(
                for: cluster, profile: profile, sentences: sentences, boilerplate: boilerplate,
                duplicates: duplicates))
        let cause = check.checked(
            CauseFinder().claims(
                for: cluster, profile: profile, sentences: sentences, resolutions: fixes.sentences))
        let fix = check.checked(
            FixFinder(articles: articles).claims(
                for: cluster, title: title, profile: profile, fixes: fixes, sentences: sentences, reader: &reader))
        return Resolution(
            cluster: cluster.id, title: title, summary: summary.kept, rootCause: cause.kept,
            recommendedFix: fix.kept, automationPotential: Ratings.automation(fixes),
            severity: Ratings.severity(members: members, clustered: clustered), origin: .extractive,
            droppedClaims: summary.dropped + cause.dropped + fix.dropped)
    }
}
