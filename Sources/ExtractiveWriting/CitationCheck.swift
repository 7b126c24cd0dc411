public import Domain
public import Retrieval

/// Decides whether claims may be published: every citation must name evidence of this tenant, and every quote must
/// be a substring of that evidence's display text. Claims of any origin pass through here.
public struct CitationCheck: Sendable {
    private let texts: @Sendable (EvidenceID) -> [String]?

    /// - Parameter texts: the display texts of a piece of evidence, `nil` when there is no such evidence.
    public init(texts: @escaping @Sendable (EvidenceID) -> [String]?) { self.texts = texts }

    /// Checks against tickets (subject and body, recorded resolution) and articles (title, body).
    public init(tickets: [TicketID: RedactedTicket], articles: [Article]) {
        let articles = Dictionary(articles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.init { id in
            switch id {
            case .ticket(let id):
                tickets[id].map { [$0.text] + ($0.resolution.map { [$0.display] } ?? []) }
            case .article(let id): articles[id].map { [$0.title, $0.body.display] }
            }
        }
    }

    /// Checks against what an index holds.
    public init(index: EvidenceIndex) {
        self.init { id in index.document(id).map { [$0.title, $0.text] } }
    }

    /// Whether the evidence exists and holds the quote, if there is one.
    public func holds(_ citation: Citation) -> Bool {
        guard let texts = texts(citation.evidence) else { return false }
        guard let quote = citation.quote else { return true }
        return !quote.isEmpty && texts.contains { CitationCheck.contains($0, quote) }
    }

    /// Whether the claim says something, cites something, and all of its citations hold.
    public func holds(_ claim: Claim) -> Bool {
        !claim.text.isEmpty && !claim.citations.isEmpty && claim.citations.allSatisfy { holds($0) }
    }

    /// The claims that hold, and how many did not.
    public func checked(_ claims: [Claim]) -> (kept: [Claim], dropped: Int) {
        let kept = claims.filter { holds($0) }
        return (kept, claims.count - kept.count)
    }

    /// Compares bytes: equality of `Character`s would let a quote differ from what is shown.
    private static func contains(_ text: String, _ quote: String) -> Bool {
        let text = Array(text.utf8)
        let quote = Array(quote.utf8)
        guard let first = quote.first, quote.count <= text.count else { return false }
        for start in 0...(text.count - quote.count) where text[start] == first {
            if text[start..<start + quote.count].elementsEqual(quote) { return true }
        }
        return false
    }
}
