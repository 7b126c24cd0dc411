public import Domain

/// A model that answers in words.
public protocol ChatModel: Sendable {
    var identity: ModelIdentity { get }

    /// Asks once. Where a retry costs nothing it is made; an answer that was lost and may have been billed is a
    /// failure of kind `ambiguous`.
    ///
    /// - Returns: a reply that is whole, and keeps the request's format if it has one.
    func reply(to request: ChatRequest) async throws(ModelFailure) -> ChatReply
}

/// What a model answered.
public struct ChatReply: Sendable, Hashable {
    /// As the model wrote it: hostile data.
    public let text: String
    /// The text as JSON, when the request has a format: it keeps the format's schema.
    public let json: JSONValue?
    public let usage: TokenUsage
    /// What the provider says answered, such as `gpt-4o-2024-08-06`; `nil` when it does not say.
    public let model: String?

    public init(text: String, json: JSONValue?, usage: TokenUsage, model: String? = nil) {
        self.text = text
        self.json = json
        self.usage = usage
        self.model = model
    }
}
