internal import Domain
internal import Foundation
public import Prompting

/// A chat model of the OpenAI kind, by `chat/completions`.
public struct OpenAIChatModel: ChatModel {
    /// What differs between models and gateways.
    public struct Options: Sendable, Hashable {
        /// How replies are held to a format.
        public enum StructuredOutput: String, Sendable, CaseIterable {
            /// `json_schema`, strict.
            case jsonSchema = "json_schema"
            /// `json_object`, for gateways that know no schemas: the schema goes into a message.
            case jsonObject = "json_object"
        }

        /// The name of the member that limits a reply: `max_completion_tokens`, or `max_tokens` for older gateways.
        public var lengthMember: String
        public var structuredOutput: StructuredOutput
        /// Asks the provider for the same answer to the same request, as far as it can; `nil` does not ask.
        public var seed: Int?

        public init(
            lengthMember: String = "max_completion_tokens", structuredOutput: StructuredOutput = .jsonSchema,
            seed: Int? = nil
        ) {
            self.lengthMember = lengthMember
            self.structuredOutput = structuredOutput
            self.seed = seed
        }
    }

    public let identity: ModelIdentity
    private let service: OpenAIService
    private let options: Options

    /// - Parameter model: as the service names it; for Azure the deployment.
    public init(_ model: String, service: OpenAIService, options: Options = Options()) {
        identity = ModelIdentity(provider: service.provider, name: model, version: service.version)
        self.service = service
        self.options = options
    }

    public func reply(to request: ChatRequest) async throws(ModelFailure) -> ChatReply {
        let endpoint = service.endpoint(identity.name)
        let json = try await endpoint.post(
            body(request), to: try service.url("chat/completions", model: identity.name), estimate: request.estimate,
            largestReply: request.largestReply, used: Self.usage)
        return try read(json, request, ReplyReader(request: request, service: endpoint.name))
    }

    private func body(_ request: ChatRequest) -> JSONValue {
        var body = service.modelMember(identity.name)
        body["messages"] = .array(messages(request))
        body[options.lengthMember] = .integer(Int64(request.longestReply))
        if let temperature = request.temperature { body["temperature"] = .number(temperature) }
        if let seed = options.seed { body["seed"] = .integer(Int64(seed)) }
        if let format = request.format { body["response_format"] = responseFormat(format) }
        return .object(body)
    }

    private func messages(_ request: ChatRequest) -> [JSONValue] {
        var messages = request.messages
        if let format = request.format, options.structuredOutput == .jsonObject {
            let rule = "Answer with one JSON object that keeps this JSON schema: \(format.schema.canonicalText)"
            messages.insert(ChatMessage(.system, PromptText(authored: rule)), at: 0)
        }
        return messages.map { ["role": .string($0.role.rawValue), "content": .string($0.content.text)] }
    }

    private func responseFormat(_ format: ReplyFormat) -> JSONValue {
        switch options.structuredOutput {
        case .jsonObject: ["type": "json_object"]
        case .jsonSchema:
            [
                "type": "json_schema",
                "json_schema": [
                    "name": .string(format.name), "description": .string(format.purpose), "strict": true,
                    "schema": format.schema,
                ],
            ]
        }
    }

    private func read(
        _ json: JSONValue, _ request: ChatRequest, _ reader: ReplyReader
    ) throws(ModelFailure) -> ChatReply {
        let usage = Self.usage(json)
        guard let choice = json["choices"]?.array?.first else {
            throw reader.failure(.empty, "the answer has no choice", usage)
        }
        let message = choice["message"]
        let text = message?["content"]?.string ?? ""
        if choice["finish_reason"]?.string == "content_filter" {
            throw reader.failure(.filtered, "the content filter stopped the answer", usage, text)
        }
        if message?["refusal"]?.string?.isEmpty == false {
            throw reader.failure(.filtered, "the model refused to answer", usage, text)
        }
        if choice["finish_reason"]?.string == "length" {
            throw reader.failure(.cutShort, "the answer reached its greatest length", usage, text)
        }
        return try reader.reply(text, usage: usage, model: json["model"]?.string)
    }

    private static func usage(_ json: JSONValue) -> TokenUsage? {
        guard let usage = json["usage"], let input = usage["prompt_tokens"]?.count,
            let output = usage["completion_tokens"]?.count
        else { return nil }
        return TokenUsage(
            input: input, output: output, cachedInput: usage["prompt_tokens_details"]?["cached_tokens"]?.count ?? 0)
    }
}
