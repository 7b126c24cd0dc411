import LinearAlgebra
import Testing

/// Pseudo-random integers, the same on every machine.
struct Sequence64 {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

@Suite struct MatrixProductTests {
    @Test func multipliesIntegersExactly() throws {
        let shape = ProductShape(rows: 64, columns: 96, depth: 384)
        var random = Sequence64(state: 1)
        // Every value that may occur, the extremes most: sums of two products in 16 bits would overflow on ±127.
        let rows = (0..<64 * 384).map { _ in random.next() % 3 == 0 ? UInt8(255) : UInt8(random.next() % 256) }
        let weights = (0..<96 * 384).map { _ in
            random.next() % 3 == 0 ? Int8(63) : Int8(Int(random.next() % 127) - 63)
        }
        let product = try MatrixProduct(shape, of: .integer)
        let packed = try weights.withUnsafeBufferPointer { try PackedWeights($0, for: product) }
        let runner = try ProductRunner(product)
        var sums = [Int32](repeating: 0, count: 64 * 96)
        try rows.withUnsafeBufferPointer { rows in
            try sums.withUnsafeMutableBufferPointer { sums in
                try runner.multiply(#require(rows.baseAddress), packed, into: #require(sums.baseAddress))
            }
        }
        for row in 0..<64 {
            for column in 0..<96 {
                var expected: Int32 = 0
                for depth in 0..<384 {
                    expected += Int32(rows[row * 384 + depth]) * Int32(weights[column * 384 + depth])
                }
                #expect(sums[row * 96 + column] == expected)
            }
        }
    }

    @Test func givesARowTheSameBitsWhereverItStands() throws {
        let shape = ProductShape(rows: 64, columns: 384, depth: 1_536)
        var random = Sequence64(state: 2)
        let row = (0..<1_536).map { _ in Float(random.next() % 2_000) / 1_000 - 1 }
        let weights = (0..<384 * 1_536).map { _ in Float(random.next() % 2_000) / 1_000 - 1 }
        let product = try MatrixProduct(shape, of: .float)
        let packed = try weights.withUnsafeBufferPointer { try PackedWeights($0, for: product) }
        let runner = try ProductRunner(product)
        let rows = (0..<64).flatMap { _ in row }
        let bias = (0..<384).map { Float($0) - 100 }
        var sums = [Float](repeating: 0, count: 64 * 384)
        try rows.withUnsafeBufferPointer { rows in
            try bias.withUnsafeBufferPointer { bias in
                try sums.withUnsafeMutableBufferPointer { sums in
                    try runner.multiply(
                        #require(rows.baseAddress), packed, addingBias: #require(bias.baseAddress),
                        into: #require(sums.baseAddress))
                }
            }
        }
        let first = Array(sums[0..<384])
        for position in 1..<64 { #expect(Array(sums[position * 384..<(position + 1) * 384]) == first) }
        var exact = 0.0
        for depth in 0..<1_536 { exact += Double(row[depth]) * Double(weights[depth]) }
        #expect(abs(Double(first[0]) - (exact - 100)) < 1e-3)
    }

    @Test func sharesPackedWeightsAmongThreads() async throws {
        let product = try MatrixProduct(ProductShape(rows: 64, columns: 64, depth: 64), of: .integer)
        let weights = (0..<64 * 64).map { Int8($0 % 63) }
        let packed = try weights.withUnsafeBufferPointer { try PackedWeights($0, for: product) }
        let results = try await withThrowingTaskGroup(of: [Int32].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let runner = try ProductRunner(product)
                    let rows = (0..<64 * 64).map { UInt8($0 % 251) }
                    var sums = [Int32](repeating: 0, count: 64 * 64)
                    for _ in 0..<50 {
                        try rows.withUnsafeBufferPointer { rows in
                            try sums.withUnsafeMutableBufferPointer { sums in
                                try runner.multiply(
                                    #require(rows.baseAddress), packed, into: #require(sums.baseAddress))
                            }
                        }
                    }
                    return sums
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results).count == 1)
    }
}
