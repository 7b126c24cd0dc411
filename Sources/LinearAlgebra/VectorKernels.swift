internal import CVectorKernels

/// Row-wise arithmetic of a transformer encoder. Every form of it, for wider or narrower vectors, gives the same bits.
///
/// Rows hold a multiple of `lanes` values. Nothing is checked here: callers own the buffers and their sizes.
public struct VectorKernels: @unchecked Sendable {
    // The table is constant data of the program.
    private let table: UnsafePointer<casebook_kernels>

    /// Values that rows are padded to a multiple of.
    public static let lanes = CASEBOOK_LANES

    /// The kernels for an instruction set, or for the widest below it that this processor has.
    public init(_ set: InstructionSet = .current) { table = casebook_kernels_for(set.level) }

    /// How a row's 8-bit integers are read: (value − zero) × scale.
    public struct Quantisation: Sendable, Equatable {
        public let scale: Float
        public let zero: Int32

        public init(scale: Float, zero: Int32) {
            self.scale = scale
            self.zero = zero
        }

        var c: casebook_quantisation { casebook_quantisation(scale: scale, zero: zero) }
    }

    /// What turns the integer sums of one layer into floats, column by column: the weights' scales, the sums of each
    /// column's weights, and the bias.
    public struct Columns {
        let columns: casebook_columns

        public init(scales: UnsafePointer<Float>, sums: UnsafePointer<Int32>, bias: UnsafePointer<Float>) {
            columns = casebook_columns(scales: scales, sums: sums, bias: bias)
        }
    }

    /// The scale, shift and smallest variance of a layer norm.
    public struct Norm {
        let gamma: UnsafePointer<Float>
        let beta: UnsafePointer<Float>
        let epsilon: Float

        public init(gamma: UnsafePointer<Float>, beta: UnsafePointer<Float>, epsilon: Float) {
            self.gamma = gamma
            self.beta = beta
            self.epsilon = epsilon
        }
    }

    /// Quantises a row to 0…255 by its own range, which always holds 0.
    public func quantise(_ row: UnsafePointer<Float>, _ count: Int, into bytes: UnsafeMutablePointer<UInt8>)
        -> Quantisation
    {
        let result = table.pointee.quantise(row, count, bytes)
        return Quantisation(scale: result.scale, zero: result.zero)
    }

    /// `(sum − zero × column's sum) × both scales + bias`, for each column.
    public func dequantise(
        _ sums: UnsafePointer<Int32>, _ count: Int, _ row: Quantisation, _ columns: Columns,
        into values: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: columns.columns) { columns in
            table.pointee.dequantise(sums, count, row.c, columns, values)
        }
    }

    /// As `dequantise`, and then `x · Φ(x)` to within 2e-4.
    public func dequantiseGELU(
        _ sums: UnsafePointer<Int32>, _ count: Int, _ row: Quantisation, _ columns: Columns,
        into values: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: columns.columns) { columns in
            table.pointee.dequantise_gelu(sums, count, row.c, columns, values)
        }
    }

    /// `residual = layernorm(residual + dequantised sums) · gamma + beta`.
    public func dequantiseAddAndNormalise(
        _ residual: UnsafeMutablePointer<Float>, _ sums: UnsafePointer<Int32>, _ count: Int, _ row: Quantisation,
        _ columns: Columns, _ norm: Norm
    ) {
        withUnsafePointer(to: columns.columns) { columns in
            table.pointee.dequantise_add_and_normalise(
                residual, sums, count, row.c, columns, norm.gamma, norm.beta, norm.epsilon)
        }
    }

    /// Adds a row to another.
    public func add(_ row: UnsafePointer<Float>, _ count: Int, to sum: UnsafeMutablePointer<Float>) {
        table.pointee.add(sum, row, count)
    }

    /// `x · Φ(x)`, with the error function to within 1e-6, or its tanh approximation.
    public func gelu(_ row: UnsafeMutablePointer<Float>, _ count: Int, usesTanh: Bool) {
        if usesTanh { table.pointee.gelu_tanh(row, count) } else { table.pointee.gelu(row, count) }
    }

    /// `row = layernorm(row + other) · gamma + beta`.
    public func addAndNormalise(
        _ row: UnsafeMutablePointer<Float>, _ other: UnsafePointer<Float>, _ count: Int, _ norm: Norm
    ) {
        table.pointee.add_and_normalise(row, other, count, norm.gamma, norm.beta, norm.epsilon)
    }

    /// The most rows of attention in integers.
    public static let integerAttentionLimit = 4_096

    /// Floats of scratch memory that `attend` needs.
    public static func attentionScratch(length: Int, width: Int) -> Int { casebook_attention_scratch(length, width) }

    /// Softmax attention of one sequence: `queriesKeysValues` has `length` rows of `3 × heads × width` values, `output`
    /// rows of `heads × width`. The width of a head is a multiple of `lanes`.
    ///
    /// - Parameter integers: computes in 16-bit integers, twice as fast, to about 1e-3; at most
    ///   `integerAttentionLimit` rows.
    public func attend(
        _ queriesKeysValues: UnsafePointer<Float>, length: Int, heads: Int, width: Int, integers: Bool,
        scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
    ) {
        let attend = integers ? table.pointee.attend_integers : table.pointee.attend
        attend?(queriesKeysValues, length, heads, width, scratch, output)
    }

    /// Scales a row to unit length; a row of zeros stays.
    public func normalise(_ row: UnsafeMutablePointer<Float>, _ count: Int) { table.pointee.normalise(row, count) }
}
