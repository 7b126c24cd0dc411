/// Where personal data stood in a text.
public struct RedactionSpan: Sendable, Hashable, Codable {
    /// The first code point of it, counted from 0 in the text as it was given.
    public let start: Int
    /// The code point after its last.
    public let end: Int
    public let type: EntityType

    public init(start: Int, end: Int, type: EntityType) {
        self.start = start
        self.end = end
        self.type = type
    }
}
