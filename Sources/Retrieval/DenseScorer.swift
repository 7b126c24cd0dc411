import Domain

/// Cosines of one vector against the rows of a matrix, by SIMD.
enum DenseScorer {
    /// The inner product of `query` with each of `rows`. Sums are made in fixed lanes without fused operations,
    /// so every machine gives the same bits. Returns zeros when the query has another dimension.
    static func scores(of query: [Float], rows: [Int], in matrix: EmbeddingMatrix) -> [Float] {
        var scores = [Float](repeating: 0, count: rows.count)
        guard query.count == matrix.dimension else { return scores }
        matrix.storage.withUnsafeBufferPointer { values in
            query.withUnsafeBufferPointer { query in
                guard let base = values.baseAddress, let vector = query.baseAddress else { return }
                for (index, row) in rows.enumerated() {
                    scores[index] = product(vector, base + row * matrix.dimension, matrix.dimension)
                }
            }
        }
        return scores
    }

    /// The cosine of two rows.
    static func similarity(_ left: Int, _ right: Int, in matrix: EmbeddingMatrix) -> Float {
        matrix.storage.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return 0 }
            return product(base + left * matrix.dimension, base + right * matrix.dimension, matrix.dimension)
        }
    }

    private static func product(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        var first = SIMD16<Float>.zero
        var second = SIMD16<Float>.zero
        var index = 0
        let a = UnsafeRawPointer(left)
        let b = UnsafeRawPointer(right)
        while index + 32 <= count {
            let offset = index * 4
            first +=
                a.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                * b.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            second +=
                a.loadUnaligned(fromByteOffset: offset + 64, as: SIMD16<Float>.self)
                * b.loadUnaligned(fromByteOffset: offset + 64, as: SIMD16<Float>.self)
            index += 32
        }
        var sum = (first + second).sum()
        while index < count {
            sum += left[index] * right[index]
            index += 1
        }
        return sum
    }
}
