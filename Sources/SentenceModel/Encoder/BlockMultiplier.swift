import Domain
import LinearAlgebra

/// Computes on blocks of rows what needs no other rows, in one thread.
///
/// For integers the input of each product is quantised row by row, as soon as the row is there; what comes out is floats.
final class BlockMultiplier {
    private let shape: EncoderShape
    private let kernels: VectorKernels
    private var runners: [ProductShape: ProductRunner] = [:]
    /// For floats: the wide and narrow outputs of a block. For integers: one wide row.
    private let wide: FixedBuffer<Float>
    private let narrow: FixedBuffer<Float>
    /// For integers: the quantised rows, how each is read, and the sums.
    private let bytes: FixedBuffer<UInt8>
    private var readings: [VectorKernels.Quantisation]
    private let sums: FixedBuffer<Int32>

    init(_ encoder: Encoder) {
        shape = encoder.shape
        kernels = encoder.kernels
        let rows = encoder.precision.blockRows
        let integers = encoder.precision == .int8 ? rows : 0
        let floats = encoder.precision == .f32 ? rows : 0
        let widest = max(3 * shape.hidden, shape.intermediate)
        wide = FixedBuffer(count: max(1, floats) * shape.intermediate)
        narrow = FixedBuffer(count: floats * shape.hidden)
        bytes = FixedBuffer(count: integers * widest)
        sums = FixedBuffer(count: integers * widest)
        readings = [VectorKernels.Quantisation](repeating: .init(scale: 1, zero: 0), count: integers)
    }

    /// Writes a layer's queries, keys and values for the first `count` rows of a block. `input` and `output` have room
    /// for a whole block.
    func project(
        _ layer: LinearLayer, _ input: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        guard layer.product.kind == .integer else { return try multiply(layer, input, into: output) }
        for row in 0..<count { quantise(input + row * shape.hidden, shape.hidden, row) }
        try sum(layer)
        for row in 0..<count {
            kernels.dequantise(
                sums(row, layer), layer.columns, readings[row], layer.kernel, into: output + row * layer.columns)
        }
    }

    /// Adds to the first `count` rows of a block of the residual what attention found, and then what feed-forward makes of
    /// them.
    func feedForward(
        _ layer: EncoderLayer, _ attended: UnsafePointer<Float>, count: Int,
        addingTo residual: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        if layer.output.product.kind == .integer {
            try integerFeedForward(layer, attended, count: count, addingTo: residual)
        } else {
            try floatFeedForward(layer, attended, count: count, addingTo: residual)
        }
    }

    private func integerFeedForward(
        _ layer: EncoderLayer, _ attended: UnsafePointer<Float>, count: Int,
        addingTo residual: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        let hidden = shape.hidden
        for row in 0..<count { quantise(attended + row * hidden, hidden, row) }
        try sum(layer.attentionOutput)
        for row in 0..<count {
            add(row, of: layer.attentionOutput, layer.attentionNorm, to: residual)
            quantise(residual + row * hidden, hidden, row)
        }
        try sum(layer.intermediate)
        for row in 0..<count {
            activate(row, of: layer.intermediate)
            quantise(wide.pointer, shape.intermediate, row)
        }
        try sum(layer.output)
        for row in 0..<count { add(row, of: layer.output, layer.outputNorm, to: residual) }
    }

    private func floatFeedForward(
        _ layer: EncoderLayer, _ attended: UnsafePointer<Float>, count: Int,
        addingTo residual: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        try multiply(layer.attentionOutput, attended, into: narrow.pointer)
        add(narrow.pointer, layer.attentionNorm, count: count, to: residual)
        try multiply(layer.intermediate, residual, into: wide.pointer)
        kernels.gelu(wide.pointer, count * shape.intermediate, usesTanh: shape.usesTanhGELU)
        try multiply(layer.output, wide.pointer, into: narrow.pointer)
        add(narrow.pointer, layer.outputNorm, count: count, to: residual)
    }

    // Floats.

    private func multiply(
        _ layer: LinearLayer, _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        try runner(layer.product).multiply(input, layer.weights, addingBias: layer.bias.pointer, into: output)
    }

    private func add(
        _ block: UnsafePointer<Float>, _ norm: LayerNorm, count: Int, to residual: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<count {
            norm.apply(residual + row * shape.hidden, adding: block + row * shape.hidden, kernels)
        }
    }

    // Integers.

    private func quantise(_ input: UnsafePointer<Float>, _ depth: Int, _ row: Int) {
        readings[row] = kernels.quantise(input, depth, into: bytes.pointer + row * depth)
    }

    /// Rows past the count hold what an earlier block left: their sums are never looked at.
    private func sum(_ layer: LinearLayer) throws(CasebookError) {
        try runner(layer.product).multiply(bytes.pointer, layer.weights, into: sums.pointer)
    }

    private func sums(_ row: Int, _ layer: LinearLayer) -> UnsafePointer<Int32> {
        UnsafePointer(sums.pointer + row * layer.columns)
    }

    private func add(_ row: Int, of layer: LinearLayer, _ norm: LayerNorm, to residual: UnsafeMutablePointer<Float>) {
        kernels.dequantiseAddAndNormalise(
            residual + row * layer.columns, sums(row, layer), layer.columns, readings[row], layer.kernel, norm.kernel)
    }

    /// Leaves GELU of a row's outputs in the wide row.
    private func activate(_ row: Int, of layer: LinearLayer) {
        if shape.usesTanhGELU {
            kernels.dequantise(sums(row, layer), layer.columns, readings[row], layer.kernel, into: wide.pointer)
            kernels.gelu(wide.pointer, layer.columns, usesTanh: true)
        } else {
            kernels.dequantiseGELU(sums(row, layer), layer.columns, readings[row], layer.kernel, into: wide.pointer)
        }
    }

    private func runner(_ product: MatrixProduct) throws(CasebookError) -> ProductRunner {
        if let known = runners[product.shape] { return known }
        let made = try ProductRunner(product)
        runners[product.shape] = made
        return made
    }
}
