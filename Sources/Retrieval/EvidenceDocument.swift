public import Domain

/// Something that can be found and cited: a ticket or a knowledge article, as displayed.
public struct EvidenceDocument: Sendable, Hashable {
    public let id: EvidenceID
    public let title: String
    /// The display text that passages and quotes are taken from. May begin with the title.
    public let text: String
    public let product: String?
    /// When the ticket was created or the article updated.
    public let date: Instant?
    /// `nil` for articles.
    public let state: TicketState?
    /// By how much its scores count: 1 unless people signed it.
    public let weight: Double

    public init(
        id: EvidenceID, title: String, text: String, product: String? = nil, date: Instant? = nil,
        state: TicketState? = nil, weight: Double = 1
    ) {
        self.id = id
        self.title = title
        self.text = text
        self.product = product
        self.date = date
        self.state = state
        self.weight = weight
    }

    /// A ticket: subject, body and, when somebody recorded one in words, the resolution, a line each.
    /// A one-word code such as `Fixed` is no evidence of anything and stays out.
    public init(_ ticket: RedactedTicket) {
        var text = ticket.text
        if let resolution = ticket.resolution?.display.trimmedWhitespace,
            resolution.utf8.contains(0x20), resolution.utf8.count >= 12
        {
            text += (text.isEmpty ? "" : "\n") + resolution
        }
        self.init(
            id: .ticket(ticket.id), title: ticket.subject.display, text: text, product: ticket.product?.display,
            date: ticket.created, state: ticket.state)
    }

    /// A knowledge article, its Markdown as written.
    public init(_ article: Article) {
        self.init(
            id: .article(article.id), title: article.title, text: article.body.display, product: article.product,
            date: article.updated, weight: article.provenance.map(EvidenceDocument.weight) ?? 1)
    }

    /// What people signed outranks what nobody looked at; ratings raise or lower that by at most a fifth.
    private static func weight(of provenance: Provenance) -> Double {
        1.4 * (1 + 0.05 * Double(min(max(provenance.rating, -4), 4)))
    }
}
