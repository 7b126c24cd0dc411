import Domain
import LinearAlgebra

/// Vectors of nodes: some rows of a row-major matrix, which is shared and not copied. Rows have unit length or are zero.
struct DenseVectors {
    let dimension: Int
    private let storage: FloatStorage
    /// The row of each node in `storage`.
    private let rows: [Int32]
    private let kernels = ScoreKernels()

    var count: Int { rows.count }

    /// - Parameter rows: the row of each node in `storage`, which has `dimension` columns.
    init(_ rows: [Int], of storage: FloatStorage, dimension: Int) {
        self.rows = rows.map(Int32.init)
        self.storage = storage
        self.dimension = dimension
    }

    /// Reads a node's vector, `dimension` values.
    @inline(__always) func withRow<Result>(_ node: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        storage.withUnsafeBufferPointer { storage in
            let start = Int(rows[node]) * dimension
            return body(UnsafeBufferPointer(rebasing: storage[start..<start + dimension]))
        }
    }

    /// The inner product of two nodes' vectors, always summed in the same order: the same pair has the same
    /// similarity, to the bit, wherever and on whatever machine it is computed.
    func similarity(_ left: Int, _ right: Int) -> Float {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1) { other in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { similarity in
                other[0] = Int32(right)
                similarity[0] = 0
                similarities(left, with: other, into: similarity)
                return similarity[0]
            }
        }
    }

    /// Writes the inner products of one node's vector with others', whose numbers it takes as room to work in.
    func similarities(
        _ node: Int, with others: UnsafeMutableBufferPointer<Int32>, into output: UnsafeMutableBufferPointer<Float>
    ) {
        for index in others.indices { others[index] = rows[Int(others[index])] }
        storage.withUnsafeBufferPointer { storage in
            guard let base = storage.baseAddress, let first = others.baseAddress, let output = output.baseAddress
            else { return }
            kernels.innerProducts(
                of: base + Int(rows[node]) * dimension, with: first, of: base, count: others.count,
                width: dimension, into: output)
        }
    }

    /// Says that nodes are read in no order of the matrix from now on.
    func expectScatteredReads() { storage.expectScatteredReads() }

    /// The places of some nodes in their array, in the order in which the matrix holds their vectors.
    func placesInOrderOfStorage(_ nodes: [Int32]) -> [Int32] {
        nodes.indices.sorted { rows[Int(nodes[$0])] < rows[Int(nodes[$1])] }.map(Int32.init)
    }

    func isZero(_ node: Int) -> Bool { withRow(node) { row in row.allSatisfy { $0 == 0 } } }
}
