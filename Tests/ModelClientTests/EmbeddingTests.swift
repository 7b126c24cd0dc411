import CloudCredentials
import Domain
import Embedding
import Foundation
import HTTPTransport
import Prompting
import TestSupport
import Testing

@testable import ModelClient

/// Embedding models of services, over real HTTP.
@Suite struct EmbeddingTests {
    /// A vector that tells texts apart, not of unit length.
    @Sendable private static func vector(_ text: String) -> [Float] {
        [Float(text.utf8.count), Float(text.utf8.first ?? 0), 3, -4]
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return vector.map { Float(Double($0) / length) }
    }

    private static let texts = (0..<250).map { "ticket \($0)" + String(repeating: "x", count: $0 % 7) }

    private func check(_ embedder: ServiceEmbedder, _ texts: [String] = texts, as use: EmbeddingUse = .passage)
        async throws
    {
        let matrix = try await embedder.embed(texts.map { RedactedText(restoring: $0) }, as: use)
        #expect(matrix.count == texts.count && matrix.dimension == 4)
        for (row, text) in texts.enumerated() {
            let expected = text.allSatisfy(\.isWhitespace) ? [0, 0, 0, 0] : Self.unit(Self.vector(text))
            #expect(Array(matrix[row]) == expected)
        }
    }

    private func openAI(
        _ server: ScriptedServer, limits: EmbeddingLimits? = nil, gate: any CallGate = OpenGate()
    ) -> ServiceEmbedder {
        .openAI(
            "text-embedding-3-small",
            service: .gateway(
                server.url("/v1"), authorisation: KeyAuthorisation.bearer(Secret(Samples.key)),
                client: Samples.client()),
            dimension: 4, limits: limits, gate: gate)
    }

    private static let small = EmbeddingLimits(texts: 100, tokens: 10_000, tokensInText: 50)

    @Test(arguments: [false, true])
    func embedsInBatches(_ asNumbers: Bool) async throws {
        let openAI = OpenAIServer(.bearer(Samples.key))
        let server = try ScriptedServer { _, request in
            openAI.embeddings(request, asNumbers: asNumbers, Self.vector)
        }
        let gate = RecordingGate()
        try await check(self.openAI(server, limits: Self.small, gate: gate))
        #expect(server.requests.count == 3)
        #expect(gate.admitted.count == 3 && gate.used.reduce(0) { $0 + $1.input } == 7 * 250)
    }

    @Test func asksNothingForTextsThatSayNothing() async throws {
        let openAI = OpenAIServer(.bearer(Samples.key))
        let server = try ScriptedServer { _, request in openAI.embeddings(request, Self.vector) }
        try await check(self.openAI(server), ["", "a", " \n", "b"])
        try await check(self.openAI(server), ["", " "])
        #expect(server.requests.count == 1)
    }

    @Test func embedsWithAzure() async throws {
        let azure = OpenAIServer(.apiKey(Samples.key), deployment: "small")
        let server = try ScriptedServer { _, request in azure.embeddings(request, Self.vector) }
        let embedder = ServiceEmbedder.openAI(
            "small",
            service: .azure(
                server.url(""), authorisation: KeyAuthorisation.apiKey(Secret(Samples.key)), client: Samples.client()),
            dimension: 4)
        try await check(embedder)
        #expect(embedder.model.name == "azure-openai/small")
    }

    @Test(
        arguments: [
            (EmbeddingUse.passage, CohereInputType.searchDocument, "search_document"),
            (.passage, .clustering, "clustering"), (.query, .searchDocument, "search_query"),
        ])
    func tellsCohereWhatTextsAreFor(_ use: EmbeddingUse, _ passages: CohereInputType, _ type: String) async throws {
        let cohere = CohereServer(key: Samples.key)
        let server = try ScriptedServer { _, request in
            cohere.embed(request) { $1 == type ? Self.vector($0) : [0, 0, 0, 0] }
        }
        let embedder = ServiceEmbedder.cohere(
            "embed-english-v3.0", base: server.url(""), key: Secret(Samples.key), client: Samples.client(),
            dimension: 4, passages: passages)
        try await check(embedder, as: use)
        #expect(server.requests.count == 3)
    }

