public import Domain

/// An embedder that needs no model: signed feature hashing (Weinberger et al., "Feature hashing for large scale
/// multitask learning", 2009) of word stems, word pairs and character n-grams, weighted by how rare a word is in
/// general. It learns nothing from the texts around one, so vectors can be stored for ever.
public struct LexicalEmbedder: TextEmbedder {
    /// `lexical`, with the dimension asked for.
    public let model: EmbeddingModel

    private static let textsInChunk = 256

    /// - Parameter dimension: a power of two of at least 64; more costs memory and time and separates better.
    public init(dimension: Int = 512) {
        precondition(dimension >= 64 && dimension & (dimension - 1) == 0, "the dimension is a power of two")
        model = EmbeddingModel(name: "lexical", version: "1", dimension: dimension, numericPath: "scalar-f32")
    }

    /// Passages and queries are read alike.
    public func embed(_ texts: [RedactedText], as use: EmbeddingUse) async throws -> EmbeddingMatrix {
        let dimension = model.dimension
        let starts = Array(stride(from: 0, to: texts.count, by: LexicalEmbedder.textsInChunk))
        var storage = [Float](repeating: 0, count: texts.count * dimension)
        try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for start in starts {
                group.addTask {
                    try Task.checkCancellation()
                    let end = min(start + LexicalEmbedder.textsInChunk, texts.count)
                    var projector = LexicalProjector(dimension: dimension)
                    var rows: [Float] = []
                    rows.reserveCapacity((end - start) * dimension)
                    for text in texts[start..<end] { rows += projector.project(text.masked) }
                    return (start, rows)
                }
            }
            for try await (start, rows) in group {
                storage.replaceSubrange(start * dimension..<start * dimension + rows.count, with: rows)
            }
        }
        return EmbeddingMatrix(count: texts.count, dimension: dimension, storage: storage)
    }
}
