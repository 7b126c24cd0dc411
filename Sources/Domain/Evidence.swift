/// What a claim can rest on, within one tenant.
public enum EvidenceID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    case ticket(TicketID)
    case article(ArticleID)

    /// `ticket:HADOOP-1`, `article:vpn-setup`.
    public var description: String {
        switch self {
        case .ticket(let id): "ticket:\(id)"
        case .article(let id): "article:\(id)"
        }
    }

    /// Articles first, then tickets, each in order of id.
    public static func < (left: EvidenceID, right: EvidenceID) -> Bool {
        switch (left, right) {
        case (.article(let a), .article(let b)): a < b
        case (.ticket(let a), .ticket(let b)): a < b
        case (.article, .ticket): true
        case (.ticket, .article): false
        }
    }
}

/// A pointer from a claim to its evidence.
public struct Citation: Hashable, Sendable, Codable {
    public let evidence: EvidenceID
    /// The passage relied on, as displayed; a substring of the evidence's display text.
    public let quote: String?

    public init(evidence: EvidenceID, quote: String? = nil) {
        self.evidence = evidence
        self.quote = quote
    }
}

/// One sentence that is published, with what it rests on.
public struct Claim: Hashable, Sendable, Codable {
    /// Plain text: never markup.
    public let text: String
    /// At least one; a claim without a citation is not published.
    public let citations: [Citation]

    public init(text: String, citations: [Citation]) {
        self.text = text
        self.citations = citations
    }
}

/// Who wrote a text.
public enum TextOrigin: Hashable, Sendable, Codable {
    /// Sentences chosen from tickets and articles; no language model took part.
    case extractive
    /// A model, by provider and name.
    case model(String)
}
