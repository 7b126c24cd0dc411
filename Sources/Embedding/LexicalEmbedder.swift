public import Domain

/// An embedder that needs no model: signed feature hashing (Weinberger et al., "Feature hashing for large scale
/// multitask learning", 2009) of word stems, word pairs and character n-grams, weighted by how rare a word is in
/// general. It learns nothing from the texts around one, so vectors can be stored for ever.
public struct LexicalEmbedder: TextEmbedder {
    /// `lexical`, with the dimension asked for.
    public let model: EmbeddingModel

    private static let textsInChunk = 256

    private let threads: Int

    /// - Parameters:
    ///   - dimension: a power of two of at least 64; more costs memory and time and separates better.
    ///   - threads: how many work at once, by default as many as tasks have; the vectors are the same for any number.
    public init(dimension: Int = 512, threads: Int = .max) {
        self.threads = max(1, threads)
        precondition(dimension >= 64 && dimension & (dimension - 1) == 0, "the dimension is a power of two")
        model = EmbeddingModel(name: "lexical", version: "1", dimension: dimension, numericPath: "scalar-f32")
    }

    /// Passages and queries are read alike.
    public func embed(_ texts: [RedactedText], as use: EmbeddingUse) async throws -> EmbeddingMatrix {
        let dimension = model.dimension
        let starts = Array(stride(from: 0, to: texts.count, by: LexicalEmbedder.textsInChunk))
        var storage = [Float](repeating: 0, count: texts.count * dimension)
        try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            func add(_ start: Int) {
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
            for start in starts.prefix(threads) { add(start) }
            var waiting = starts.dropFirst(threads)
            for try await (start, rows) in group {
                storage.replaceSubrange(start * dimension..<start * dimension + rows.count, with: rows)
                if let next = waiting.popFirst() { add(next) }
            }
        }
        return EmbeddingMatrix(count: texts.count, dimension: dimension, storage: storage)
    }
}
