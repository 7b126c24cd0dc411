public import Domain
public import ModelWriting
public import Prompting

/// A language model, ready to write for one tenant: what it is told, what it may use, and when.
public struct ChatService: Sendable {
    public let model: any ChatModel
    public let templates: PromptTemplates
    /// The gate that each call of a stage passes: `resolve`, `assess`, `ask`.
    public let gate: @Sendable (_ stage: String) -> any CallGate
    /// `nil`: costs are not counted.
    public let price: ModelPrice?
    /// Asked for with every call; `nil` for models that take none.
    public let temperature: Double?
    /// Calls at once.
    public let concurrency: Int
    /// Why no call may be made in this run; `nil` when calls may be made.
    public let closed: WritingDelay?
    /// What the model wrote on average until now, by stage; for estimates. `nil` before there is enough to say.
    public let averageReply: @Sendable (_ stage: String) async -> Int?

    public init(
        model: any ChatModel, templates: PromptTemplates, gate: @escaping @Sendable (_ stage: String) -> any CallGate,
        price: ModelPrice? = nil, temperature: Double? = 0, concurrency: Int = 8, closed: WritingDelay? = nil,
        averageReply: @escaping @Sendable (_ stage: String) async -> Int? = { _ in nil }
    ) {
        self.model = model
        self.templates = templates
        self.gate = gate
        self.price = price
        self.temperature = temperature
        self.concurrency = concurrency
        self.closed = closed
        self.averageReply = averageReply
    }

    /// As pages name it.
    var name: String { "\(model.identity.provider)/\(model.identity.name)" }

    /// Of everything that decides what is written besides the evidence.
    var digest: ContentDigest { .of(fields: ["chat-service/1", model.identity.digest.hex, templates.digest.hex]) }
}
