import Foundation
import LinearAlgebra
import Testing

@Suite struct VectorKernelsTests {
    private static func values(_ count: Int, seed: UInt64, spread: Float = 4) -> [Float] {
        var random = Sequence64(state: seed)
        return (0..<count).map { _ in (Float(random.next() % 20_001) / 10_000 - 1) * spread }
    }

    /// Runs a computation with each form of the kernels and gives their results.
    private static func everyForm(_ compute: (VectorKernels) -> [UInt32]) -> [[UInt32]] {
        InstructionSet.allCases.map { compute(VectorKernels($0)) }
    }

    private static func attention(
        _ kernels: VectorKernels, _ input: [Float], length: Int, heads: Int, width: Int, integers: Bool
    ) -> [Float] {
        var scratch = [Float](repeating: 0, count: VectorKernels.attentionScratch(length: length, width: width))
        var output = [Float](repeating: 0, count: length * heads * width)
        kernels.attend(
            input, length: length, heads: heads, width: width, integers: integers, scratch: &scratch, into: &output)
        return output
    }

    private static func norm(_ gamma: [Float], _ beta: [Float]) -> VectorKernels.Norm {
        VectorKernels.Norm(gamma: UnsafePointer(copy(gamma)), beta: UnsafePointer(copy(beta)), epsilon: 1e-12)
    }

    @Test(arguments: [1, 16, 37], [16, 32, 64]) func givesTheSameBitsWithEveryInstructionSet(length: Int, width: Int) {
        let input = Self.values(length * 3 * 4 * width, seed: 3)
        let forms = Self.everyForm { kernels in
            var output = Self.attention(kernels, input, length: length, heads: 4, width: width, integers: false)
            let exact = Self.attention(kernels, input, length: length, heads: 4, width: width, integers: true)
            kernels.gelu(&output, output.count, usesTanh: false)
            var other = Self.values(64, seed: 4)
            kernels.addAndNormalise(&output, input, 64, Self.norm(other, other))
            kernels.gelu(&other, 64, usesTanh: true)
            var bytes = [UInt8](repeating: 0, count: 64)
            let row = kernels.quantise(output, 64, into: &bytes)
            kernels.normalise(&output, 64)
            return (output + exact + other).map(\.bitPattern) + bytes.map(UInt32.init)
                + [row.scale.bitPattern, UInt32(bitPattern: row.zero)]
        }
        #expect(forms[0] == forms[1])
        #expect(forms[0] == forms[2])
    }

    @Test func finishesSumsTheSameWayWithEveryInstructionSet() {
        let sums = (0..<384).map { Int32(($0 * 7_919) % 60_001 - 30_000) }
        let columnSums = (0..<384).map { Int32(($0 * 31) % 401 - 200) }
        let scales = Self.values(384, seed: 5, spread: 0.01)
        let bias = Self.values(384, seed: 6)
        let residual = Self.values(384, seed: 7)
        let row = VectorKernels.Quantisation(scale: 0.02, zero: 17)
        let plain = (0..<384).map { column in
            Double(sums[column] - 17 * columnSums[column]) * Double(scales[column]) * 0.02 + Double(bias[column])
        }
        let forms = Self.everyForm { kernels in
            var values = [[Float]](repeating: residual, count: 3)
            let columns = VectorKernels.Columns(
                scales: UnsafePointer(Self.copy(scales)), sums: UnsafePointer(Self.copy(columnSums)),
                bias: UnsafePointer(Self.copy(bias)))
            kernels.dequantise(sums, 384, row, columns, into: &values[0])
            kernels.dequantiseGELU(sums, 384, row, columns, into: &values[1])
            kernels.dequantiseAddAndNormalise(&values[2], sums, 384, row, columns, Self.norm(scales, bias))
            for (column, x) in plain.enumerated() {
                #expect(abs(Double(values[0][column]) - x) < 1e-4)
                #expect(abs(Double(values[1][column]) - 0.5 * x * (1 + erf(x / 2.0.squareRoot()))) < 3e-4)
            }
            var expected = residual
            kernels.addAndNormalise(&expected, values[0], 384, Self.norm(scales, bias))
            #expect(values[2] == expected)
            return values.joined().map(\.bitPattern)
        }
        #expect(forms[0] == forms[1])
        #expect(forms[0] == forms[2])
    }

