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
            With --input it needs no workspace: it clusters a table's texts and writes id,cluster,theme,strength \
            ('' = no cluster).
            """)

    @OptionGroup var options: RunOptions

    @Option(help: "Plumbing: a CSV, TSV, JSON or JSON lines file (.gz too), or -.")
    var input: String?

    @Option(help: "Plumbing: the column that holds the id.")
    var id = "id"

    @Option(help: "Plumbing: the columns that hold the text.")
    var text = "subject,body"

    @OptionGroup var embedding: EmbeddingOptions

    @Option(help: "Plumbing: the fewest tickets that make a cluster.")
    var minimumSize: Int?

    func validate() throws {
        if let minimumSize, minimumSize < 2 { throw ValidationError("--minimum-size must be at least 2.") }
    }

    func run() async throws {
        try await Exit.guarded {
            guard let input else { return try await options.run(through: .cluster) }
            let columns = text.split(separator: ",").map { String($0).trimmedWhitespace }
            let rows = try PlumbingInput.rows(of: input, id: id, text: columns)
            var settings = ClusteringSettings()
            settings.minimumClusterSize = minimumSize
            let texts = rows.map { RedactedText(plumbing: $0.text) }
            let vectors = try await embedding.embedder().embed(texts, as: .passage)
            let partition = try Clusterer(settings: settings, threads: embedding.threads).cluster(
                ids: rows.map { TicketID($0.id) }, texts: texts, vectors: vectors)
            try PlumbingOutput.write(Self.table(rows.map(\.id), partition), to: options.output ?? "-")
        }
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
