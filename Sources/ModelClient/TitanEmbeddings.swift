internal import Domain
internal import Embedding
internal import Foundation
public import Prompting

extension ServiceEmbedder {
    /// Amazon's Titan Text Embeddings V2, on AWS Bedrock.
    ///
    /// - Parameter dimension: 1024, 512 or 256.
    public static func titan(
        _ model: String = "amazon.titan-embed-text-v2:0", service: BedrockService, dimension: Int = 1_024,
        limits: EmbeddingLimits? = nil, gate: any CallGate = OpenGate()
    ) -> ServiceEmbedder {
        ServiceEmbedder(
            TitanEmbeddings(name: model, service: service, dimension: dimension), limits: limits, gate: gate)
    }
}

/// By the operation `InvokeModel`: one text a request.
private struct TitanEmbeddings: EmbeddingService {
    let name: String
    let service: BedrockService
    let dimension: Int

    var model: EmbeddingModel {
        EmbeddingModel(
            name: "bedrock/\(name)", version: service.region, dimension: dimension, numericPath: "service")
    }

    var limits: EmbeddingLimits {
        EmbeddingLimits(texts: 1, tokens: 8_000, tokensInText: 8_000, requestsAtOnce: 16)
    }

    /// The service refuses longer texts, whatever their tokens.
    private static let mostCharacters = 50_000

    func vectors(
        of texts: [String], as use: EmbeddingUse, estimate: TokenUsage
    ) async throws(ModelFailure) -> EmbeddingLot {
        let endpoint = service.endpoint(name)
        var vectors: [[Float]] = []
        var tokens = 0
        for text in texts {
            let json = try await endpoint.post(
                [
                    "inputText": .string(String(text.prefix(Self.mostCharacters))),
                    "dimensions": .integer(Int64(dimension)), "normalize": true,
                ],
                to: try service.url("invoke", model: name), estimate: estimate,
                largestReply: EmbeddingReply.size(of: 2, dimension), used: Self.usage)
            guard let vector = json["embedding"].flatMap(EmbeddingReply.vector) else {
                throw EmbeddingReply.malformed(endpoint.name, estimate)
            }
            vectors.append(vector)
            tokens += Self.usage(json)?.input ?? TokenEstimate.tokens(in: text)
        }
        return EmbeddingLot(vectors: vectors, usage: TokenUsage(input: tokens, output: 0))
    }

    private static func usage(_ json: JSONValue) -> TokenUsage? {
        (json["inputTextTokenCount"]?.count).map { TokenUsage(input: $0, output: 0) }
    }
}
