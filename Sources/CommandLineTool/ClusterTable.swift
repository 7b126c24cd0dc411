import ArgumentParser
import Clustering
import Domain
import Foundation
import Ingestion
import VectorFiles

/// What a plumbing command clusters: a table's texts, an array's rows, or both together.
struct ClusterTable: ParsableArguments {
    @Option(help: "Plumbing: a CSV, TSV, JSON or JSON lines file (.gz too), or -.")
    var input: String?

    @Option(help: "Plumbing: the column that holds the id.")
    var id = "id"

    @Option(help: "Plumbing: the columns that hold the text.")
    var text = "subject,body"

    @OptionGroup var embedding: EmbeddingOptions

    @Option(
        help: """
            Plumbing: a NumPy array (.npy) of float32 or float64, a row a ticket, instead of --embedding. Without \
            --input the ids are row numbers from 0 and words play no part.
            """)
    var vectors: String?

    @Option(help: "Plumbing: a table of constraints with the columns kind, a and b.")
    var constraints: String?

    @Option(help: "Plumbing: the fewest tickets that make a cluster.")
    var minimumSize: Int?

    func validate() throws {
        if let minimumSize, minimumSize < 2 { throw ValidationError("--minimum-size must be at least 2.") }
    }

    /// Whether there is anything to cluster without a workspace.
    var isGiven: Bool { input != nil || vectors != nil }

    /// Clusters what is given: the ids, row by row, and what was found. Constraints that gave way are shown.
    func cluster() async throws -> (ids: [String], partition: Partition) {
        let said = try constraints.map { try ConstraintTable.read($0) }
        var settings = ClusteringSettings()
        settings.minimumClusterSize = minimumSize
        let tickets = try await tickets()
        let partition = try Clusterer(settings: settings, threads: embedding.threads).cluster(
            ids: tickets.ids.map { TicketID($0) }, texts: tickets.texts, vectors: tickets.vectors,
            constraints: said?.constraints ?? .none)
        if let said { said.show(partition.conflicts) }
        return (tickets.ids, partition)
    }

    /// The graph that communities are found in, as a table: each pair of tickets that are alike, and how much.
    func graph() async throws -> [[String]] {
        let tickets = try await tickets()
        let ties = try Clusterer(settings: ClusteringSettings(), threads: embedding.threads).ties(
            ids: tickets.ids.map { TicketID($0) }, texts: tickets.texts, vectors: tickets.vectors)
        return [["first", "second", "weight"]]
            + ties.map { [tickets.ids[$0.first], tickets.ids[$0.second], "\($0.weight)"] }
    }

    /// What is to be clustered; no texts where there are only vectors.
    private func tickets() async throws -> (ids: [String], texts: [RedactedText]?, vectors: EmbeddingMatrix) {
        let given = try vectors.map { try NumpyArray.read(file: $0).normalised() }
        guard let input else {
            guard let given else { return ([], nil, EmbeddingMatrix(rows: [], dimension: 0)) }
            return ((0..<given.count).map { String($0) }, nil, given)
        }
        let columns = text.split(separator: ",").map { String($0).trimmedWhitespace }
        let rows = try PlumbingInput.rows(of: input, id: id, text: columns)
        let texts = rows.map { RedactedText(plumbing: $0.text) }
        guard let given else {
            return (rows.map(\.id), texts, try await embedding.embedder().embed(texts, as: .passage))
        }
        guard given.count == rows.count else {
            throw CasebookError(
                .badInput, code: "counts_differ", file: vectors,
                "there are \(given.count) vectors for \(rows.count) tickets",
                remedy: "give an array with a row for each row of the table, in the same order")
        }
        return (rows.map(\.id), texts, given)
    }
}
