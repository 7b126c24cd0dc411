public import Domain

/// Text that may be sent to a model: written in the program or its templates, or redacted. A plain `String` does not
/// become one by interpolation, so ticket text reaches a prompt redacted or not at all.
///
///     "Ticket \(id): \(ticket.subject)"
public struct PromptText: Sendable, Hashable, ExpressibleByStringInterpolation {
    public private(set) var text: String

    public init(stringLiteral value: String) { text = value }

    public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    /// Text of the program itself or of a person who is asked to write for the model: a template, a question, a
    /// reviewer's comment.
    public init(authored text: String) { self.text = text }

    /// Redacted text in the form that prompts show, `[email]`.
    public init(_ redacted: RedactedText) { text = redacted.display }

    public static func + (left: PromptText, right: PromptText) -> PromptText {
        PromptText(authored: left.text + right.text)
    }

    public static func += (left: inout PromptText, right: PromptText) { left.text += right.text }

    /// Takes what may stand in a prompt and no more.
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        public mutating func appendLiteral(_ literal: String) { text += literal }
        public mutating func appendInterpolation(_ redacted: RedactedText) { text += redacted.display }
        public mutating func appendInterpolation(_ prompt: PromptText) { text += prompt.text }
        public mutating func appendInterpolation(_ number: Int) { text += String(number) }
        public mutating func appendInterpolation(authored: String) { text += authored }
    }
}