    /// Memory that outlives the call; a test's few rows may stay until it ends.
    private static func copy<Value>(_ values: [Value]) -> UnsafeMutablePointer<Value> {
        let memory = UnsafeMutablePointer<Value>.allocate(capacity: values.count)
        memory.initialize(from: values, count: values.count)
        return memory
    }

    @Test(arguments: [false, true]) func attendsAsTheDefinitionSays(integers: Bool) {
        for length in [1, 2, 15, 16, 17, 64, 200] {
            let heads = 2
            let width = 32
            let input = Self.values(length * 3 * heads * width, seed: UInt64(length))
            let output = Self.attention(
                VectorKernels(), input, length: length, heads: heads, width: width, integers: integers)
            let row = 3 * heads * width
            var worst = 0.0
            for head in 0..<heads {
                for query in 0..<length {
                    var weights = (0..<length).map { key in
                        (0..<width).reduce(0.0) { sum, column in
                            sum + Double(input[query * row + head * width + column])
                                * Double(input[key * row + (heads + head) * width + column])
                        } / Double(width).squareRoot()
                    }
                    let most = weights.max() ?? 0
                    weights = weights.map { exp($0 - most) }
                    let total = weights.reduce(0, +)
                    for column in 0..<width {
                        let expected = (0..<length).reduce(0.0) { sum, key in
                            sum + weights[key] / total * Double(input[key * row + (2 * heads + head) * width + column])
                        }
                        worst = max(worst, abs(Double(output[(query * heads + head) * width + column]) - expected))
                    }
                }
            }
            // Values reach 4, scores 16: the integers of queries and keys have 12 bits.
            #expect(worst < (integers ? 2e-2 : 1e-5))
        }
    }

    @Test func computesBothFormsOfGELU() {
        let input = (0..<1_024).map { Float($0) / 64 - 8 }
        var exact = input
        var tanhForm = input
        VectorKernels().gelu(&exact, exact.count, usesTanh: false)
        VectorKernels().gelu(&tanhForm, tanhForm.count, usesTanh: true)
        for (index, value) in input.enumerated() {
            let x = Double(value)
            #expect(abs(Double(exact[index]) - 0.5 * x * (1 + erf(x / 2.0.squareRoot()))) < 2e-6)
            let inner = (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
            #expect(abs(Double(tanhForm[index]) - 0.5 * x * (1 + tanh(inner))) < 2e-6)
        }
    }

    @Test func quantisesWithinHalfAStep() {
        for values in [Self.values(384, seed: 9), [Float](repeating: 0, count: 16), [Float](repeating: -3, count: 16)] {
            var bytes = [UInt8](repeating: 7, count: values.count)
            let row = VectorKernels().quantise(values, values.count, into: &bytes)
            for (value, byte) in zip(values, bytes) {
                #expect(abs(Float(Int32(byte) - row.zero) * row.scale - value) <= row.scale * 0.51)
            }
        }
    }

    @Test func normalisesLayersAndRows() {
        let x = Self.values(384, seed: 11)
        let y = Self.values(384, seed: 12)
        let gamma = Self.values(384, seed: 13)
        let beta = Self.values(384, seed: 14)
        var output = x
        VectorKernels().addAndNormalise(&output, y, 384, Self.norm(gamma, beta))
        let sums = zip(x, y).map { Double($0) + Double($1) }
        let mean = sums.reduce(0, +) / 384
        let deviation = (sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 384).squareRoot()
        for column in 0..<384 {
            let expected = (sums[column] - mean) / deviation * Double(gamma[column]) + Double(beta[column])
            #expect(abs(Double(output[column]) - expected) < 1e-4)
        }
        VectorKernels().normalise(&output, 384)
        #expect(abs(output.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        var zeros = [Float](repeating: 0, count: 32)
        VectorKernels().normalise(&zeros, 32)
        #expect(zeros.allSatisfy { $0 == 0 })
    }
}
