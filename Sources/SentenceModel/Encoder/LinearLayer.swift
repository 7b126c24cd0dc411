import Domain
import LinearAlgebra

/// One linear layer, `y = W x + b`, packed for the precision it computes in.
final class LinearLayer: Sendable {
    let product: MatrixProduct
    let weights: PackedWeights
    let columns: Int
    let bias: FixedBuffer<Float>
    /// Of each output channel: the scale of its integers, and their sum. Empty for floats.
    private let scales: FixedBuffer<Float>
    private let sums: FixedBuffer<Int32>

    /// The weights' integers stay within ±this: see `MatrixProduct.ElementKind`.
    private static let most: Float = 63

    /// - Parameters:
    ///   - values: `columns` rows of `product.shape.depth` weights, as the model's file has them.
    init(_ values: [Float], bias: [Float], product: MatrixProduct) throws(CasebookError) {
        self.product = product
        columns = product.shape.columns
        self.bias = FixedBuffer(bias)
        let depth = product.shape.depth
        guard product.kind == .integer else {
            scales = FixedBuffer(count: 0)
            sums = FixedBuffer(count: 0)
            weights = try Self.packed(values, product)
            return
        }
        let scales = FixedBuffer<Float>(count: columns)
        let sums = FixedBuffer<Int32>(count: columns)
        var integers = [Int8](repeating: 0, count: values.count)
        for column in 0..<columns {
            let range = column * depth..<(column + 1) * depth
            let largest = values[range].reduce(0) { max($0, $1.magnitude) }
            let scale = largest > 0 ? largest / Self.most : 1
            var sum: Int32 = 0
            for index in range {
                let integer = Int8(max(-Self.most, min(Self.most, (values[index] / scale).rounded())))
                integers[index] = integer
                sum += Int32(integer)
            }
            scales.pointer[column] = scale
            sums.pointer[column] = sum
        }
        self.scales = scales
        self.sums = sums
        weights = try Self.packed(integers, product)
    }

    private static func packed(_ values: [Float], _ product: MatrixProduct) throws(CasebookError) -> PackedWeights {
        let buffer = FixedBuffer(values)
        return try PackedWeights(UnsafeBufferPointer(start: buffer.pointer, count: buffer.count), for: product)
    }

    private static func packed(_ values: [Int8], _ product: MatrixProduct) throws(CasebookError) -> PackedWeights {
        let buffer = FixedBuffer(values)
        return try PackedWeights(UnsafeBufferPointer(start: buffer.pointer, count: buffer.count), for: product)
    }

    /// What turns integer sums into outputs, while the layer lives.
    var kernel: VectorKernels.Columns {
        .init(scales: scales.pointer, sums: sums.pointer, bias: bias.pointer)
    }
}
