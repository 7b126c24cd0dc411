import Domain
import Testing

@testable import Clustering

struct GranularityTests {
    @Test func measuresAgreementBeyondChance() {
        let left = (0..<600).map { Int32($0 / 60) }
        let renamed = left.map { 9 - $0 }
        #expect(abs(PartitionAgreement.measure(left, renamed, seed: 1) - 1) < 1e-9)
        var random = SplitMix64(seed: 4)
        let chance = (0..<600).map { _ in Int32(random.next(below: 10)) }
        #expect(abs(PartitionAgreement.measure(left, chance, seed: 1)) < 0.05)
        let halves = left.map { $0 / 2 }
        let agreement = PartitionAgreement.measure(left, halves, seed: 1)
        #expect((0.7...0.95).contains(agreement))
        #expect(PartitionAgreement.measure([0], [0], seed: 1) == 1)
    }

    @Test func findsThePeakBetweenTwoPoints() {
        let curve = [1.0, 2, 4, 8].map { resolution -> Double in
            let distance = PortableMath.log(resolution / 3)
            return 1 - distance * distance
        }
        #expect(abs(Granularity.peak([1, 2, 4, 8], curve) - 3) < 1e-6)
        #expect(Granularity.peak([1, 2, 4], [3, 2, 1]) == 1)
    }

    @Test func weighsEdgesByTheMeanOfBothOpinions() {
        let lists: [[(node: Int32, similarity: Float)]] = [[(1, 0.9), (2, 0.5)], [(0, 0.9)], []]
        let graph = NeighbourGraph.build(lists, threads: 2)
        #expect(graph.targets == [1, 2, 0, 0])
        #expect(graph.weights[0] == 1 && graph.weights[2] == 1)
        #expect(graph.weights[1] == graph.weights[3] && graph.weights[1] < 0.5)
    }

    @Test(arguments: [0, 1, 2])
    func copesWithVectorsAlone(_ count: Int) throws {
        let vectors = EmbeddingMatrix(rows: (0..<count).map { _ in [0.6, 0.8] }, dimension: 2)
        let partition = try Clusterer(threads: 2)
            .cluster(ids: (0..<count).map { TicketID("\($0)") }, texts: nil, vectors: vectors)
        #expect(partition.labels == [Int](repeating: -1, count: count))
    }

    @Test func clustersVectorsAlone() throws {
        var random = SplitMix64(seed: 2)
        let rows = (0..<400).map { row in
            (0..<16).map { column in
                (column == row % 4 ? Float(4) : 0) + Float(random.next(below: 1_000)) / 1_000
            }
        }
        let zeros =
            rows.map { row in row.map { $0 / row.reduce(0) { $0 + $1 * $1 }.squareRoot() } } + [
                [Float](repeating: 0, count: 16)
            ]
        let copies = zeros + [[Float]](repeating: zeros[0], count: 30)
        let partition = try Clusterer(threads: 2).cluster(
            ids: copies.indices.map { TicketID("\($0)") }, texts: nil,
            vectors: EmbeddingMatrix(rows: copies, dimension: 16))
        #expect(partition.labels[400] == -1)
        #expect(partition.labels[401...].allSatisfy { $0 == partition.labels[0] })
        #expect(adjustedRandIndex(Array(partition.labels.prefix(400)), (0..<400).map { $0 % 4 }) > 0.9)
        #expect(partition.duplicates.map(\.count) == [31])
    }

    @Test func givesEqualIdsOneResultWhateverTheirOrder() async throws {
        let texts = ["printer offline", "vpn drops", "printer is offline", "vpn drops again"]
            .map { RedactedText(restoring: $0) }
        let ids = [TicketID](repeating: TicketID("A"), count: 4)
        let rows: [[Float]] = [[1, 0], [0, 1], [0.8, 0.6], [0.6, 0.8]]
        let one = try Clusterer().cluster(ids: ids, texts: texts, vectors: EmbeddingMatrix(rows: rows, dimension: 2))
        let other = try Clusterer().cluster(
            ids: ids, texts: texts.reversed(), vectors: EmbeddingMatrix(rows: rows.reversed(), dimension: 2))
        #expect(one.labels == other.labels.reversed())
    }
}
