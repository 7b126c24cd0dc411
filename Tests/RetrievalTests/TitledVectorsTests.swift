import Domain
import Retrieval
import Testing

@Suite struct TitledVectorsTests {
    @Test func addsTitlesAndKeepsUnitLength() {
        let texts = EmbeddingMatrix(rows: [[1, 0], [1, 0]], dimension: 2)
        let titles = EmbeddingMatrix(rows: [[0, 1], [0, 0]], dimension: 2)
        let sums = TitledVectors.adding(titles, to: texts)
        #expect(Array(sums[1]) == [1, 0])
        #expect(sums[0].last.map { $0 > 0.2 && $0 < 0.4 } == true)
        #expect(abs(sums.similarity(0, 0) - 1) < 1e-6)
    }

    @Test func findsTheTitleOfAQuery() {
        #expect(TitledVectors.head(of: "VPN drops\nSince Monday it drops every hour.") == "VPN drops")
        let long =
            "Upgrade the build plugin to a newer version. "
            + (0..<30).map { "word\($0)" }.joined(separator: " ") + "."
        #expect(TitledVectors.head(of: long) == "Upgrade the build plugin to a newer version.")
    }

    @Test func takesAShortQueryAsAWhole() {
        #expect(TitledVectors.head(of: "How do I reset my password? It expired.") == nil)
        #expect(TitledVectors.head(of: "  \n ") == nil)
        let endless = (0..<90).map { "word\($0)" }.joined(separator: " ")
        #expect(TitledVectors.head(of: endless)?.split(separator: " ").count == 40)
    }
}
