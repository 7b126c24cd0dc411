import Domain
import LinearAlgebra

/// Applies linear layers to blocks of rows, in one thread.
///
/// A layer's input is quantised row by row where the precision asks for it; its output comes as floats, bias included.
final class BlockMultiplier {
    private let kernels: VectorKernels
    private var runners: [ProductShape: ProductRunner] = [:]
    /// For integers: the quantised rows, how each is read, and the sums.
    private let bytes: FixedBuffer<UInt8>
    private var readings: [VectorKernels.Quantisation]
    private let sums: FixedBuffer<Int32>

    /// Rows of a block. Products of this many rows already run at full speed, and their sums stay in the cache.
    static let rows = 64

    /// - Parameter widest: the most columns that any layer reads or writes.
    init(kernels: VectorKernels, widest: Int) {
        self.kernels = kernels
        bytes = FixedBuffer(count: Self.rows * widest)
        sums = FixedBuffer(count: Self.rows * widest)
        readings = [VectorKernels.Quantisation](repeating: .init(scale: 1, zero: 0), count: Self.rows)
    }

    private func runner(_ product: MatrixProduct) throws(CasebookError) -> ProductRunner {
        if let known = runners[product.shape] { return known }
        let made = try ProductRunner(product)
        runners[product.shape] = made
        return made
    }

    /// Writes the outputs of the first `count` rows of a block. `input` and `output` have room for a whole block.
    func apply(
        _ layer: LinearLayer, to input: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        guard layer.product.kind == .integer else { return try multiply(layer, input, count, into: output) }
        try sum(layer, input, count)
        for row in 0..<count {
            kernels.dequantise(
                sums(row, layer), layer.columns, readings[row], layer.kernel, into: output + row * layer.columns)
        }
    }

    /// As `apply`, and then GELU.
    func applyGELU(
        _ layer: LinearLayer, usesTanh: Bool, to input: UnsafePointer<Float>, count: Int,
        into output: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        if layer.product.kind == .float || usesTanh {
            try apply(layer, to: input, count: count, into: output)
            return kernels.gelu(output, count * layer.columns, usesTanh: usesTanh)
        }
        try sum(layer, input, count)
        for row in 0..<count {
            kernels.dequantiseGELU(
                sums(row, layer), layer.columns, readings[row], layer.kernel, into: output + row * layer.columns)
        }
    }

    /// Adds the outputs to the residual's rows and normalises those. `scratch` has room for a block of outputs.
    func apply(
        _ layer: LinearLayer, to input: UnsafePointer<Float>, count: Int,
        addingTo residual: UnsafeMutablePointer<Float>, _ norm: LayerNorm, scratch: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        let columns = layer.columns
        guard layer.product.kind == .integer else {
            try multiply(layer, input, count, into: scratch)
            for row in 0..<count { norm.apply(residual + row * columns, adding: scratch + row * columns, kernels) }
            return
        }
        try sum(layer, input, count)
        for row in 0..<count {
            kernels.dequantiseAddAndNormalise(
                residual + row * columns, sums(row, layer), columns, readings[row], layer.kernel, norm.kernel)
        }
    }

    private func multiply(
        _ layer: LinearLayer, _ input: UnsafePointer<Float>, _ count: Int, into output: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        try runner(layer.product).multiply(input, layer.weights, into: output)
        for row in 0..<count { layer.addBias(to: output + row * layer.columns, kernels) }
    }

    /// Quantises the rows and leaves the products' sums.
    private func sum(_ layer: LinearLayer, _ input: UnsafePointer<Float>, _ count: Int) throws(CasebookError) {
        let depth = layer.product.shape.depth
        for row in 0..<count {
            readings[row] = kernels.quantise(input + row * depth, depth, into: bytes.pointer + row * depth)
        }
        // Rows past the count hold what an earlier block left: their sums are never looked at.
        try runner(layer.product).multiply(bytes.pointer, layer.weights, into: sums.pointer)
    }

    private func sums(_ row: Int, _ layer: LinearLayer) -> UnsafePointer<Int32> {
        UnsafePointer(sums.pointer + row * layer.columns)
    }
}
