import Clustering
import Domain
import Embedding
import Testing

struct MapLayoutTests {
    private func layout(_ tickets: SyntheticTickets) async throws -> (Partition, [(Float, Float)]) {
        let vectors = try await LexicalEmbedder().embed(tickets.texts, as: .passage)
        let partition = try Clusterer(threads: 2).cluster(ids: tickets.ids, texts: tickets.texts, vectors: vectors)
        return (partition, MapLayout.positions(vectors: vectors, partition: partition))
    }

    @Test func keepsPointsInTheSquareAndClustersApart() async throws {
        let (partition, points) = try await layout(SyntheticTickets(count: 300))
        #expect(points.count == 300)
        #expect(points.allSatisfy { (0...1).contains($0.0) && (0...1).contains($0.1) })
        // Every ticket's nearest point on the map belongs to its own cluster.
        for row in points.indices where partition.labels[row] >= 0 {
            let nearest = points.indices.filter { $0 != row }.min {
                distance(points[$0], points[row]) < distance(points[$1], points[row])
            }
            #expect(nearest.map { partition.labels[$0] } == partition.labels[row])
        }
    }

    private func distance(_ left: (Float, Float), _ right: (Float, Float)) -> Float {
        (left.0 - right.0) * (left.0 - right.0) + (left.1 - right.1) * (left.1 - right.1)
    }

    @Test func placesEveryTicketInAPlaceOfItsOwn() async throws {
        let (_, points) = try await layout(SyntheticTickets(count: 200))
        #expect(Set(points.map { "\($0.0) \($0.1)" }).count == 200)
    }

    @Test func survivesFewTickets() async throws {
        #expect(try await layout(SyntheticTickets(count: 0)).1.isEmpty)
        #expect(try await layout(SyntheticTickets(count: 1)).1.count == 1)
        #expect(try await layout(SyntheticTickets(count: 2)).1.count == 2)
    }

    @Test func repeatsItself() async throws {
        let first = try await layout(SyntheticTickets(count: 90)).1
        let second = try await layout(SyntheticTickets(count: 90)).1
        #expect(first.map(\.0) == second.map(\.0) && first.map(\.1) == second.map(\.1))
    }
}
