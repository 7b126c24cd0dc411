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

    @Test func givesTheSameBitsWithEveryInstructionSet() {
        let length = 37
        let queriesKeysValues = Self.values(length * 3 * 4 * 32, seed: 3)
        let forms = Self.everyForm { kernels in
            var scratch = [Float](repeating: 0, count: VectorKernels.attentionScratch(length: length, width: 32))
            var output = [Float](repeating: 0, count: length * 4 * 32)
            kernels.attend(
                queriesKeysValues, length: length, heads: 4, width: 32, scratch: &scratch, into: &output)
            kernels.gelu(&output, output.count, usesTanh: false)
            kernels.gelu(&scratch, 128, usesTanh: true)
            let other = Self.values(128, seed: 4)
            kernels.addAndNormalise(&output, other, 128, gamma: other, beta: other, epsilon: 1e-12)
            var bytes = [UInt8](repeating: 0, count: 128)
            let row = kernels.quantise(output, 128, into: &bytes)
            kernels.normalise(&output, 128)
            return output.map(\.bitPattern) + bytes.map(UInt32.init)
                + [row.scale.bitPattern, UInt32(bitPattern: row.zero)] + scratch.prefix(128).map(\.bitPattern)
        }
        #expect(forms[0] == forms[1])
        #expect(forms[0] == forms[2])
    }

    @Test func attendsAsTheDefinitionSays() {
        for length in [1, 2, 15, 16, 17, 64, 200] {
            let heads = 2
            let width = 32
            let input = Self.values(length * 3 * heads * width, seed: UInt64(length))
            var scratch = [Float](repeating: 0, count: VectorKernels.attentionScratch(length: length, width: width))
            var output = [Float](repeating: 0, count: length * heads * width)
            VectorKernels().attend(
                input, length: length, heads: heads, width: width, scratch: &scratch, into: &output)
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
            #expect(worst < 1e-5)
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
        VectorKernels().addAndNormalise(&output, y, 384, gamma: gamma, beta: beta, epsilon: 1e-12)
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
