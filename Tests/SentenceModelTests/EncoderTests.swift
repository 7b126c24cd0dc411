import Domain
import Embedding
import SentenceModel
import Testing

@Suite struct EncoderTests {
    private static let shape = EncoderShape(
        hidden: 64, layers: 2, heads: 2, intermediate: 128, vocabulary: 50, positions: 80, types: 2, epsilon: 1e-12,
        usesTanhGELU: false)
    private static let reference = ReferenceEncoder(shape: shape, seed: 11)

    /// Sequences of every kind of length: below, at and above the blocks of the products and of attention.
    private static let sequences: [[Int32]] = [1, 2, 15, 16, 17, 31, 32, 33, 47, 64, 80].enumerated().map {
        number, length in (0..<length).map { Int32(($0 * 7 + number * 13) % 50) }
    }

    private func encode(
        _ sequences: [[Int32]], _ precision: EncoderPrecision, pooling: Encoder.Pooling = .mean, threads: Int = 1
    ) async throws -> EmbeddingMatrix {
        let encoder = try Encoder(
            shape: Self.shape, pooling: pooling, precision: precision, tensors: Self.reference)
        return try await BatchEncoder(encoder, threads: threads).encode(sequences)
    }

    private func cosine(_ row: ArraySlice<Float>, _ expected: [Double]) -> Double {
        zip(row, expected).reduce(0) { $0 + Double($1.0) * $1.1 }
    }

    @Test(arguments: [Encoder.Pooling.mean, .cls])
    func computesWhatThePaperSays(pooling: Encoder.Pooling) async throws {
        let floats = try await encode(Self.sequences, .f32, pooling: pooling)
        let integers = try await encode(Self.sequences, .int8, pooling: pooling)
        for (row, sequence) in Self.sequences.enumerated() {
            let expected = try Self.reference.vector(sequence, pooling: pooling)
            #expect(cosine(floats[row], expected) > 0.99999)
            #expect(cosine(integers[row], expected) > 0.99)
        }
    }

    @Test(arguments: EncoderPrecision.allCases)
    func givesTheSameBitsInAnyBatchOrderAndNumberOfThreads(precision: EncoderPrecision) async throws {
        let all = try await encode(Self.sequences, precision)
        let reversed = try await encode(Self.sequences.reversed(), precision, threads: 3)
        for (row, sequence) in Self.sequences.enumerated() {
            #expect(Array(all[row]) == Array(reversed[Self.sequences.count - 1 - row]))
            let alone = try await encode([sequence], precision)
            #expect(Array(all[row]) == Array(alone[0]))
        }
    }

    @Test func givesZerosForAnEmptySequenceAndOneVectorForEqualOnes() async throws {
        let matrix = try await encode([[], [3, 4, 5], [3, 4, 5], []], .int8)
        #expect(matrix[0].allSatisfy { $0 == 0 })
        #expect(matrix[3].allSatisfy { $0 == 0 })
        #expect(Array(matrix[1]) == Array(matrix[2]))
        #expect(try await encode([], .int8).count == 0)
    }

    @Test func refusesSizesThatItCannotCompute() {
        let odd = EncoderShape(
            hidden: 60, layers: 1, heads: 6, intermediate: 128, vocabulary: 50, positions: 80, types: 2,
            epsilon: 1e-12, usesTanhGELU: false)
        #expect(throws: CasebookError.self) {
            try Encoder(
                shape: odd, pooling: .mean, precision: .f32, tensors: ReferenceEncoder(shape: odd, seed: 1))
        }
    }
}
