internal import Crypto
internal import Foundation

/// Answers as AWS Bedrock does (the service's model `bedrock-runtime` 2023-09-30), to whoever signs right.
public struct BedrockServer: Sendable {
    let secretKey: String
    let sessionToken: String?
    let region: String

    public init(secretKey: String, sessionToken: String? = nil, region: String = "eu-central-1") {
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.region = region
    }

    /// A turn of a conversation: the blocks of its message.
    public func converse(
        _ request: ScriptedServer.Request, model: String, content: String, stop: String = "tool_use"
    ) -> ScriptedServer.Reply {
        var read = ServiceRequest(request, path: "/model/\(model)/converse")
        guard isSigned(request) else { return Self.forbidden }
        read.members(read.body, "body", ["messages"], ["system", "inferenceConfig", "toolConfig"])
        for message in read.body["messages"] as? [Any] ?? [] {
            read.members(message, "message", ["role", "content"])
            let message = message as? [String: Any]
            read.check(["user", "assistant"].contains(message?["role"] as? String), "the role is unknown")
            for block in message?["content"] as? [Any] ?? [] { read.members(block, "block", ["text"]) }
        }
        for block in read.body["system"] as? [Any] ?? [] { read.members(block, "system", ["text"]) }
        read.members(read.body["inferenceConfig"], "inferenceConfig", [], ["maxTokens", "temperature"])
        if let config = read.body["toolConfig"] as? [String: Any] {
            read.members(config, "toolConfig", ["tools"], ["toolChoice"])
            let tool = (config["tools"] as? [[String: Any]])?.first?["toolSpec"] as? [String: Any]
            read.members(tool, "toolSpec", ["name", "inputSchema"], ["description"])
            read.members(tool?["inputSchema"], "inputSchema", ["json"])
            let choice = (config["toolChoice"] as? [String: Any])?["tool"] as? [String: Any]
            read.check(choice?["name"] as? String == tool?["name"] as? String, "toolChoice names another tool")
        }
        guard read.faults.isEmpty else { return Self.refusal(read.faults) }
        return .json(
            200,
            """
            {"output":{"message":{"role":"assistant","content":\(content)}},"stopReason":"\(stop)","usage":\
            {"inputTokens":60,"outputTokens":20,"totalTokens":80,"cacheReadInputTokens":40},"metrics":\
            {"latencyMs":5}}
            """)
    }

    /// A vector of Titan's.
    public func titan(_ request: ScriptedServer.Request, _ vector: (String) -> [Float]) -> ScriptedServer.Reply {
        var read = ServiceRequest(request, path: "/model/amazon.titan-embed-text-v2%3A0/invoke")
        guard isSigned(request) else { return Self.forbidden }
        read.members(read.body, "body", ["inputText"], ["dimensions", "normalize", "embeddingTypes"])
        let text = read.body["inputText"] as? String ?? ""
        read.check((1...50_000).contains(text.count), "the text is empty or too long")
        guard read.faults.isEmpty else { return Self.refusal(read.faults) }
        let values = vector(text).map { Double($0) }
        return .json(200, ServiceRequest.text(["embedding": values, "inputTextTokenCount": 7] as [String: Any]))
    }

    static let forbidden = ScriptedServer.Reply.json(
        403, #"{"message":"The security token included in the request is invalid."}"#,
        ["x-amzn-ErrorType": "UnrecognizedClientException"])

    static func refusal(_ faults: [String]) -> ScriptedServer.Reply {
        .json(
            400, ServiceRequest.text(["message": faults.joined(separator: "; ")]),
            ["x-amzn-ErrorType": "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/"])
    }

    /// The signature computed anew from the bytes that came.
    private func isSigned(_ request: ScriptedServer.Request) -> Bool {
        let fields = request.fields
        guard let proof = fields["authorization"], let date = fields["x-amz-date"],
            fields["x-amz-security-token"] == sessionToken,
            let names = proof.firstMatch(of: /SignedHeaders=([a-z0-9;-]+)/)?.1, names.contains("host")
        else { return false }
        let lines = names.split(separator: ";").map { "\($0):\(fields[String($0)] ?? "")\n" }.joined()
        // Bedrock's paths are encoded once more; they have no dots to resolve and no query.
        let path = request.path.replacingOccurrences(of: "%", with: "%25")
        let canonical = "\(request.method)\n\(path)\n\n\(lines)\n\(names)\n\(hex(SHA256.hash(data: request.body)))"
        let scope = "\(date.prefix(8))/\(region)/bedrock/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(hex(SHA256.hash(data: Data(canonical.utf8))))"
        var key = SymmetricKey(data: Data("AWS4\(secretKey)".utf8))
        for part in scope.split(separator: "/") { key = SymmetricKey(data: code(String(part), key)) }
        return proof.hasSuffix("Signature=\(hex(code(text, key)))") && proof.contains("/\(scope), ")
    }

    private func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
    }

    private func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
