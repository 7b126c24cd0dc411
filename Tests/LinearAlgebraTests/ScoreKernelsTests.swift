import LinearAlgebra
import Testing

struct ScoreKernelsTests {
    private let sets = InstructionSet.allCases

    @Test func findsTheSameColumnsWithEachInstructionSet() {
        let scores = (0..<512).map { Int32(truncatingIfNeeded: $0 * 7_919 % 1_000) }
        let excess = (0..<512).map { Int32(truncatingIfNeeded: $0 * 31 % 100) }
        let bars = (0..<512).map { Int32(truncatingIfNeeded: $0 * 613 % 1_400) }
        let above = (0..<512).filter { scores[$0] - excess[$0] > 800 }.map { UInt16($0) }
        let either = (0..<512).filter { scores[$0] - excess[$0] > min(800, bars[$0]) }.map { UInt16($0) }
        for set in sets {
            let kernels = ScoreKernels(set)
            var hits = [UInt16](repeating: 0, count: 512)
            let count = kernels.columns(of: scores, minus: excess, above: 800, width: 512, into: &hits)
            #expect(Array(hits.prefix(count)) == above)
            let both = kernels.columns(of: scores, minus: excess, above: 800, or: bars, width: 512, into: &hits)
            #expect(Array(hits.prefix(both)) == either)
        }
    }

    @Test(arguments: [1, 16, 37, 384])
    func givesTheSameBitsWithEachInstructionSet(_ width: Int) {
        let matrix = (0..<width * 9).map { Float($0 * 7_919 % 2_003) / 1_001 - 1 }
        let rows: [Int32] = [3, 0, 8, 8, 1]
        let results = sets.map { set in
            var products = [Float](repeating: 0, count: rows.count)
            ScoreKernels(set).innerProducts(
                of: matrix, with: rows, of: matrix, count: rows.count, width: width, into: &products)
            return products.map(\.bitPattern)
        }
        #expect(Set(results).count == 1)
        let exact = rows.map { row in
            (0..<width).reduce(0.0) { $0 + Double(matrix[$1]) * Double(matrix[Int(row) * width + $1]) }
        }
        for (product, exact) in zip(results[0], exact) {
            #expect(abs(Double(Float(bitPattern: product)) - exact) < 1e-4 * Double(width))
        }
    }

    @Test func multipliesIntegersExactly() {
        let matrix: [UInt8] = (0..<128 * 5).map { index in UInt8(65 + (index * 7_919) % 127) }
        let rows: [Int32] = [4, 0, 2]
        let exact: [Int32] = rows.map { row in
            var sum: Int32 = 0
            for column in 0..<128 {
                let left = Int32(matrix[column]) - 128
                let right = Int32(matrix[Int(row) * 128 + column]) - 128
                sum += left * right
            }
            return sum
        }
        for set in sets {
            var products = [Int32](repeating: 0, count: rows.count)
            ScoreKernels(set).integerProducts(
                of: matrix, with: rows, of: matrix, count: rows.count, width: 128, into: &products)
            #expect(products == exact)
        }
    }
}
