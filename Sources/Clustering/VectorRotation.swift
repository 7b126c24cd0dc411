/// A fixed rotation that spreads every vector evenly over its columns: random signs and Walsh–Hadamard transforms of
/// 64 columns, twice, with the columns dealt out anew in between (after Ailon and Chazelle, "The fast
/// Johnson–Lindenstrauss transform", 2009). Inner products stay as they were, and no column of any model's vectors
/// is larger than others any more, so that one step of rounding suits all.
struct VectorRotation {
    /// Columns after the rotation: a multiple of 64.
    let depth: Int
    private let columns: Int
    private let signs: [Float]
    private let blocks: Int

    /// - Parameter columns: of the vectors; missing ones up to `depth` count as zeros.
    init(columns: Int) {
        self.columns = columns
        blocks = max((columns + 63) / 64, 1)
        depth = blocks * 64
        var random = SplitMix64(seed: 0x0707_A7E5)
        signs = (0..<blocks * 128).map { _ in random.next() & 1 == 0 ? 1 : -1 }
    }

    /// Writes a row of `depth` values, each 64 times what a rotation of length 1 would give.
    ///
    /// - Parameter scratch: room for `depth` values.
    func apply(
        _ row: UnsafeBufferPointer<Float>, into output: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        signs.withUnsafeBufferPointer { signs in
            guard let signs = signs.baseAddress else { return }
            for column in 0..<columns { output[column] = row[column] * signs[column] }
            for column in columns..<depth { output[column] = 0 }
            for block in 0..<blocks { VectorRotation.transform(output + block * 64, scratch + block * 64) }
            for block in 0..<blocks {
                for column in 0..<64 { scratch[column * blocks + block] = output[block * 64 + column] }
            }
            for column in 0..<depth { output[column] = scratch[column] * signs[depth + column] }
            for block in 0..<blocks { VectorRotation.transform(output + block * 64, scratch + block * 64) }
        }
    }

    /// The Walsh–Hadamard transform of 64 values in six equal stages of sums and differences of pairs.
    @inline(__always) private static func transform(
        _ values: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
    ) {
        for _ in 0..<3 {
            stage(values, scratch)
            stage(scratch, values)
        }
    }

    @inline(__always) private static func stage(
        _ source: UnsafeMutablePointer<Float>, _ target: UnsafeMutablePointer<Float>
    ) {
        for index in stride(from: 0, to: 32, by: 8) {
            let pairs = UnsafeRawPointer(source + index * 2).loadUnaligned(as: SIMD16<Float>.self)
            let (left, right) = (pairs.evenHalf, pairs.oddHalf)
            UnsafeMutableRawPointer(target + index).storeBytes(of: left + right, as: SIMD8<Float>.self)
            UnsafeMutableRawPointer(target + 32 + index).storeBytes(of: left - right, as: SIMD8<Float>.self)
        }
    }
}
