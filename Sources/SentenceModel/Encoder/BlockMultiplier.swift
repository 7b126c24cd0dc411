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
        let depth = layer.product.shape.depth
        guard layer.product.kind == .integer else {
            try runner(layer.product).multiply(input, layer.weights, into: output)
            for row in 0..<count { layer.finish(output + row * layer.columns, kernels) }
            return
        }
        for row in 0..<count {
            readings[row] = kernels.quantise(input + row * depth, depth, into: bytes.pointer + row * depth)
        }
        // Rows past the count hold what an earlier block left: their sums are never looked at.
        try runner(layer.product).multiply(bytes.pointer, layer.weights, into: sums.pointer)
        for row in 0..<count {
            layer.finish(sums.pointer + row * layer.columns, readings[row], kernels, into: output + row * layer.columns)
        }
    }
}
