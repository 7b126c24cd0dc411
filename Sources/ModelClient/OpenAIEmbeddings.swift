internal import Domain
internal import Embedding
internal import Foundation
public import Prompting

extension ServiceEmbedder {
    /// An embedding model of the OpenAI kind, such as `text-embedding-3-small` and `text-embedding-ada-002` (1536
    /// dimensions) or an Azure deployment of one.
    ///
    /// - Parameters:
    ///   - dimension: of the vectors that the model gives.
    ///   - shortens: asks the model for vectors of that dimension; ada-002 and many other models cannot.
    ///   - limits: `nil` for those of OpenAI.
    public static func openAI(
        _ model: String, service: OpenAIService, dimension: Int = 1_536, shortens: Bool = false,
        limits: EmbeddingLimits? = nil, gate: any CallGate = OpenGate()
    ) -> ServiceEmbedder {
        ServiceEmbedder(
            OpenAIEmbeddings(name: model, service: service, dimension: dimension, shortens: shortens), limits: limits,
            gate: gate)
    }
}

/// By the operation `embeddings`.
private struct OpenAIEmbeddings: EmbeddingService {
    let name: String
    let service: OpenAIService
    let dimension: Int
    let shortens: Bool

    var model: EmbeddingModel {
        EmbeddingModel(
            name: "\(service.provider)/\(name)", version: service.version, dimension: dimension,
            numericPath: "service")
    }

    // The service takes 2048 texts and 300,000 tokens; smaller requests lose less when one fails.
    var limits: EmbeddingLimits { EmbeddingLimits(texts: 256, tokens: 100_000, tokensInText: 8_000) }

    func vectors(
        of texts: [String], as use: EmbeddingUse, estimate: TokenUsage
    ) async throws(ModelFailure) -> EmbeddingLot {
        var body = service.modelMember(name)
        body["input"] = .array(texts.map { .string($0) })
        // A third of the bytes of decimal digits, and exact.
        body["encoding_format"] = "base64"
        if shortens { body["dimensions"] = .integer(Int64(dimension)) }
        let endpoint = service.endpoint(name)
        let json = try await endpoint.post(
            .object(body), to: try service.url("embeddings", model: name), estimate: estimate,
            largestReply: EmbeddingReply.size(of: texts.count, dimension), used: Self.usage)
        var vectors = [[Float]?](repeating: nil, count: texts.count)
        for item in json["data"]?.array ?? [] {
            guard let index = item["index"]?.count, index < vectors.count, vectors[index] == nil,
                let vector = item["embedding"].flatMap(EmbeddingReply.vector)
            else { throw EmbeddingReply.malformed(endpoint.name, estimate) }
            vectors[index] = vector
        }
        return EmbeddingLot(vectors: vectors.compactMap { $0 }, usage: Self.usage(json))
    }

    private static func usage(_ json: JSONValue) -> TokenUsage? {
        (json["usage"]?["prompt_tokens"]?.count).map { TokenUsage(input: $0, output: 0) }
    }
}
