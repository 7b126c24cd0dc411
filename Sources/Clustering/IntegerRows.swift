import LinearAlgebra

/// Unit vectors as rows of 7-bit integers. Their inner products are sums of integers, the same on every processor,
/// and rank neighbours nearly as the vectors do: a cosine of 384 columns is off by .0015 (standard deviation).
///
/// Values lie within ±63 (see `MatrixProduct.ElementKind`): vectors are rotated (`VectorRotation`), and a column of
/// 4.5 times the usual size is the largest that can be told.
struct IntegerRows {
    static let limit: Float = 63
    static let reach: Float = 4.5

    /// Columns, a multiple of 64.
    let depth: Int
    /// Row-major, each value plus 128.
    let bytes: [UInt8]
    /// 128 × the sum of each row's values: what the 128 adds to a product in which the row is the signed side.
    let excess: [Int32]
    private let kernels = ScoreKernels()

    var count: Int { excess.count }

    init(bytes: [UInt8], excess: [Int32], depth: Int) {
        self.bytes = bytes
        self.excess = excess
        self.depth = depth
    }

    /// Rounds rows of vectors, in the order given.
    init(_ rows: [Int32], of vectors: DenseVectors, threads: Int) {
        let rotation = VectorRotation(columns: vectors.dimension)
        let depth = rotation.depth
        let scale = Float(depth).squareRoot() / (64 * IntegerRows.reach) * IntegerRows.limit
        // Vectors that come from a file are read from its start to its end.
        let reading = vectors.placesInOrderOfStorage(rows)
        var excess = [Int32](repeating: 0, count: rows.count)
        bytes = [UInt8](unsafeUninitializedCapacity: rows.count * depth) { bytes, initialized in
            excess.withUnsafeMutableBufferPointer { excess in
                // Each chunk writes its own rows only.
                nonisolated(unsafe) let (bytes, excess) = (bytes, excess)
                Parallel.forEachChunk(count: rows.count, size: 256, threads: threads) { range, _ in
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: depth * 2) { scratch in
                        guard let rotated = scratch.baseAddress, let bytes = bytes.baseAddress else { return }
                        for place in range {
                            let row = Int(reading[place])
                            vectors.withRow(Int(rows[row])) {
                                rotation.apply($0, into: rotated, scratch: rotated + depth)
                            }
                            excess[row] = 128 * IntegerRows.round(rotated, depth, scale, into: bytes + row * depth)
                        }
                    }
                }
            }
            initialized = rows.count * depth
        }
        self.excess = excess
        self.depth = depth
    }

    /// Writes a row's integers, plus 128 each, and gives their sum without.
    private static func round(
        _ row: UnsafePointer<Float>, _ depth: Int, _ scale: Float, into target: UnsafeMutablePointer<UInt8>
    ) -> Int32 {
        var sum: Int32 = 0
        // A loop that the compiler makes wide by itself; `SIMD` types clamp slowly.
        for column in 0..<depth {
            let value = row[column] * scale
            let clamped = value > limit ? limit : value < -limit ? -limit : value
            // Adding 1.5 · 2²³ rounds to the nearest integer, halves to even, and leaves it in the low bits.
            let integer = Int32(bitPattern: (clamped + 12_582_912).bitPattern) &- 0x4B40_0000
            sum &+= integer
            target[column] = UInt8(truncatingIfNeeded: integer &+ 128)
        }
        return sum
    }

    /// Copies rows, as the signed side of products, one after the other; what is left of `values` becomes zero.
    func copySigned(_ rows: ArraySlice<Int32>, into values: inout [Int8]) {
        bytes.withUnsafeBufferPointer { bytes in
            var next = 0
            for row in rows {
                let start = Int(row) * depth
                for column in 0..<depth { values[next + column] = Int8(bitPattern: bytes[start + column] ^ 0x80) }
                next += depth
            }
            for index in next..<values.count { values[index] = 0 }
        }
    }

    /// Writes the scores of a row with others: the inner products of their integers.
    func scores(
        _ row: Int, with others: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Int32>
    ) {
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let first = others.baseAddress, let scores = scores.baseAddress
            else { return }
            kernels.integerProducts(
                of: base + row * depth, with: first, of: base, count: others.count, width: depth, into: scores)
        }
    }
}
