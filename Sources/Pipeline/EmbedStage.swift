public import Domain
public import Embedding

/// Gives every text its vector: stored ones from the store, the rest from the embedder, each distinct text once.
public struct EmbedStage: Sendable {
    let embedder: any TextEmbedder
    let store: any TenantStore
    let ignoreStored: Bool

    /// Texts sent to the embedder at once; between two lots the vectors are kept, so that a killed run loses one
    /// lot at most.
    static let lot = 2_048

    public init(embedder: any TextEmbedder, store: any TenantStore, ignoreStored: Bool = false) {
        self.embedder = embedder
        self.store = store
        self.ignoreStored = ignoreStored
    }

    /// One row for each text, in order.
    ///
    /// - Parameter advanced: Called with the distinct texts done and their total.
    public func vectors(
        of texts: [RedactedText], advanced: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> (matrix: EmbeddingMatrix, computed: Int) {
        let digests = texts.map { ContentDigest.of($0.masked) }
        let model = embedder.model.digest
        var known = ignoreStored ? [:] : try await store.vectors(of: digests, model: model)
        var missing: [(digest: ContentDigest, text: RedactedText)] = []
        var queued: Set<ContentDigest> = []
        for (digest, text) in zip(digests, texts) where known[digest] == nil && queued.insert(digest).inserted {
            missing.append((digest: digest, text: text))
        }
        for start in stride(from: 0, to: missing.count, by: Self.lot) {
            let lot = missing[start..<min(start + Self.lot, missing.count)]
            let matrix = try await embedder.embed(lot.map(\.text), as: .passage)
            let vectors = lot.enumerated().map { (text: $1.digest, values: Array(matrix[$0])) }
            try await store.keep(vectors: vectors, model: model)
            for vector in vectors { known[vector.text] = vector.values }
            advanced(start + lot.count, missing.count)
        }
        let dimension = embedder.model.dimension
        let zero = [Float](repeating: 0, count: dimension)
        return (
            EmbeddingMatrix(rows: digests.map { known[$0] ?? zero }, dimension: dimension), missing.count
        )
    }
}
