import ArgumentParser
import Domain
import Evaluation
import Foundation
import Retrieval

/// `casebook eval retrieval`: ranks a table for judged queries, or takes rankings from a file, and scores them.
struct EvalRetrievalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieval", abstract: "Scores search results against judgements that people gave.",
        discussion: """
            Ranks the rows of --input for each of --queries as "casebook search" does, or scores the rankings of --run, \
            against --judgements. Every query with a relevant row counts: one that is not asked, finds nothing or is \
            missing from the run counts as zero. A query that is a row itself, by its id, does not find itself. \
            Needs no workspace.
            """)

    @Option(help: "Judgements: a table with the columns query_id, doc_id and relevance, or TREC's qrels.")
    var judgements: String

    @Option(help: "The table of texts to search.")
    var input: String?

    @Option(help: "The queries: a table with the columns id and text.")
    var queries: String?

    @Option(
        name: .customLong("run"),
        help: "Score these rankings instead: a table with query_id, doc_id and score or rank, or a TREC run.")
    var ranked: String?

    @Option(help: "The column that holds the id.")
    var id = "id"

    @Option(help: "The columns that hold the text.")
    var text = "subject,body"

    @OptionGroup var embedding: EmbeddingOptions

    @Option(help: "What ranks: fused (words and vectors, as search does), words, or vectors.")
    var by = RankingKind.fused

    @Option(help: "Cutoffs to report, separated by commas.")
    var k = "1,5,10,100"

    @Flag(help: "A query that is a row of the table itself may find that row.")
    var keepSelf = false

    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text

    /// Results of a query that count; average precision needs more than the largest cutoff.
    private static let depth = 1_000

    func validate() throws {
        if ranked == nil, input == nil || queries == nil {
            throw ValidationError("Give --input and --queries, or --run.")
        }
        if ranked != nil, input != nil || queries != nil {
            throw ValidationError("--run takes the place of --input and --queries.")
        }
        if places == nil { throw ValidationError("--k must be numbers from 1, separated by commas.") }
    }

    private var places: [Int]? {
        let places = k.split(separator: ",", omittingEmptySubsequences: false).map { Int($0.trimmedWhitespace) ?? 0 }
        return places.contains { $0 < 1 } ? nil : places
    }

    func run() async throws {
        try await Exit.guarded {
            let relevant = try RelevanceTables.judgements(judgements)
            var rankings = try await rankings()
            if !keepSelf {
                for (query, found) in rankings where relevant[query]?.contains(query) != true {
                    rankings[query] = found.filter { $0 != query }
                }
            }
            let scores = RetrievalScores(relevant: relevant, rankings: rankings, places: places ?? [])
            let console = Console()
            switch format {
            case .json: console.output(Self.json(scores))
            case .text: console.output(Self.text(scores))
            }
        }
    }

    private func rankings() async throws -> [String: [String]] {
        if let ranked { return try RelevanceTables.run(ranked) }
        guard let input, let queries else { return [:] }
        let columns = text.split(separator: ",").map { String($0).trimmedWhitespace }
        let search = try TableSearch(input: input, id: id, columns: columns, queries: queries, kind: by)
        let largest = max(Self.depth, places?.max() ?? 0)
        let run = try await search.run(embedder: { try embedding.embedder() }, top: largest + 1).run
        // Of a query asked twice the first counts.
        return Dictionary(
            run.rankings.map { ($0.query, $0.results.map { TableSearch.row(of: $0.evidence) }) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func json(_ scores: RetrievalScores) -> JSONValue {
        var members: [String: JSONValue] = [
            "queries": .integer(Int64(scores.queries)), "unanswered": .integer(Int64(scores.unanswered)),
            "map": .number(scores.averagePrecision), "mrr": .number(scores.reciprocalRank),
        ]
        for cutoff in scores.cutoffs {
            members["p@\(cutoff.place)"] = .number(cutoff.precision)
            members["recall@\(cutoff.place)"] = .number(cutoff.recall)
            members["hit@\(cutoff.place)"] = .number(cutoff.hit)
            members["ndcg@\(cutoff.place)"] = .number(cutoff.gain)
        }
        return .object(members)
    }

    private static func text(_ scores: RetrievalScores) -> String {
        func figure(_ value: Double) -> String { String(format: "%.3f", value) }
        var lines = [
            "\(scores.queries) queries with something relevant, \(scores.unanswered) of them unanswered",
            "MAP \(figure(scores.averagePrecision))   MRR \(figure(scores.reciprocalRank))",
        ]
        for cutoff in scores.cutoffs {
            lines.append(
                "first \(cutoff.place): recall \(figure(cutoff.recall))   nDCG \(figure(cutoff.gain))   "
                    + "precision \(figure(cutoff.precision))   hit \(figure(cutoff.hit))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension RankingKind: ExpressibleByArgument {}
