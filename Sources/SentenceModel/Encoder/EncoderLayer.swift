public import Domain
import LinearAlgebra

/// One layer of the encoder: attention and feed-forward, each with its residual and its norm.
final class EncoderLayer: Sendable {
    let queriesKeysValues: LinearLayer
    let attentionOutput: LinearLayer
    let attentionNorm: LayerNorm
    let intermediate: LinearLayer
    let output: LinearLayer
    let outputNorm: LayerNorm

    init(_ index: Int, shape: EncoderShape, products: EncoderProducts, tensors: some EncoderTensors)
        throws(CasebookError)
    {
        let prefix = "encoder.layer.\(index)."
        var weights: [Float] = []
        var biases: [Float] = []
        for part in ["query", "key", "value"] {
            let name = prefix + "attention.self." + part
            weights += try tensors.values("\(name).weight", [shape.hidden, shape.hidden])
            biases += try tensors.values("\(name).bias", [shape.hidden])
        }
        queriesKeysValues = try LinearLayer(weights, bias: biases, product: products.queriesKeysValues)
        func linear(_ name: String, _ product: MatrixProduct) throws(CasebookError) -> LinearLayer {
            let size = product.shape
            return try LinearLayer(
                tensors.values("\(prefix)\(name).weight", [size.columns, size.depth]),
                bias: tensors.values("\(prefix)\(name).bias", [size.columns]), product: product)
        }
        attentionOutput = try linear("attention.output.dense", products.attentionOutput)
        intermediate = try linear("intermediate.dense", products.intermediate)
        output = try linear("output.dense", products.output)
        attentionNorm = try LayerNorm(prefix + "attention.output.LayerNorm", shape: shape, tensors: tensors)
        outputNorm = try LayerNorm(prefix + "output.LayerNorm", shape: shape, tensors: tensors)
    }
}

/// The scale and shift of a layer norm.
final class LayerNorm: Sendable {
    private let gamma: FixedBuffer<Float>
    private let beta: FixedBuffer<Float>
    private let epsilon: Float

    init(_ name: String, shape: EncoderShape, tensors: some EncoderTensors) throws(CasebookError) {
        gamma = FixedBuffer(try tensors.values("\(name).weight", [shape.hidden]))
        beta = FixedBuffer(try tensors.values("\(name).bias", [shape.hidden]))
        epsilon = shape.epsilon
    }

    /// For the kernels, while the layer lives.
    var kernel: VectorKernels.Norm { .init(gamma: gamma.pointer, beta: beta.pointer, epsilon: epsilon) }

    /// Adds a row to the residual and normalises it.
    func apply(_ row: UnsafeMutablePointer<Float>, adding other: UnsafePointer<Float>, _ kernels: VectorKernels) {
        kernels.addAndNormalise(row, other, gamma.count, kernel)
    }
}

/// The products that all layers share.
struct EncoderProducts {
    let queriesKeysValues: MatrixProduct
    let attentionOutput: MatrixProduct
    let intermediate: MatrixProduct
    let output: MatrixProduct

    init(_ shape: EncoderShape, precision: EncoderPrecision) throws(CasebookError) {
        let kind: MatrixProduct.ElementKind = precision == .int8 ? .integer : .float
        let rows = precision.blockRows
        func product(_ columns: Int, _ depth: Int) throws(CasebookError) -> MatrixProduct {
            try MatrixProduct(ProductShape(rows: rows, columns: columns, depth: depth), of: kind)
        }
        queriesKeysValues = try product(3 * shape.hidden, shape.hidden)
        attentionOutput = try product(shape.hidden, shape.hidden)
        intermediate = try product(shape.intermediate, shape.hidden)
        output = try product(shape.hidden, shape.intermediate)
    }
}

/// Where an encoder finds its weights.
public protocol EncoderTensors {
    /// The values of a tensor of this shape, row-major, all finite. Names are those of Hugging Face's `BertModel`.
    func values(_ name: String, _ shape: [Int]) throws(CasebookError) -> [Float]
}
