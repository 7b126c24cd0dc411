internal import Foundation

/// Answers as OpenAI and Azure OpenAI do ("Create chat completion", "Create embeddings"; Azure's data plane 2024-10-21).
public struct OpenAIServer: Sendable {
    /// What a request has to prove.
    public enum Access: Sendable {
        case bearer(String)
        case apiKey(String)
    }

    let access: Access
    /// An Azure deployment; `nil` for OpenAI.
    let deployment: String?
    /// What comes before the operation in OpenAI's paths.
    let prefix = "/v1"

    public init(_ access: Access, deployment: String? = nil) {
        self.access = access
        self.deployment = deployment
    }

    /// A chat completion with one choice, or none.
    public func chat(
        _ request: ScriptedServer.Request, content: String, finish: String = "stop", refusal: String? = nil,
        hasChoice: Bool = true, hasUsage: Bool = true, read tokensRead: Int = 100, written: Int = 20
    ) -> ScriptedServer.Reply {
        var read = ServiceRequest(request, path: path("chat/completions"))
        guard isAllowed(request) else { return Self.unauthorised }
        read.members(
            read.body, "body", (deployment == nil ? ["model", "messages"] : ["messages"]),
            ["max_completion_tokens", "max_tokens", "temperature", "seed", "response_format"])
        for message in read.body["messages"] as? [Any] ?? [] {
            read.members(message, "message", ["role", "content"])
            let role = (message as? [String: Any])?["role"] as? String
            read.check(["system", "user", "assistant"].contains(role), "the role is \(role ?? "missing")")
        }
        read.check((read.body["messages"] as? [Any])?.isEmpty == false, "there are no messages")
        if let format = read.body["response_format"] as? [String: Any], format["type"] as? String == "json_schema" {
            read.members(format["json_schema"], "json_schema", ["name", "schema", "strict"], ["description"])
            read.strict((format["json_schema"] as? [String: Any])?["schema"])
        }
        guard read.faults.isEmpty else { return Self.refusal(read.faults) }
        let message: [String: Any] = [
            "role": "assistant", "content": content.isEmpty ? NSNull() : content, "refusal": refusal ?? NSNull(),
        ]
        var body: [String: Any] = [
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-2024-08-06",
            "choices": hasChoice
                ? [["index": 0, "message": message, "logprobs": NSNull(), "finish_reason": finish] as [String: Any]]
                : [],
        ]
        if hasUsage {
            body["usage"] = [
                "prompt_tokens": tokensRead, "completion_tokens": written, "total_tokens": tokensRead + written,
                "prompt_tokens_details": ["cached_tokens": min(40, tokensRead)],
            ]
        }
        return .json(200, ServiceRequest.text(body), ["x-ratelimit-remaining-requests": "99"])
    }

    /// Vectors, in an order of the server's own.
    public func embeddings(
        _ request: ScriptedServer.Request, asNumbers: Bool = false, _ vector: (String) -> [Float]
    ) -> ScriptedServer.Reply {
        var read = ServiceRequest(request, path: path("embeddings"))
        guard isAllowed(request) else { return Self.unauthorised }
        read.members(
            read.body, "body", (deployment == nil ? ["model", "input"] : ["input"]), ["encoding_format", "dimensions"])
        let input = read.body["input"] as? [String] ?? []
        read.check((1...2_048).contains(input.count) && !input.contains(""), "the input is empty or too much")
        guard read.faults.isEmpty else { return Self.refusal(read.faults) }
        let data = input.enumerated().reversed().map { index, text -> [String: Any] in
            let values = vector(text)
            let packed = values.withUnsafeBytes { Data($0).base64EncodedString() }
            let embedding: Any = asNumbers ? values.map { Double($0) } : packed
            return ["object": "embedding", "index": index, "embedding": embedding]
        }
        let usage = ["prompt_tokens": 7 * input.count, "total_tokens": 7 * input.count]
        return .json(200, ServiceRequest.text(["object": "list", "data": data, "model": "m", "usage": usage]))
    }

    /// Azure's refusal of a prompt.
    public static let filtered = ScriptedServer.Reply.json(
        400,
        """
        {"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management \
        policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":\
        "ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}
        """)

    static let unauthorised = ScriptedServer.Reply.json(
        401,
        #"{"error":{"message":"Incorrect API key provided: sk-very-secret.","type":"invalid_request_error","#
            + #""param":null,"code":"invalid_api_key"}}"#)

    static func refusal(_ faults: [String]) -> ScriptedServer.Reply {
        let error = ["message": faults.joined(separator: "; "), "type": "invalid_request_error"]
        return .json(400, ServiceRequest.text(["error": error]))
    }

    private func path(_ operation: String) -> String {
        guard let deployment else { return "\(prefix)/\(operation)" }
        return "/openai/deployments/\(deployment)/\(operation)?api-version=2024-10-21"
    }

    private func isAllowed(_ request: ScriptedServer.Request) -> Bool {
        switch access {
        case .bearer(let key): request.fields["authorization"] == "Bearer \(key)" && request.fields["api-key"] == nil
        case .apiKey(let key): request.fields["api-key"] == key && request.fields["authorization"] == nil
        }
    }
}
