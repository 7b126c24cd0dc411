internal import CloudCredentials
public import Domain
internal import Embedding
public import Foundation
public import HTTPTransport
public import Prompting

/// What a vector of Cohere's is for: the model reads a text differently for each.
public enum CohereInputType: String, Sendable, CaseIterable {
    case searchDocument = "search_document"
    case searchQuery = "search_query"
    case clustering
}

extension ServiceEmbedder {
    /// An embedding model of Cohere's third generation: `embed-english-v3.0` and `embed-multilingual-v3.0` have 1024
    /// dimensions, their `light` kin 384.
    ///
    /// - Parameters:
    ///   - base: `https://api.cohere.com`.
    ///   - passages: how tickets and articles are read; `clustering` may group them better and finds them worse.
    public static func cohere(
        _ model: String, base: URL, key: Secret, client: APIClient, dimension: Int = 1_024,
        passages: CohereInputType = .searchDocument, limits: EmbeddingLimits? = nil, gate: any CallGate = OpenGate()
    ) -> ServiceEmbedder {
        ServiceEmbedder(
            CohereEmbeddings(
                name: model, base: base, dimension: dimension, passages: passages,
                endpoint: ServiceEndpoint(
                    name: "cohere/\(model)", client: client, authorisation: KeyAuthorisation.bearer(key))),
            limits: limits, gate: gate)
    }
}

/// By version 2 of the API.
private struct CohereEmbeddings: EmbeddingService {
    let name: String
    let base: URL
    let dimension: Int
    let passages: CohereInputType
    let endpoint: ServiceEndpoint

    var model: EmbeddingModel {
        EmbeddingModel(
            name: endpoint.name, version: passages.rawValue, dimension: dimension, numericPath: "service")
    }

    // The model reads 512 tokens, and the service cuts longer texts by itself; no need to send much more.
    var limits: EmbeddingLimits { EmbeddingLimits(texts: 96, tokens: 50_000, tokensInText: 1_024) }

    func vectors(
        of texts: [String], as use: EmbeddingUse, estimate: TokenUsage
    ) async throws(ModelFailure) -> EmbeddingLot {
        let type = use == .query ? CohereInputType.searchQuery : passages
        let json = try await endpoint.post(
            [
                "model": .string(name), "texts": .array(texts.map { .string($0) }),
                "input_type": .string(type.rawValue), "embedding_types": ["float"], "truncate": "END",
            ],
            to: base.appending(path: "v2/embed"), estimate: estimate,
            largestReply: EmbeddingReply.size(of: texts.count, dimension) + texts.reduce(0) { $0 + 6 * $1.utf8.count },
            used: Self.usage)
        let vectors = (json["embeddings"]?["float"]?.array ?? []).compactMap(EmbeddingReply.vector)
        guard vectors.count == texts.count else { throw EmbeddingReply.malformed(endpoint.name, estimate) }
        return EmbeddingLot(vectors: vectors, usage: Self.usage(json))
    }

    private static func usage(_ json: JSONValue) -> TokenUsage? {
        (json["meta"]?["billed_units"]?["input_tokens"]?.count).map { TokenUsage(input: $0, output: 0) }
    }
}
