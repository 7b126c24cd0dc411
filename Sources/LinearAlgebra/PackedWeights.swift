internal import CDNNL
public import Domain

/// Weights in the order in which oneDNN reads them fastest on this processor. Made once, read by any thread.
public final class PackedWeights: @unchecked Sendable {
    // Written in init alone.
    let memory: dnnl_memory_t

    /// Packs weights that stand column after column: `columns` rows of `depth` values, as a linear layer stores its
    /// `out × in` weights.
    ///
    /// - Precondition: `weights` has `columns × depth` values, and the product is of floats.
    public convenience init(_ weights: UnsafeBufferPointer<Float>, for product: MatrixProduct) throws(CasebookError) {
        precondition(product.kind == .float && weights.count == product.shape.columns * product.shape.depth)
        try self.init(UnsafeRawPointer(weights.baseAddress), product)
    }

    /// The same for integers, each within ±63 (see `MatrixProduct.ElementKind`).
    ///
    /// - Precondition: `weights` has `columns × depth` values, and the product is of integers.
    public convenience init(_ weights: UnsafeBufferPointer<Int8>, for product: MatrixProduct) throws(CasebookError) {
        precondition(product.kind == .integer && weights.count == product.shape.columns * product.shape.depth)
        try self.init(UnsafeRawPointer(weights.baseAddress), product)
    }

    private init(_ weights: UnsafeRawPointer?, _ product: MatrixProduct) throws(CasebookError) {
        omp_set_num_threads(1)
        var (plain, packed) = (product.plainLayout, product.packedLayout)
        var source: dnnl_memory_t?
        // oneDNN's memory objects are not const; the reorder reads its source alone.
        try MatrixProduct.check(
            dnnl_memory_create(&source, &plain, product.engine, UnsafeMutableRawPointer(mutating: weights)))
        defer { dnnl_memory_destroy(source) }
        var target: dnnl_memory_t?
        try MatrixProduct.check(
            dnnl_memory_create(&target, &packed, product.engine, UnsafeMutableRawPointer(bitPattern: -1)))
        guard let target else { throw MatrixProduct.failure(dnnl_out_of_memory) }
        memory = target
        var stream: dnnl_stream_t?
        try MatrixProduct.check(dnnl_stream_create(&stream, product.engine, dnnl_stream_default_flags.rawValue))
        defer { dnnl_stream_destroy(stream) }
        let arguments = [
            dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: source), dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: target),
        ]
        try MatrixProduct.check(dnnl_primitive_execute(product.packing, stream, 2, arguments))
        try MatrixProduct.check(dnnl_stream_wait(stream))
    }

    deinit { dnnl_memory_destroy(memory) }
}
