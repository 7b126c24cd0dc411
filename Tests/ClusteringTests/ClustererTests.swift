import Clustering
import Domain
import Embedding
import Testing

struct ClustererTests {
    private func cluster(
        _ tickets: SyntheticTickets, threads: Int = 2, settings: ClusteringSettings = ClusteringSettings()
    ) async throws -> Partition {
        let vectors = try await LexicalEmbedder().embed(tickets.texts, as: .passage)
        return try Clusterer(settings: settings, threads: threads)
            .cluster(ids: tickets.ids, texts: tickets.texts, vectors: vectors)
    }

    private func tickets(_ texts: [String]) -> SyntheticTickets {
        var tickets = SyntheticTickets(count: 0)
        for (index, text) in texts.enumerated() { tickets.append("T\(index)", text) }
        return tickets
    }

    @Test func findsADozenProblemsAmong450Tickets() async throws {
        let tickets = SyntheticTickets(count: 450)
        let partition = try await cluster(tickets)
        #expect((11...16).contains(partition.clusterCount))
        #expect(adjustedRandIndex(partition.labels, tickets.truth) > 0.9)
        #expect(partition.labels.filter { $0 < 0 }.count < 10)
    }

    @Test func tellsWhichTicketsAreAlike() async throws {
        let tickets = SyntheticTickets(count: 200)
        let vectors = try await LexicalEmbedder().embed(tickets.texts, as: .passage)
        let ties = try Clusterer(threads: 2).ties(ids: tickets.ids, texts: tickets.texts, vectors: vectors)
        #expect(ties.count > 200)
        #expect(ties.allSatisfy { $0.first != $0.second && $0.weight > 0 && $0.weight <= 1 })
        #expect(Set(ties.map { Set([$0.first, $0.second]) }).count == ties.count)
        let within = ties.filter { tickets.truth[$0.first] == tickets.truth[$0.second] }
        #expect(Double(within.count) > 0.8 * Double(ties.count))
    }

    @Test(arguments: [36, 60, 120])
    func findsAFewProblemsAmongFewTickets(_ count: Int) async throws {
        let tickets = SyntheticTickets(count: count, problemCount: 4)
        let partition = try await cluster(tickets)
        #expect((3...8).contains(partition.clusterCount))
        #expect(adjustedRandIndex(partition.labels, tickets.truth) > 0.6)
    }

    @Test func numbersClustersLargestFirstAndNestsThemes() async throws {
        let partition = try await cluster(SyntheticTickets(count: 300))
        let sizes = partition.members.map(\.count)
        #expect(sizes == sizes.sorted(by: >))
        #expect(Set(partition.themes) == Set(0...(partition.themes.max() ?? 0)))
        #expect(partition.strengths.allSatisfy { (0...1).contains($0) })
        for (cluster, exemplars) in partition.exemplars.enumerated() {
            #expect(exemplars.count == min(40, sizes[cluster]))
            #expect(exemplars.allSatisfy { partition.labels[$0] == cluster })
            #expect(!partition.clusterNeighbours[cluster].contains(cluster))
        }
        for (row, near) in partition.nearest.enumerated() {
            #expect(near.count <= 5 && !near.contains(Int32(row)) && Set(near).count == near.count)
        }
    }

