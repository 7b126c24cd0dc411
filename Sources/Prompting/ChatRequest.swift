public import Domain

/// One turn of a conversation.
public struct ChatMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Codable {
        /// The program's own instructions.
        case system
        /// What the program gives the model to work on.
        case user
        /// What the model answered before, when it is asked to mend it.
        case assistant
    }

    public let role: Role
    public let content: PromptText

    public init(_ role: Role, _ content: PromptText) {
        self.role = role
        self.content = content
    }

    /// A reply of the model, given back to it. The model knows it already.
    public static func earlierReply(_ text: String) -> ChatMessage {
        ChatMessage(.assistant, PromptText(authored: text))
    }
}

/// What a model is asked, whichever provider runs it.
public struct ChatRequest: Sendable, Hashable {
    /// System messages first.
    public var messages: [ChatMessage]
    /// The form that the reply must have; `nil` for free text.
    public var format: ReplyFormat?
    /// The longest reply, in tokens.
    public var longestReply: Int
    /// `nil` for the model's own; some models refuse any other.
    public var temperature: Double?

    public init(
        _ messages: [ChatMessage], format: ReplyFormat? = nil, longestReply: Int = 2_048, temperature: Double? = 0
    ) {
        self.messages = messages
        self.format = format
        self.longestReply = longestReply
        self.temperature = temperature
    }

    /// The key of the reply: everything that decides it but the model. A temperature of -0 is one of 0.
    public var digest: ContentDigest {
        .of(
            fields: ["chat-request/1", String(longestReply), temperature.map { String($0 + 0) } ?? ""]
                + [format?.name ?? "", format?.schema.canonicalText ?? ""]
                + messages.flatMap { [$0.role.rawValue, $0.content.text] })
    }

    /// Tokens that the call uses at most, as far as one can tell before.
    public var estimate: TokenUsage {
        let texts = messages.map(\.content.text) + [format?.schema.canonicalText ?? ""]
        // Each message is set between marks of its own.
        let input = texts.reduce(3) { $0 + TokenEstimate.tokens(in: $1) } + 4 * messages.count
        return TokenUsage(input: input, output: longestReply, isEstimated: true)
    }

    /// Tokens that the call cannot pass, whatever the model's tokenizer: a token is a byte at least. What budgets
    /// reserve.
    public var ceiling: TokenUsage {
        let texts = messages.map(\.content.text) + [format?.schema.canonicalText ?? "", format?.purpose ?? ""]
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        // Providers set marks of their own around messages and tools.
        return TokenUsage(input: bytes + 64 * (messages.count + 8), output: longestReply, isEstimated: true)
    }
}
