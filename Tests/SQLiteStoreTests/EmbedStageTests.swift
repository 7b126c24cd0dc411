import Domain
import Embedding
import SQLiteStore
import TestSupport
import Testing

@testable import Pipeline
@_spi(Restoring) import Domain

/// Vectors that a store holds, and those that are made.
@Suite struct EmbedStageTests {
    /// A store, an archive before it, may hold whatever somebody has written there.
    @Test(arguments: [[], [1], [Float](repeating: 1, count: 65)])
    func aVectorOfAnotherLengthIsMadeAnew(_ stored: [Float]) async throws {
        let scratch = try Scratch()
        let store = try SQLiteStore(
            file: scratch.url.appending(path: "casebook.sqlite"), tenant: #require(TenantID("acme")))
        let embedder = LexicalEmbedder(dimension: 64)
        let texts = ["one", "two", "one"].map { RedactedText(restoring: $0) }
        let stage = EmbedStage(embedder: embedder, store: store, desk: MatrixDesk(storage: nil))
        try await store.keep(
            vectors: [(text: ContentDigest.of(texts[0].masked), values: stored)], model: embedder.model.digest)
        let outcome = try await stage.vectors(of: texts)
        #expect(outcome.matrix == (try await embedder.embed(texts, as: .passage)))
        #expect(outcome.computed == 2)
        let again = try await EmbedStage(embedder: embedder, store: store, desk: MatrixDesk(storage: nil))
            .vectors(of: texts)
        #expect(again.computed == 0 && again.matrix == outcome.matrix)
    }
}
