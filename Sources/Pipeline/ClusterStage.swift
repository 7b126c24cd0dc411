import Clustering
import Domain
import Embedding

/// Groups tickets by problem: partition, keywords, positions on the map.
struct ClusterStage {
    static let version = "cluster/2"
    static let neighboursVersion = "neighbours/1"

    let settings: ClusteringSettings
    let threads: Int
    /// What experts said about single tickets.
    var constraints = ClusteringConstraints.none

    /// What the stage found, by index into the tickets.
    struct Outcome: Codable, Sendable {
        let partition: Partition
        /// By cluster number.
        let keywords: [[Keyword]]
        /// By theme number: the phrases of its title.
        let themePhrases: [[String]]
        /// x and y by ticket, 0 to 1.
        let positions: [[Float]]
    }

    /// Of everything the outcome depends on.
    func key(tickets: [RedactedTicket], model: EmbeddingModel) -> ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        for field in [Self.version, settings.digest.hex, model.digest.hex] { hasher.update(field: field) }
        for ticket in tickets {
            hasher.update(field: ticket.id.rawValue)
            hasher.update(field: ticket.subject.masked)
            hasher.update(field: ticket.body.masked)
        }
        for constraint in constraints.constraints {
            for field in [constraint.kind.rawValue, constraint.ticket.rawValue, String(constraint.priority)] {
                hasher.update(field: field)
            }
            hasher.update(field: ContentDigest.of(fields: constraint.others.map(\.rawValue)).hex)
        }
        return hasher.finish()
    }

    /// The key of the neighbours that a run leaves for the next one, which finds those of new tickets alone.
    func neighboursKey(model: EmbeddingModel) -> ContentDigest { .of(fields: [settings.digest.hex, model.digest.hex]) }

    /// What was found, and the neighbours for the next run to start from. The outcome does not depend on `stored`.
    func run(
        tickets: [RedactedTicket], vectors: EmbeddingMatrix, startingFrom stored: StoredNeighbours?
    ) throws -> (outcome: Outcome, neighbours: StoredNeighbours?) {
        let texts = tickets.map(\.redactedText)
        let (partition, neighbours) = try Clusterer(settings: settings, threads: threads).cluster(
            ids: tickets.map(\.id), texts: texts, vectors: vectors, constraints: constraints,
            startingFrom: stored)
        let words = Keywords.describe(
            texts: texts, labels: partition.labels, clusterNeighbours: partition.clusterNeighbours,
            themes: partition.themes, threads: threads)
        let positions = MapLayout.positions(vectors: vectors, partition: partition)
        let outcome = Outcome(
            partition: partition, keywords: words.clusters, themePhrases: words.themes,
            positions: positions.map { [$0.0, $0.1] })
        return (outcome, neighbours)
    }
}
