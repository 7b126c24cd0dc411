internal import Domain
internal import Foundation
public import Prompting

/// A chat model of AWS Bedrock, such as Claude, by its Converse API. Replies are held to a format by a tool that the
/// model must use: its input is the reply, and nothing is ever executed.
public struct BedrockChatModel: ChatModel {
    public let identity: ModelIdentity
    private let service: BedrockService

    /// - Parameter model: `anthropic.claude-3-5-sonnet-20241022-v2:0`, an inference profile, or an ARN.
    public init(_ model: String, service: BedrockService) {
        identity = ModelIdentity(provider: "bedrock", name: model, version: service.region)
        self.service = service
    }

    public func reply(to request: ChatRequest) async throws(ModelFailure) -> ChatReply {
        let endpoint = service.endpoint(identity.name)
        let json = try await endpoint.post(
            Self.body(request), to: try service.url("converse", model: identity.name), estimate: request.estimate,
            largestReply: request.largestReply, used: Self.usage)
        return try read(json, request, ReplyReader(request: request, service: endpoint.name))
    }

    private static func body(_ request: ChatRequest) -> JSONValue {
        func block(_ message: ChatMessage) -> JSONValue { ["text": .string(message.content.text)] }
        let system = request.messages.filter { $0.role == .system }
        var limits: [String: JSONValue] = ["maxTokens": .integer(Int64(request.longestReply))]
        if let temperature = request.temperature { limits["temperature"] = .number(temperature) }
        var body: [String: JSONValue] = [
            "messages": .array(
                request.messages.filter { $0.role != .system }.map {
                    ["role": .string($0.role.rawValue), "content": [block($0)]]
                }),
            "inferenceConfig": .object(limits),
        ]
        if !system.isEmpty { body["system"] = .array(system.map(block)) }
        if let format = request.format { body["toolConfig"] = tool(format) }
        return .object(body)
    }

    private static func tool(_ format: ReplyFormat) -> JSONValue {
        [
            "tools": [
                [
                    "toolSpec": [
                        "name": .string(format.name), "description": .string(format.purpose),
                        "inputSchema": ["json": format.schema],
                    ]
                ]
            ],
            "toolChoice": ["tool": ["name": .string(format.name)]],
        ]
    }

    private func read(
        _ json: JSONValue, _ request: ChatRequest, _ reader: ReplyReader
    ) throws(ModelFailure) -> ChatReply {
        let usage = Self.usage(json)
        let blocks = json["output"]?["message"]?["content"]?.array ?? []
        let text = blocks.compactMap { $0["text"]?.string }.joined()
        let tool = blocks.lazy.compactMap { $0["toolUse"] }.first
        let written = text + (tool?.canonicalText ?? "")
        switch json["stopReason"]?.string {
        case "guardrail_intervened", "content_filtered", "refusal":
            throw reader.failure(.filtered, "the content filter stopped the answer", usage, written)
        case "max_tokens", "model_context_window_exceeded":
            throw reader.failure(.cutShort, "the answer reached its greatest length", usage, written)
        case "malformed_model_output", "malformed_tool_use":
            throw reader.failure(.notJSON, "the service could not read what the model wrote", usage, written)
        default: break
        }
        guard !blocks.isEmpty else { throw reader.failure(.empty, "the answer is empty", usage) }
        guard let format = request.format else { return try reader.reply(text, usage: usage, model: nil) }
        guard let tool, tool["name"]?.string == format.name, let input = tool["input"] else {
            throw reader.failure(.notJSON, "the model did not use the tool that it had to", usage, written)
        }
        return try reader.reply(input, usage: usage, model: nil)
    }

    /// What was read from the provider's cache, or written to it, is not among the input tokens.
    private static func usage(_ json: JSONValue) -> TokenUsage? {
        guard let usage = json["usage"], let input = usage["inputTokens"]?.count,
            let output = usage["outputTokens"]?.count
        else { return nil }
        let cached = usage["cacheReadInputTokens"]?.count ?? 0
        let written = usage["cacheWriteInputTokens"]?.count ?? 0
        return TokenUsage(input: input + cached + written, output: output, cachedInput: cached)
    }
}
