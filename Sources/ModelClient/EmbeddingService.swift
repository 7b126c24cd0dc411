internal import Embedding
internal import Prompting

/// One provider's way to make vectors of a few texts.
protocol EmbeddingService: Sendable {
    var model: EmbeddingModel { get }
    var limits: EmbeddingLimits { get }

    /// One vector a text, in the order of the texts, which are not empty and keep the limits.
    func vectors(of texts: [String], as use: EmbeddingUse, estimate: TokenUsage) async throws(ModelFailure)
        -> EmbeddingLot
}

/// What a provider makes of a few texts.
struct EmbeddingLot {
    let vectors: [[Float]]
    let usage: TokenUsage?
}

/// What a provider takes at once.
public struct EmbeddingLimits: Sendable, Hashable {
    /// In one request.
    public var texts: Int
    /// In one request, estimated.
    public var tokens: Int
    /// In one text; longer ones are cut.
    public var tokensInText: Int
    public var requestsAtOnce: Int

    public init(texts: Int, tokens: Int, tokensInText: Int, requestsAtOnce: Int = 4) {
        self.texts = texts
        self.tokens = tokens
        self.tokensInText = tokensInText
        self.requestsAtOnce = requestsAtOnce
    }
}