    @Test func doesNotDependOnInputOrderOrThreads() async throws {
        let tickets = SyntheticTickets(count: 200)
        let expected = try await cluster(tickets, threads: 1)
        #expect(try await cluster(tickets, threads: 2) == expected)
        for step in [7, 11, 173] {
            let order = (0..<200).map { ($0 * step + step) % 200 }
            guard Set(order).count == 200 else { continue }
            let partition = try await cluster(tickets.permuted(order))
            #expect(partition.labels == order.map { expected.labels[$0] })
            #expect(partition.strengths == order.map { expected.strengths[$0] })
            #expect(partition.themes == expected.themes)
            #expect(partition.exemplars.map { $0.map { order[$0] } } == expected.exemplars)
            #expect(
                partition.nearest.map { $0.map { order[Int($0)] } } == order.map { expected.nearest[$0].map(Int.init) })
        }
    }

    @Test func survivesNoTicketsAndOne() async throws {
        #expect(try await cluster(tickets([])).labels.isEmpty)
        let one = try await cluster(tickets(["printer offline"]))
        #expect(one.labels == [-1] && one.nearest == [[]] && one.clusterCount == 0)
    }

    @Test func leavesTwoTicketsUnclusteredButRelated() async throws {
        let partition = try await cluster(tickets(["printer offline again", "the printer is offline"]))
        #expect(partition.labels == [-1, -1])
        #expect(partition.nearest == [[1], [0]])
    }

    @Test func makesAFloodOfEqualTicketsOneCluster() async throws {
        let partition = try await cluster(tickets([String](repeating: "Disk full on node", count: 1_000)))
        #expect(partition.labels == [Int](repeating: 0, count: 1_000))
        #expect(partition.duplicates.count == 1 && partition.duplicates[0].count == 1_000)
        #expect(partition.exemplars[0].count == 40)
    }

    @Test func keepsAFloodOfAlertsFromDrowningOthers() async throws {
        var tickets = SyntheticTickets(count: 144)
        for number in 0..<200 {
            tickets.append("Z\(number)", "Alert: disk usage above 90 percent on node \(number * 37)", truth: 99)
        }
        let partition = try await cluster(tickets)
        #expect(Set(partition.labels.suffix(200)).count == 1)
        #expect(adjustedRandIndex(Array(partition.labels.prefix(144)), Array(tickets.truth.prefix(144))) > 0.85)
        #expect(partition.duplicates.contains { $0.count == 200 })
    }

    @Test func leavesEmptyTextsUnusual() async throws {
        var tickets = SyntheticTickets(count: 60, problemCount: 3)
        tickets.append("Z1", "")
        tickets.append("Z2", " \n ")
        tickets.append("Z3", "🙂")
        let partition = try await cluster(tickets)
        #expect(partition.labels.suffix(3) == [-1, -1, -1])
        #expect(partition.nearest.suffix(2).allSatisfy { $0.isEmpty })
    }

    @Test func survivesEqualVectorsOfDifferentTexts() throws {
        let tickets = SyntheticTickets(count: 50)
        let rows = [[Float]](repeating: [0.6, 0.8, 0, 0], count: 50)
        let vectors = EmbeddingMatrix(rows: rows, dimension: 4)
        let partition = try Clusterer(threads: 2).cluster(ids: tickets.ids, texts: tickets.texts, vectors: vectors)
        #expect(partition.labels.count == 50)
    }

    @Test func leavesAStrangerUnusual() async throws {
        var tickets = SyntheticTickets(count: 120, problemCount: 4)
        tickets.append("Z9", "Zebra quagga okapi\nGiraffe zoological gymnastics xylophone quartz", truth: -1)
        let partition = try await cluster(tickets)
        #expect(partition.labels.last == -1)
    }

    @Test func refusesWhatDoesNotFit() {
        let tickets = SyntheticTickets(count: 2)
        #expect(throws: CasebookError.self) {
            try Clusterer().cluster(
                ids: tickets.ids, texts: tickets.texts, vectors: EmbeddingMatrix(rows: [[1, 0]], dimension: 2))
        }
        #expect(throws: CasebookError.self) {
            try Clusterer().cluster(
                ids: tickets.ids, texts: tickets.texts,
                vectors: EmbeddingMatrix(rows: [[1, 0], [.nan, 0]], dimension: 2))
        }
    }

    @Test func honoursTheMinimumSize() async throws {
        var settings = ClusteringSettings()
        settings.minimumClusterSize = 30
        let partition = try await cluster(SyntheticTickets(count: 120), settings: settings)
        #expect(partition.members.allSatisfy { $0.count >= 30 })
    }

    @Test func keysResultsBySettings() {
        var other = ClusteringSettings()
        other.neighbours = 20
        #expect(other.digest != ClusteringSettings().digest)
    }
}