    @Test func embedsWithTitanOneByOne() async throws {
        let bedrock = BedrockServer(secretKey: Samples.secretKey)
        let server = try ScriptedServer { _, request in bedrock.titan(request, Self.vector) }
        let texts = Array(Self.texts.prefix(40))
        try await check(.titan(service: Samples.bedrock(server), dimension: 4), texts)
        #expect(server.requests.count == 40)
    }

    /// Each server spoils its vectors in a way of its own.
    @Test(arguments: ["dimension", "infinite", "zero", "missing", "twice", "no numbers"])
    func refusesVectorsThatAreNone(_ way: String) async throws {
        let openAI = OpenAIServer(.bearer(Samples.key))
        let server = try ScriptedServer { _, request in
            switch way {
            case "dimension": openAI.embeddings(request) { _ in [1, 2, 3] }
            case "infinite": openAI.embeddings(request) { _ in [1, 2, .nan, 4] }
            case "zero": openAI.embeddings(request) { _ in [0, 0, 0, 0] }
            case "missing": .json(200, #"{"data":[{"index":0,"embedding":[1,2,3,4]}]}"#)
            case "twice":
                .json(200, #"{"data":[{"index":0,"embedding":[1,2,3,4]},{"index":0,"embedding":[1,2,3,4]}]}"#)
            default: .json(200, #"{"data":[{"index":0,"embedding":["a"]},{"index":1,"embedding":"?"}]}"#)
            }
        }
        let lost = await #expect(throws: CasebookError.self) {
            try await check(self.openAI(server), ["a", "b"])
        }
        #expect(lost?.diagnostics.first?.code == "model_service_malformed")
    }

    @Test func countsALostAnswerAndAsksAgain() async throws {
        let openAI = OpenAIServer(.bearer(Samples.key))
        let server = try ScriptedServer { number, request in
            number == 0 ? ScriptedServer.Reply([]) : openAI.embeddings(request, Self.vector)
        }
        let gate = RecordingGate()
        try await check(self.openAI(server, gate: gate), ["a", "b"])
        #expect(gate.admitted.count == 2)
        #expect(gate.used.first == gate.admitted.first && gate.used.last?.input == 14)
    }

    @Test func makesBatchesSmallerThatAreTooLong() async throws {
        let openAI = OpenAIServer(.bearer(Samples.key))
        let server = try ScriptedServer { _, request in
            request.body.count > 400
                ? .json(400, #"{"error":{"message":"This model's maximum context length is 8192 tokens."}}"#)
                : openAI.embeddings(request, Self.vector)
        }
        try await check(self.openAI(server), Array(Self.texts.prefix(60)))
        let long = String(repeating: "word ", count: 200)
        let matrix = try await self.openAI(server).embed([RedactedText(restoring: long)], as: .passage)
        #expect(matrix.count == 1 && matrix[0].contains { $0 != 0 })
    }

    @Test func cutsLongTextsToTheLimit() throws {
        let text = String(repeating: "Überlänge 漢字 word ", count: 500)
        let batches = EmbeddingBatch.all(of: [text, "b"], Self.small)
        let batch = try #require(batches.first)
        #expect(batches.count == 1 && text.hasPrefix(batch.texts[0]) && batch.texts[1] == "b")
        #expect((40...51).contains(TokenEstimate.tokens(in: batch.texts[0])))
    }

    @Test func namesTheServiceInTheModel() throws {
        let one = try ScriptedServer { _, _ in .json(200, "{}") }
        let two = try ScriptedServer { _, _ in .json(200, "{}") }
        #expect(openAI(one).model != openAI(two).model)
        #expect(openAI(one).model == openAI(one).model)
    }
}
