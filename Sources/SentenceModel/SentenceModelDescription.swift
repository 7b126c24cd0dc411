public import Domain

/// What a sentence model is, as its files say: everything an encoder needs beside the weights.
public struct SentenceModelDescription: Sendable, Hashable {
    /// How the vectors of a text's pieces become the vector of the text.
    public enum Pooling: String, Sendable, Hashable {
        /// Their mean.
        case mean
        /// The first one, `[CLS]`.
        case first
    }

    /// The function between the two products of a feed-forward block.
    public enum Activation: String, Sendable, Hashable {
        /// x·Φ(x), with the error function.
        case gelu
        /// Its approximation by the hyperbolic tangent.
        case geluTanh
    }

    /// The folder's name.
    public let name: String
    public let layers: Int
    public let hiddenSize: Int
    public let heads: Int
    public let intermediateSize: Int
    public let activation: Activation
    /// The ε of every layer normalisation.
    public let layerNormEpsilon: Double
    /// Rows of the table of positions.
    public let positions: Int
    /// Rows of the table of token types; all of a single text's pieces are of type 0.
    public let tokenTypes: Int
    /// Rows of the table of word pieces.
    public let vocabularySize: Int
    /// What stands before the tensors' names: nothing, or `bert.`.
    public let tensorPrefix: String
    public let pooling: Pooling
    /// Whether vectors are made one long.
    public let isNormalized: Bool
    /// How many pieces of a text are read at most, with those that begin and end it.
    public let pieceLimit: Int
    /// What is put before a text that is searched with; mostly empty.
    public let queryPrefix: String
    /// What is put before a text that is searched for; mostly empty.
    public let documentPrefix: String
    /// Whether the reference lowers the case of a text before anything else.
    public let lowercasesFirst: Bool
    /// The digest of the weights' file and of all files that this was read from.
    public let digest: ContentDigest
}
