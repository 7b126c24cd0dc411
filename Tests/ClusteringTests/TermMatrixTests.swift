import Domain
import Testing

@testable import Clustering

struct TermMatrixTests {
    private func matrix(_ texts: [String]) -> TermMatrix {
        TermMatrix(texts.map { RedactedText(restoring: $0) }, threads: 2)
    }

    @Test func comparesTextsByTheirRareWords() {
        let matrix = matrix([
            "printer shows paper jam", "paper jam in the printer", "printer has no toner", "vpn drops", "vpn drops", "",
        ])
        #expect(abs(matrix.similarity(3, 4) - 1) < 1e-6)
        #expect(matrix.similarity(0, 1) > matrix.similarity(0, 2) && matrix.similarity(0, 2) > 0)
        #expect(matrix.similarity(0, 3) == 0 && matrix.similarity(5, 5) == 0)
    }

    @Test func searchesForTheTextsThatCompareBest() {
        let texts = SyntheticTickets(count: 240).texts
        let matrix = TermMatrix(texts, threads: 2)
        let search = TermSearch(matrix, wanted: 20)
        for row in [0, 7, 239] {
            // Few texts: no term is too common to be searched, so that the best are found exactly.
            let best = (0..<240).filter { $0 != row }.map { RankedKey.make(matrix.similarity(row, $0), Int32($0)) }
                .sorted(by: >).prefix(20)
            let found = search.candidates(of: row)
            #expect(found.count == 20)
            let least = best.map(RankedKey.similarity).min() ?? 0
            #expect(found.allSatisfy { matrix.similarity(row, Int($0)) >= least - 1e-5 })
        }
    }

    @Test func givesTheSameCosinesForManyAsForTwo() {
        let texts = SyntheticTickets(count: 60).texts
        let matrix = TermMatrix(texts, threads: 1)
        let search = TermSearch(matrix, wanted: 5)
        for row in 0..<60 {
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 60) { cosines in
                search.cosines(of: row, with: 0..<60, into: cosines)
                for other in 0..<60 { #expect(cosines[other] == matrix.similarity(row, other)) }
            }
        }
    }
}
