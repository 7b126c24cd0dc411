import ArgumentParser
import Clustering
import Domain
import Embedding
import Foundation
import Ingestion
import Pipeline

/// `casebook cluster`: the stage in a workspace, or with `--input` plumbing on any table.
struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Groups tickets by problem.",
        discussion: """
            With --input or --vectors it needs no workspace: it clusters a table's texts, an array's rows, or both \
            together, and writes id,cluster,theme,strength ('' = no cluster).

            Constraints are a table with the columns kind, a and b of ticket ids: must-link (a and b share a cluster), \
            cannot-link (they do not), pin (a is in the cluster of b), exclude (a is in no cluster). Of constraints \
            that contradict each other, exclude stands against pin, pin against cannot-link, that against must-link, \
            and the smaller ids against the greater ones; what gave way is named on standard error.
            """)

    @OptionGroup var options: RunOptions

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

    func run() async throws {
        try await Exit.guarded {
            guard input != nil || vectors != nil else {
                if constraints != nil {
                    throw CasebookError(
                        .usage, code: "needs_input", "--constraints goes with --input or --vectors",
                        remedy: "in a workspace, reviews say which tickets belong together")
                }
                return try await options.run(through: .cluster)
            }
            let said = try constraints.map { try ConstraintTable.read($0) }
            var settings = ClusteringSettings()
            settings.minimumClusterSize = minimumSize
            let clusterer = Clusterer(settings: settings, threads: embedding.threads)
            let tickets = try await tickets()
            let partition = try clusterer.cluster(
                ids: tickets.ids.map { TicketID($0) }, texts: tickets.texts, vectors: tickets.vectors,
                constraints: said?.constraints ?? .none)
            if let said { said.show(partition.conflicts) }
            try PlumbingOutput.write(Self.table(tickets.ids, partition), to: options.output ?? "-")
        }
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

    private static func table(_ ids: [String], _ partition: Partition) -> [UInt8] {
        var rows = [["id", "cluster", "theme", "strength"]]
        for (row, id) in ids.enumerated() {
            let label = partition.labels[row]
            guard label >= 0 else {
                rows.append([id, "", "", ""])
                continue
            }
            // Ten-thousandths, rounded by integer arithmetic: the same text everywhere.
            let strength = Int((partition.strengths[row] * 10_000).rounded())
            let digits = String(strength % 10_000)
            let padded = String(repeating: "0", count: 4 - digits.count) + digits
            rows.append([id, String(label), String(partition.themes[label]), "\(strength / 10_000).\(padded)"])
        }
        return CSVWriter.encode(rows, formulaSafe: false)
    }
}
