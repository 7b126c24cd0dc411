/// Unit vectors of texts: `count` rows of `dimension` columns, row after row.
public struct EmbeddingMatrix: Sendable, Equatable {
    public let count: Int
    public let dimension: Int
    /// Row-major, `count * dimension` values.
    public let storage: FloatStorage

    /// - Precondition: `storage.count == count * dimension`.
    public init(count: Int, dimension: Int, storage: [Float]) {
        self.init(count: count, dimension: dimension, storage: FloatStorage(storage))
    }

    /// - Precondition: `storage.count == count * dimension`.
    public init(count: Int, dimension: Int, storage: FloatStorage) {
        precondition(storage.count == count * dimension, "a matrix has count × dimension values")
        self.count = count
        self.dimension = dimension
        self.storage = storage
    }

    /// Stacks rows of equal length.
    public init(rows: [[Float]], dimension: Int) {
        var storage: [Float] = []
        storage.reserveCapacity(rows.count * dimension)
        for row in rows { storage += row }
        self.init(count: rows.count, dimension: dimension, storage: storage)
    }

    /// One row; its indices need not begin at 0.
    public subscript(row: Int) -> ArraySlice<Float> { storage.part(row * dimension..<(row + 1) * dimension) }

    /// The inner product of two rows: their cosine, as rows have unit length.
    public func similarity(_ left: Int, _ right: Int) -> Float {
        storage.withUnsafeBufferPointer { values in
            var sum: Float = 0
            let a = left * dimension
            let b = right * dimension
            for column in 0..<dimension { sum += values[a + column] * values[b + column] }
            return sum
        }
    }
}
