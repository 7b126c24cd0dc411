import LinearAlgebra

/// How an encoder multiplies.
public enum EncoderPrecision: String, Sendable, CaseIterable, Codable {
    /// 32-bit floats. The bits of a vector depend on the instruction set.
    case f32
    /// 8-bit integers: activations by each token's own range, weights by each output channel's. Sums are exact, and
    /// the rest has one order, so that a vector has the same bits on every processor.
    case int8

    /// Rows of a block, for which a layer's weights are read once: their sums stay in the cache, of integers beside the
    /// weights, while those of floats are read from afar.
    var blockRows: Int {
        switch self {
        case .int8: 64
        case .f32: 128
        }
    }

    /// What a run's manifest says of the arithmetic.
    public var numericPath: String {
        switch self {
        case .int8: "int8-exact"
        case .f32: "f32-\(InstructionSet.current.rawValue)"
        }
    }
}
