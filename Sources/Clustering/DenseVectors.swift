/// Vectors in row-major order, gathered for the graph. Rows have unit length or are zero.
struct DenseVectors {
    let count: Int
    let dimension: Int
    let storage: [Float]

    /// Gathers rows of a larger matrix.
    init(gathering rows: [Int], from source: [Float], dimension: Int) {
        count = rows.count
        self.dimension = dimension
        storage = [Float](unsafeUninitializedCapacity: rows.count * dimension) { buffer, initialized in
            source.withUnsafeBufferPointer { source in
                for (index, row) in rows.enumerated() {
                    for column in 0..<dimension {
                        buffer[index * dimension + column] = source[row * dimension + column]
                    }
                }
            }
            initialized = rows.count * dimension
        }
    }

    /// The inner product of two rows, summed in order of column like every inner product here, so that the same
    /// pair has the same similarity wherever it is computed.
    func similarity(_ left: Int, _ right: Int) -> Float {
        storage.withUnsafeBufferPointer { values in
            var sum: Float = 0
            let a = left * dimension
            let b = right * dimension
            for column in 0..<dimension { sum += values[a + column] * values[b + column] }
            return sum
        }
    }

    /// Reads a row, `dimension` values.
    @inline(__always) func withRow<Result>(_ node: Int, _ body: (UnsafePointer<Float>) -> Result) -> Result {
        storage.withUnsafeBufferPointer { values in
            // A matrix of no columns has no memory; nothing is read then.
            let base = values.baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Float>.alignment)!
            return body(base + node * dimension)
        }
    }

    /// The inner products of one row with several.
    func similarities(_ row: Int, with others: [Int32]) -> [Float] { others.map { similarity(row, Int($0)) } }

    func isZero(_ row: Int) -> Bool {
        for column in 0..<dimension where storage[row * dimension + column] != 0 { return false }
        return true
    }
}
