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

    @OptionGroup var table: ClusterTable

    @Flag(help: "Plumbing: write the graph that clusters are found in (first,second,weight) instead of clusters.")
    var graph = false

    func run() async throws {
        try await Exit.guarded {
            guard table.isGiven else {
                if table.constraints != nil {
                    throw CasebookError(
                        .usage, code: "needs_input", "--constraints goes with --input or --vectors",
                        remedy: "in a workspace, reviews say which tickets belong together")
                }
                return try await options.run(through: .cluster)
            }
            if graph {
                let rows = try await table.graph()
                return try PlumbingOutput.write(CSVWriter.encode(rows, formulaSafe: false), to: options.output ?? "-")
            }
            let (ids, partition) = try await table.cluster()
            try PlumbingOutput.write(Self.rows(ids, partition), to: options.output ?? "-")
        }
    }

    private static func rows(_ ids: [String], _ partition: Partition) -> [UInt8] {
        var table = [["id", "cluster", "theme", "strength"]]
        for (row, id) in ids.enumerated() {
            let label = partition.labels[row]
            guard label >= 0 else {
                table.append([id, "", "", ""])
                continue
            }
            // Ten-thousandths, rounded by integer arithmetic: the same text everywhere.
            let strength = Int((partition.strengths[row] * 10_000).rounded())
            let digits = String(strength % 10_000)
            let padded = String(repeating: "0", count: 4 - digits.count) + digits
            table.append([id, String(label), String(partition.themes[label]), "\(strength / 10_000).\(padded)"])
        }
        return CSVWriter.encode(table, formulaSafe: false)
    }
}
