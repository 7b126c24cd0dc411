/// The key of a knowledge article: its file name without `.md`, `[a-z0-9-]`.
public struct ArticleID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    public let rawValue: String

    /// Returns `nil` unless the text is 1 to 100 characters of `[a-z0-9-]`, not beginning with `-`.
    public init?(_ rawValue: String) {
        guard (1...100).contains(rawValue.utf8.count), rawValue.utf8.first != 0x2D,
            rawValue.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
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

    public static func < (left: ArticleID, right: ArticleID) -> Bool { left.rawValue < right.rawValue }
}

/// An entry of the knowledge base.
public struct Article: Sendable, Hashable, Codable {
    public let id: ArticleID
    public let title: String
    /// Markdown, redacted like a ticket.
    public let body: RedactedText
    /// From the front matter; trimmed, unique, sorted.
    public let labels: [String]
    public let product: String?
    /// From the front matter.
    public let updated: Instant?
    /// Who signed it, for an approved text or a correction; `nil` for an article of the tenant's own.
    public let provenance: Provenance?

    public init(
        id: ArticleID, title: String, body: RedactedText, labels: [String], product: String?, updated: Instant?,
        provenance: Provenance? = nil
    ) {
        self.id = id
        self.title = title
        self.body = body
        self.labels = labels
        self.product = product
        self.updated = updated
        self.provenance = provenance
    }
}
