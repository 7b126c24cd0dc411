public import Domain
import LinearAlgebra

/// A BERT encoder (Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", 2019) with its pooling.
///
/// Sequences are laid end to end and multiplied in blocks, so that no padding is computed. What a sequence gives
/// depends on its word pieces alone, never on those beside it.
public final class Encoder: Sendable {
    let shape: EncoderShape
    let layers: [EncoderLayer]
    let precision: EncoderPrecision
    let kernels = VectorKernels()
    let pooling: Pooling
    private let words: FixedBuffer<Float>
    /// Position plus token type, a row a position.
    private let positions: FixedBuffer<Float>
    private let embeddingNorm: LayerNorm

    /// How token vectors become a sentence's.
    public enum Pooling: String, Sendable, Codable {
        case mean
        /// The vector of the first word piece.
        case cls
    }

    /// Loads the weights. The matrices are copied, and packed for this processor.
    ///
    /// - Throws: `CasebookError` of the tensors' kind if one is missing or damaged; `badInput` for sizes that the kernels
    ///   do not take.
    public init(
        shape: EncoderShape, pooling: Pooling, precision: EncoderPrecision, tensors: some EncoderTensors
    ) throws(CasebookError) {
        let lanes = VectorKernels.lanes
        guard shape.heads > 0, shape.hidden % shape.heads == 0, shape.headWidth % lanes == 0,
            shape.intermediate % lanes == 0, shape.layers > 0
        else {
            throw CasebookError(
                .badInput, code: "model_sizes_not_supported",
                "the model has \(shape.heads) heads of \(shape.hidden) columns and \(shape.intermediate) intermediate "
                    + "ones; heads and layers must be multiples of \(lanes) wide",
                remedy: "choose another model")
        }
        self.shape = shape
        self.pooling = pooling
        self.precision = precision
        let products = try EncoderProducts(shape, precision: precision)
        var layers: [EncoderLayer] = []
        for index in 0..<shape.layers {
            layers.append(try EncoderLayer(index, shape: shape, products: products, tensors: tensors))
        }
        self.layers = layers
        words = FixedBuffer(try tensors.values("embeddings.word_embeddings.weight", [shape.vocabulary, shape.hidden]))
        let types = try tensors.values("embeddings.token_type_embeddings.weight", [shape.types, shape.hidden])
        positions = FixedBuffer(
            try tensors.values("embeddings.position_embeddings.weight", [shape.positions, shape.hidden]))
        for position in 0..<shape.positions {
            for column in 0..<shape.hidden { positions.pointer[position * shape.hidden + column] += types[column] }
        }
        embeddingNorm = try LayerNorm("embeddings.LayerNorm", shape: shape, tensors: tensors)
    }

    /// Writes the normalised sum of word, position and type embeddings of one sequence.
    func embed(_ pieces: ArraySlice<Int32>, into rows: UnsafeMutablePointer<Float>) {
        for (position, piece) in pieces.enumerated() {
            let row = rows + position * shape.hidden
            row.update(from: words.pointer + Int(piece) * shape.hidden, count: shape.hidden)
            embeddingNorm.apply(row, adding: positions.pointer + position * shape.hidden, kernels)
        }
    }
}
