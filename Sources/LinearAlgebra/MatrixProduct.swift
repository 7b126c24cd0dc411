internal import CDNNL
public import Domain

/// Products of blocks of `rows` × `depth` values with `depth` × `columns` weights, by oneDNN. To those of floats a bias
/// is added.
///
/// One block size serves for all products of a shape, so that a row's result never depends on how many rows stand
/// beside it. Each call computes in the calling thread alone; threads share the product and the packed weights, and
/// each has a runner of its own.
public final class MatrixProduct: @unchecked Sendable {
    // Nothing is written after init, and oneDNN allows a primitive to run in several threads when each brings its
    // own scratch memory.
    public let shape: ProductShape
    public let kind: ElementKind
    let engine: dnnl_engine_t
    let primitive: dnnl_primitive_t
    let packing: dnnl_primitive_t
    let rowsLayout: dnnl_memory_desc_t
    let plainLayout: dnnl_memory_desc_t
    let packedLayout: dnnl_memory_desc_t
    let biasLayout: dnnl_memory_desc_t
    let outputLayout: dnnl_memory_desc_t
    let scratchLayout: dnnl_memory_desc_t

    /// What is multiplied: 32-bit floats, or unsigned by signed 8-bit integers summed exactly in 32 bits.
    ///
    /// Signed values must lie within ±63: instruction sets without VNNI add two products in 16 bits, which 255 × 127
    /// twice would pass. Within that bound every processor gives the same sums.
    public enum ElementKind: Sendable {
        case float
        case integer
    }

    /// - Throws: `CasebookError` of kind `unavailable` when oneDNN cannot compute such a product here.
    public init(_ shape: ProductShape, of kind: ElementKind) throws(CasebookError) {
        self.shape = shape
        self.kind = kind
        omp_set_num_threads(1)
        var engine: dnnl_engine_t?
        try Self.check(dnnl_engine_create(&engine, dnnl_cpu, 0))
        guard let engine else { throw Self.failure(dnnl_out_of_memory) }
        self.engine = engine
        let isFloat = kind == .float
        rowsLayout = try Self.layout(shape.rows, shape.depth, isFloat ? dnnl_f32 : dnnl_u8, dnnl_ab)
        plainLayout = try Self.layout(shape.depth, shape.columns, isFloat ? dnnl_f32 : dnnl_s8, dnnl_ba)
        biasLayout = try Self.layout(1, shape.columns, dnnl_f32, dnnl_ab)
        outputLayout = try Self.layout(shape.rows, shape.columns, isFloat ? dnnl_f32 : dnnl_s32, dnnl_ab)
        let anyLayout = try Self.layout(
            shape.depth, shape.columns, isFloat ? dnnl_f32 : dnnl_s8, dnnl_format_tag_any)

        var description = dnnl_matmul_desc_t()
        var (left, right, bias, output) = (rowsLayout, anyLayout, biasLayout, outputLayout)
        try Self.check(
            isFloat
                ? dnnl_matmul_desc_init(&description, &left, &right, &bias, &output)
                : dnnl_matmul_desc_init(&description, &left, &right, nil, &output))
        var attributes: dnnl_primitive_attr_t?
        try Self.check(dnnl_primitive_attr_create(&attributes))
        defer { dnnl_primitive_attr_destroy(attributes) }
        try Self.check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user))
        var choice: dnnl_primitive_desc_t?
        try Self.check(dnnl_primitive_desc_create(&choice, &description, attributes, engine, nil))
        defer { dnnl_primitive_desc_destroy(choice) }
        packedLayout = dnnl_primitive_desc_query_md(choice, dnnl_query_weights_md, 0).pointee
        scratchLayout = dnnl_primitive_desc_query_md(choice, dnnl_query_scratchpad_md, 0).pointee
        var primitive: dnnl_primitive_t?
        try Self.check(dnnl_primitive_create(&primitive, choice))
        guard let primitive else { throw Self.failure(dnnl_out_of_memory) }
        self.primitive = primitive

        var (plain, packed) = (plainLayout, packedLayout)
        var reorder: dnnl_primitive_desc_t?
        try Self.check(dnnl_reorder_primitive_desc_create(&reorder, &plain, engine, &packed, engine, nil))
        defer { dnnl_primitive_desc_destroy(reorder) }
        var packing: dnnl_primitive_t?
        try Self.check(dnnl_primitive_create(&packing, reorder))
        guard let packing else { throw Self.failure(dnnl_out_of_memory) }
        self.packing = packing
    }

    deinit {
        dnnl_primitive_destroy(packing)
        dnnl_primitive_destroy(primitive)
        dnnl_engine_destroy(engine)
    }

    private static func layout(
        _ rows: Int, _ columns: Int, _ type: dnnl_data_type_t, _ tag: dnnl_format_tag_t
    ) throws(CasebookError) -> dnnl_memory_desc_t {
        // The function reads as many sizes as a tensor can have.
        var sizes = [dnnl_dim_t](repeating: 0, count: Int(DNNL_MAX_NDIMS))
        sizes[0] = Int64(rows)
        sizes[1] = Int64(columns)
        var layout = dnnl_memory_desc_t()
        try check(dnnl_memory_desc_init_by_tag(&layout, 2, sizes, type, tag))
        return layout
    }

    static func check(_ status: dnnl_status_t) throws(CasebookError) {
        if status != dnnl_success { throw failure(status) }
    }

    static func failure(_ status: dnnl_status_t) -> CasebookError {
        CasebookError(
            .unavailable, code: "matrix_product_failed",
            "oneDNN could not set up or compute a matrix product (status \(status.rawValue))",
            remedy: "check the memory that is free and the installation of libdnnl2")
    }
}

/// The sizes of a product: output (rows × columns) = left (rows × depth) × weights (depth × columns).
public struct ProductShape: Sendable, Hashable {
    public let rows: Int
    public let columns: Int
    public let depth: Int

    public init(rows: Int, columns: Int, depth: Int) {
        self.rows = rows
        self.columns = columns
        self.depth = depth
    }
}
