internal import CDNNL
public import Domain

/// One thread's use of a product: it owns the scratch memory. Not to be used by two threads at once.
public final class ProductRunner {
    private let product: MatrixProduct
    private var stream: dnnl_stream_t?
    private var rows: dnnl_memory_t?
    private var bias: dnnl_memory_t?
    private var output: dnnl_memory_t?
    private var scratch: dnnl_memory_t?

    /// - Throws: `CasebookError` of kind `unavailable` when memory is short.
    public init(_ product: MatrixProduct) throws(CasebookError) {
        self.product = product
        var (left, offset, right, rest) =
            (product.rowsLayout, product.biasLayout, product.outputLayout, product.scratchLayout)
        try MatrixProduct.check(dnnl_stream_create(&stream, product.engine, dnnl_stream_default_flags.rawValue))
        try MatrixProduct.check(dnnl_memory_create(&rows, &left, product.engine, nil))
        try MatrixProduct.check(dnnl_memory_create(&bias, &offset, product.engine, nil))
        try MatrixProduct.check(dnnl_memory_create(&output, &right, product.engine, nil))
        try MatrixProduct.check(
            dnnl_memory_create(&scratch, &rest, product.engine, UnsafeMutableRawPointer(bitPattern: -1)))
    }

    deinit {
        dnnl_memory_destroy(scratch)
        dnnl_memory_destroy(output)
        dnnl_memory_destroy(bias)
        dnnl_memory_destroy(rows)
        dnnl_stream_destroy(stream)
    }

    /// Multiplies `rows × depth` floats, row after row, into `rows × columns`, and adds the bias to each row.
    public func multiply(
        _ left: UnsafePointer<Float>, _ weights: PackedWeights, addingBias offset: UnsafePointer<Float>,
        into sums: UnsafeMutablePointer<Float>
    ) throws(CasebookError) {
        precondition(product.kind == .float)
        try MatrixProduct.check(
            dnnl_memory_set_data_handle(bias, UnsafeMutableRawPointer(mutating: UnsafeRawPointer(offset))))
        try run(UnsafeRawPointer(left), weights, UnsafeMutableRawPointer(sums))
    }

    /// Multiplies `rows × depth` unsigned integers, row after row, into `rows × columns` exact sums.
    public func multiply(
        _ left: UnsafePointer<UInt8>, _ weights: PackedWeights, into sums: UnsafeMutablePointer<Int32>
    ) throws(CasebookError) {
        precondition(product.kind == .integer)
        try run(UnsafeRawPointer(left), weights, UnsafeMutableRawPointer(sums))
    }

    private func run(
        _ left: UnsafeRawPointer, _ weights: PackedWeights, _ sums: UnsafeMutableRawPointer
    ) throws(CasebookError) {
        // The setting belongs to the thread, and a runner may be handed to another between two calls.
        omp_set_num_threads(1)
        try MatrixProduct.check(dnnl_memory_set_data_handle(rows, UnsafeMutableRawPointer(mutating: left)))
        try MatrixProduct.check(dnnl_memory_set_data_handle(output, sums))
        let status = withUnsafeTemporaryAllocation(of: dnnl_exec_arg_t.self, capacity: 5) { arguments in
            arguments[0] = dnnl_exec_arg_t(arg: DNNL_ARG_SRC_0, memory: rows)
            arguments[1] = dnnl_exec_arg_t(arg: DNNL_ARG_WEIGHTS_0, memory: weights.memory)
            arguments[2] = dnnl_exec_arg_t(arg: DNNL_ARG_DST_0, memory: output)
            arguments[3] = dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch)
            arguments[4] = dnnl_exec_arg_t(arg: DNNL_ARG_BIAS, memory: bias)
            let count: Int32 = product.kind == .float ? 5 : 4
            return dnnl_primitive_execute(product.primitive, stream, count, arguments.baseAddress)
        }
        try MatrixProduct.check(status)
    }
}
