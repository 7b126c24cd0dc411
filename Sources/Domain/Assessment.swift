/// The key of a standing question: its file name without `.yaml`, `[a-z0-9-]`.
public struct QuestionID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    public let rawValue: String

    /// Returns `nil` unless the text is 1 to 100 characters of `[a-z0-9-]`, not beginning with `-`.
    public init?(_ rawValue: String) {
        guard ArticleID(rawValue) != nil else { return nil }
        self.rawValue = rawValue
    }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }

    public static func < (left: QuestionID, right: QuestionID) -> Bool { left.rawValue < right.rawValue }
}

/// A standing question of a tenant.
public struct Question: Sendable, Hashable, Codable {
    public let id: QuestionID
    public let text: String
    /// Why it is asked, shown with it.
    public let context: String?
    /// Only tickets of this product, when set.
    public let product: String?

    public init(id: QuestionID, text: String, context: String? = nil, product: String? = nil) {
        self.id = id
        self.text = text
        self.context = context
        self.product = product
    }
}

/// The grounded answer to a standing question, or an abstention.
public struct Assessment: Sendable, Hashable, Codable {
    public enum Outcome: Sendable, Hashable, Codable {
        case answered([Claim])
        /// Too little evidence. `missing` says in one sentence what would be needed.
        case abstained(missing: String)
    }

    public let question: Question
    public var outcome: Outcome
    /// What retrieval ranked, best first, whether cited or not; at most 20.
    public let evidence: [RankedEvidence]
    public let origin: TextOrigin
    public let droppedClaims: Int
    /// Why the answer is extractive although a model is configured; `nil` when it is what was asked for.
    public var delay: WritingDelay?

    public init(
        question: Question, outcome: Outcome, evidence: [RankedEvidence], origin: TextOrigin, droppedClaims: Int,
        delay: WritingDelay? = nil
    ) {
        self.question = question
        self.outcome = outcome
        self.evidence = evidence
        self.origin = origin
        self.droppedClaims = droppedClaims
        self.delay = delay
    }
}

/// One hit of retrieval.
public struct RankedEvidence: Sendable, Hashable, Codable {
    public let evidence: EvidenceID
    /// Higher is better; comparable within one query only.
    public let score: Double
    /// The best passage for the query, as displayed.
    public let passage: String

    public init(evidence: EvidenceID, score: Double, passage: String) {
        self.evidence = evidence
        self.score = score
        self.passage = passage
    }
}
