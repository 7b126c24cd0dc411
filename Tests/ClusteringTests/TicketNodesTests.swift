import Domain
import Testing

@testable import Clustering

struct TicketNodesTests {
    private func nodes(_ texts: [String], _ vectors: [[Float]]) -> TicketNodes {
        TicketNodes(
            ids: texts.indices.map { TicketID("T\(10_000 + $0)") }, texts: texts.map { RedactedText(restoring: $0) },
            vectors: EmbeddingMatrix(rows: vectors, dimension: 2), threads: 2)
    }

    @Test func makesAFloodFromAThousandHostsOneNode() {
        var texts: [String] = []
        for number in 0..<1_000 {
            texts.append("Alert: disk full on web-\(number).example.com, \(number % 7 + 90)% used at \(number):00")
        }
        texts.append("Alert: fan broken on web-7.example.com, 91% used at 3:00")
        let nodes = nodes(texts, [[Float]](repeating: [0.6, 0.8], count: 1_001))
        #expect(nodes.positions.map(\.count) == [1_000, 1])
        #expect(nodes.nodeOfPosition.last == 1)
    }

    @Test func keepsNearlyEqualTextsApartWhoseVectorsDiffer() {
        let texts = ["Login page fails with 404", "login page fails with 500", "Login page fails with 404!"]
        #expect(nodes(texts, [[1, 0], [0, 1], [0, 1]]).nodeOfPosition == [0, 1, 0])
        #expect(nodes(texts, [[1, 0], [1, 0], [1, 0]]).nodeOfPosition == [0, 0, 0])
    }

    @Test func doesNotUniteTextsOfNumbersAlone() {
        #expect(
            nodes(["Ticket 17", "Ticket 18", "", "12 34"], [[Float]](repeating: [1, 0], count: 4)).nodeOfPosition
                == [0, 1, -1, 2])
    }

    @Test func countsEqualTextsOnceWhateverTheirOrder() {
        let nodes = nodes(["VPN drops", "vpn  drops.", "Printer jam"], [[1, 0], [0, 1], [1, 0]])
        #expect(nodes.positions == [[0, 1], [2]])
    }

    @Test func readsScriptsWithoutSpaces() {
        let nodes = nodes(["打印机 7 号离线了，请修理", "打印机 8 号离线了，请修理", "网络很慢"], [[1, 0], [1, 0], [1, 0]])
        #expect(nodes.nodeOfPosition == [0, 0, 1])
    }
}
