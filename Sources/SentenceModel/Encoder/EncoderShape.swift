/// The sizes and constants of a BERT encoder, as its `config.json` states them.
public struct EncoderShape: Sendable, Hashable {
    /// Columns of the residual stream.
    public let hidden: Int
    public let layers: Int
    public let heads: Int
    /// Columns between the two halves of a feed-forward layer.
    public let intermediate: Int
    /// Rows of the word embeddings.
    public let vocabulary: Int
    /// Rows of the position embeddings: the most word pieces that a text may have.
    public let positions: Int
    /// Rows of the token type embeddings, of which the first is used.
    public let types: Int
    /// Added to a variance before its root is taken.
    public let epsilon: Float
    /// The tanh approximation of GELU (`gelu_new`) instead of the error function.
    public let usesTanhGELU: Bool

    public init(
        hidden: Int, layers: Int, heads: Int, intermediate: Int, vocabulary: Int, positions: Int, types: Int,
        epsilon: Float, usesTanhGELU: Bool
    ) {
        self.hidden = hidden
        self.layers = layers
        self.heads = heads
        self.intermediate = intermediate
        self.vocabulary = vocabulary
        self.positions = positions
        self.types = types
        self.epsilon = epsilon
        self.usesTanhGELU = usesTanhGELU
    }

    /// Columns of one head.
    var headWidth: Int { hidden / heads }
}
