internal import CVectorKernels

/// The loops of nearest-neighbour search. Every form of them, for wider or narrower vectors, gives the same bits.
///
/// Nothing is checked here: callers own the buffers and their sizes.
public struct ScoreKernels: @unchecked Sendable {
    // The table is constant data of the program.
    private let table: UnsafePointer<casebook_score_kernels>

    /// The kernels for an instruction set, or for the widest below it that this processor has.
    public init(_ set: InstructionSet = .current) { table = casebook_score_kernels_for(set.level) }

    /// Writes the columns in which `scores − excess` is greater than a bar, ascending, and returns how many there are.
    ///
    /// - Parameter width: columns, a multiple of 16 and at most 65,536; `hits` has room for as many.
    public func columns(
        of scores: UnsafePointer<Int32>, minus excess: UnsafePointer<Int32>, above bar: Int32, width: Int,
        into hits: UnsafeMutablePointer<UInt16>
    ) -> Int {
        table.pointee.above_bar(scores, excess, bar, width, hits)
    }

    /// Writes the columns in which `scores − excess` is greater than a bar or than the column's own bar, ascending,
    /// and returns how many there are.
    public func columns(
        of scores: UnsafePointer<Int32>, minus excess: UnsafePointer<Int32>, above bar: Int32,
        or bars: UnsafePointer<Int32>, width: Int, into hits: UnsafeMutablePointer<UInt16>
    ) -> Int {
        table.pointee.above_bars(scores, excess, bar, bars, width, hits)
    }

    /// Writes the inner products of a vector with rows of a row-major matrix, each summed in one order whatever the
    /// machine: 16 partial sums, columns in turn, then added in halves, nothing fused.
    public func innerProducts(
        of query: UnsafePointer<Float>, with rows: UnsafePointer<Int32>, of matrix: UnsafePointer<Float>, count: Int,
        width: Int, into products: UnsafeMutablePointer<Float>
    ) {
        table.pointee.inner_products(query, matrix, rows, count, width, products)
    }

    /// Writes the integer products of a row of bytes with rows of a row-major matrix, 128 taken off each byte.
    ///
    /// - Parameter width: columns, a multiple of 64. Bytes lie within 63 of 128.
    public func integerProducts(
        of query: UnsafePointer<UInt8>, with rows: UnsafePointer<Int32>, of matrix: UnsafePointer<UInt8>, count: Int,
        width: Int, into products: UnsafeMutablePointer<Int32>
    ) {
        table.pointee.integer_products(query, matrix, rows, count, width, products)
    }
}
