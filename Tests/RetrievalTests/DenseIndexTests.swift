import Domain
import Testing

@testable import Retrieval

@Suite struct DenseIndexTests {
    /// Unit vectors around a few directions, from a fixed generator.
    static func vectors(_ count: Int, dimension: Int, seed: UInt64) -> EmbeddingMatrix {
        var state = seed
        func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 24) - 0.5
        }
        let directions = (0..<8).map { _ in (0..<dimension).map { _ in next() } }
        let rows = (0..<count).map { row -> [Float] in
            let values = directions[row % 8].map { $0 + 0.7 * next() }
            let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return values.map { $0 / length }
        }
        return EmbeddingMatrix(rows: rows, dimension: dimension)
    }

    @Test(arguments: [384, 100, 3])
    func isNeverFurtherOffThanItSays(dimension: Int) {
        let matrix = Self.vectors(500, dimension: dimension, seed: 3)
        let index = DenseIndex(matrix, rows: Array(0..<500))
        let all = (0..<500).map(Int32.init)
        for query in [0, 17, 499].map({ Array(matrix[$0]) }) {
            let exact = index.products(of: query, with: all)
            let (rounded, error) = index.approximateProducts(of: query, with: all)
            #expect(zip(exact, rounded).allSatisfy { ($0 - $1).magnitude <= error })
            #expect(error < 0.05)
        }
    }

    /// The whole search against every product: the best of 3,000, none missed, the same scores.
    @Test func findsExactlyTheBest() {
        let matrix = Self.vectors(3_000, dimension: 384, seed: 5)
        let documents = (0..<3_000).map {
            EvidenceDocument(id: .ticket(TicketID(String($0 + 10_000))), title: "", text: "")
        }
        let index = EvidenceIndex(documents: documents, vectors: matrix, fusion: .vectorsAlone)
        for query in Self.vectors(40, dimension: 384, seed: 5_000).rows {
            let expected = (0..<3_000).map { (row: $0, score: matrix.product(query, $0)) }
                .sorted { $0.score != $1.score ? $0.score > $1.score : $0.row < $1.row }.prefix(10)
            let found = index.rankWithDuplicates("", vector: query, top: 10)
            #expect(found.map(\.evidence) == expected.map { .ticket(TicketID(String($0.row + 10_000))) })
            #expect(zip(found, expected).allSatisfy { abs($0.score - Double($1.score)) < 1e-5 })
        }
    }

    @Test func takesZerosAndWhatIsNoNumber() {
        let matrix = EmbeddingMatrix(rows: [[0, 0], [1, 0], [.nan, 0]], dimension: 2)
        let index = DenseIndex(matrix, rows: [0, 1, 2])
        #expect(index.products(of: [1, 0], with: [0, 1]) == [0, 1])
        #expect(index.spread == nil)
    }

    @Test func measuresHowFarCosinesSpread() {
        let spread = DenseIndex(Self.vectors(400, dimension: 384, seed: 9), rows: Array(0..<400)).spread
        #expect(spread.map { (0.05...0.5).contains($0) } == true)
        let equal = EmbeddingMatrix(rows: Array(repeating: [1, 0], count: 40), dimension: 2)
        #expect((DenseIndex(equal, rows: Array(0..<40)).spread ?? 1) < 1e-6)
    }
}

extension EmbeddingMatrix {
    fileprivate var rows: [[Float]] { (0..<count).map { Array(self[$0]) } }

    fileprivate func product(_ query: [Float], _ row: Int) -> Float {
        zip(query, self[row]).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
