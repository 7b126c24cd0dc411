public import Domain

/// What a vector is for. Some models read queries and passages differently.
public enum EmbeddingUse: String, Sendable, Codable, CaseIterable {
    /// A ticket or an article.
    case passage
    /// What is searched for.
    case query
}

/// Turns texts into unit vectors whose inner product says how alike they are.
///
/// A vector depends on its text, use and model alone: never on the texts beside it, their order or the number of
/// threads. A text that gives the model nothing to read has the zero vector.
public protocol TextEmbedder: Sendable {
    /// What makes the vectors.
    var model: EmbeddingModel { get }

    /// One row a text, in the order of the texts.
    func embed(_ texts: [RedactedText], as use: EmbeddingUse) async throws -> EmbeddingMatrix
}
