import Domain
import LinearAlgebra

/// Some rows of integers, in blocks that are packed as the right-hand side of products, with what the products need
/// to be read.
struct IntegerBlocks: Sendable {
    let product: MatrixProduct
    /// Rows in all blocks together.
    let count: Int
    private let packed: [PackedWeights]
    /// Of each row what the left side's 128 adds to a score; rows that fill the last block up come below any bar.
    private let excess: [Int32]
    /// The number of each row, by which equal scores are ordered.
    private let numbers: [Int32]

    /// Rows of a block.
    var width: Int { product.shape.columns }
    /// Rows of the left-hand side that are multiplied at once.
    var panel: Int { product.shape.rows }
    var blockCount: Int { packed.count }

    /// Packs rows in the order given.
    init(
        _ members: [Int32], of rows: IntegerRows, for product: MatrixProduct, threads: Int
    ) throws(CasebookError) {
        let width = product.shape.columns
        let blocks = (members.count + width - 1) / width
        var packed = [PackedWeights?](repeating: nil, count: blocks)
        try packed.withUnsafeMutableBufferPointer { (packed) throws(CasebookError) in
            // Each chunk writes its own block only.
            nonisolated(unsafe) let packed = packed
            try Parallel.forEachChunk(count: blocks, size: 1, threads: threads) { (range, _) throws(CasebookError) in
                var values = [Int8](repeating: 0, count: width * rows.depth)
                for block in range {
                    rows.copySigned(
                        members[block * width..<min((block + 1) * width, members.count)], into: &values)
                    packed[block] = try values.withUnsafeBufferPointer { (values) throws(CasebookError) in
                        try PackedWeights(values, for: product)
                    }
                }
            }
        }
        self.product = product
        self.packed = packed.compactMap { $0 }
        count = members.count
        let padding = blocks * width - members.count
        excess = members.map { rows.excess[Int($0)] } + [Int32](repeating: 1 << 29, count: padding)
        numbers = members + [Int32](repeating: -1, count: padding)
    }

    /// The products that blocks of rows are made for: `panel` rows with `width` others at once.
    static func product(panel: Int, width: Int, depth: Int) throws(CasebookError) -> MatrixProduct {
        try MatrixProduct(ProductShape(rows: panel, columns: width, depth: depth), of: .integer)
    }

    /// The rows of a block, by place.
    func range(of block: Int) -> Range<Int> { block * width..<min((block + 1) * width, count) }

    func weights(of block: Int) -> PackedWeights { packed[block] }

    /// Reads a block's `width` excesses and numbers.
    @inline(__always) func withBlock(
        _ block: Int, _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>) -> Void
    ) {
        excess.withUnsafeBufferPointer { excess in
            numbers.withUnsafeBufferPointer { numbers in
                guard let excess = excess.baseAddress, let numbers = numbers.baseAddress else { return }
                body(excess + block * width, numbers + block * width)
            }
        }
    }
}
