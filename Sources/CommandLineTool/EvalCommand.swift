import ArgumentParser
import Domain
import Evaluation
import Foundation

/// `casebook eval`: how well Casebook does on labelled data.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measures Casebook on labelled data.",
        subcommands: [EvalClusteringCommand.self, EvalRetrievalCommand.self, EvalGroundingCommand.self])
}

/// `casebook eval clustering`: clusters a labelled table, or takes clusters from a file, and scores them.
struct EvalClusteringCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clustering", abstract: "Scores clusters against labels that people gave.",
        discussion: """
            Clusters the table as "casebook cluster" does, with the same options, or scores the clusters of \
            --predictions. A row in no cluster counts as a cluster of its own: it is never skipped. Needs no workspace.
            """)

    @OptionGroup var table: ClusterTable

    @Option(help: "The column that holds the label.")
    var label = "label"

    @Option(help: "Leave out rows with this label, such as one for everything else (may be given several times).")
    var drop: [String] = []

    @Option(help: "Score these clusters instead: a table with the columns id and cluster ('' = no cluster).")
    var predictions: String?

    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text

    func run() async throws {
        try await Exit.guarded {
            guard let input = table.input else {
                throw CasebookError(
                    .usage, code: "needs_input", "no labelled table is named", remedy: "name it with --input")
            }
            let labelled = try PlumbingInput.rows(of: input, id: table.id, text: [label])
            let clusters = try await clusters()
            let rows = labelled.filter { !drop.contains($0.text) }
            let scores = ClusteringScores(labels: rows.map(\.text), clusters: rows.map { clusters[$0.id] ?? nil })
            let console = Console()
            switch format {
            case .json: console.output(Self.json(scores))
            case .text: console.output(Self.text(scores))
            }
        }
    }

    private func clusters() async throws -> [String: String?] {
        let rows: [(id: String, cluster: String)]
        if let predictions {
            rows = try PlumbingInput.rows(of: predictions, id: "id", text: ["cluster"]).map { ($0.id, $0.text) }
        } else {
            let found = try await table.cluster()
            rows = zip(found.ids, found.partition.labels).map { ($0, $1 < 0 ? "" : String($1)) }
        }
        return Dictionary(rows.map { ($0.id, $0.cluster.isEmpty ? nil : $0.cluster) }, uniquingKeysWith: { $1 })
    }

    private static func json(_ scores: ClusteringScores) -> JSONValue {
        [
            "rows": .integer(Int64(scores.count)), "classes": .integer(Int64(scores.classes)),
            "clusters": .integer(Int64(scores.clusters)), "left_out": .integer(Int64(scores.leftOut)),
            "ami": .number(scores.adjustedMutualInformation), "ari": .number(scores.adjustedRandIndex),
            "homogeneity": .number(scores.homogeneity), "completeness": .number(scores.completeness),
            "purity": .number(scores.purity),
        ]
    }

    private static func text(_ scores: ClusteringScores) -> String {
        func figure(_ value: Double) -> String { String(format: "%.3f", value) }
        return """
            \(scores.count) rows of \(scores.classes) labels: \(scores.clusters) clusters, \(scores.leftOut) left out
            AMI \(figure(scores.adjustedMutualInformation))   ARI \(figure(scores.adjustedRandIndex))   \
            homogeneity \(figure(scores.homogeneity))   completeness \(figure(scores.completeness))   \
            purity \(figure(scores.purity))

            """
    }
}
