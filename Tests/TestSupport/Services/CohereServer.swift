internal import Foundation

/// Answers as Cohere does ("Embed", version 2 of the API).
public struct CohereServer: Sendable {
    let key: String

    public init(key: String) { self.key = key }

    public func embed(
        _ request: ScriptedServer.Request, _ vector: (_ text: String, _ inputType: String) -> [Float]
    ) -> ScriptedServer.Reply {
        var read = ServiceRequest(request, path: "/v2/embed")
        guard request.fields["authorization"] == "Bearer \(key)" else {
            return .json(401, #"{"id":"1","message":"invalid api token"}"#)
        }
        read.members(
            read.body, "body", ["model", "texts", "input_type", "embedding_types"], ["truncate", "max_tokens"])
        let type = read.body["input_type"] as? String ?? ""
        read.check(["search_document", "search_query", "clustering"].contains(type), "input_type is \(type)")
        let texts = read.body["texts"] as? [String] ?? []
        read.check((1...96).contains(texts.count), "there are \(texts.count) texts")
        guard read.faults.isEmpty else {
            return .json(400, ServiceRequest.text(["message": read.faults.joined(separator: "; ")]))
        }
        let body: [String: Any] = [
            "id": "1", "texts": texts, "response_type": "embeddings_by_type",
            "embeddings": ["float": texts.map { vector($0, type).map { Double($0) } }],
            "meta": ["api_version": ["version": "2"], "billed_units": ["input_tokens": 7 * texts.count]],
        ]
        return .json(200, ServiceRequest.text(body))
    }
}
