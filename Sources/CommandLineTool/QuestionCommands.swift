import ArgumentParser
import Domain
import Embedding
import Foundation
import Pipeline
import Retrieval
import Workspace

/// `casebook ask`: one grounded answer with citations.
struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Answers one question from the evidence, with citations, or abstains.")

    @Argument(help: "The question.")
    var question: String

    @OptionGroup var options: WorkspaceOptions

    @OptionGroup var evidence: EvidenceOptions

    @Flag(help: "Call no model and no service; the answer is chosen from tickets and articles.")
    var offline = false

    func run() async throws {
        try await Exit.guarded {
            let session = try TenantSession.only(options)
            guard let id = QuestionID("asked") else { return }
            let filter = try evidence.filter()
            let question = Question(id: id, text: question, product: filter.product)
            let assessment = try await session.run(
                models: RunModels(workspace: session.workspace, isOffline: offline)
            ).answer(question, filter: filter)
            if options.format == .json {
                session.console.output(assessment.json)
            } else {
                session.console.output(Self.text(assessment))
            }
        }
    }

    private static func source(_ assessment: Assessment) -> String {
        switch assessment.origin {
        case .model(let name):
            let dropped = assessment.droppedClaims
            return "Written by \(name) from this evidence; no person has checked it."
                + (dropped == 0 ? "" : " Left out for want of support: \(dropped).")
        case .extractive:
            let reason = assessment.delay.map { " (\($0.rawValue))" } ?? ""
            return "Chosen from tickets and articles; no language model wrote this\(reason)."
        }
    }

    static func text(_ assessment: Assessment) -> String {
        switch assessment.outcome {
        case .abstained(let missing): return "No answer: \(missing)\n"
        case .answered(let claims):
            let lines = claims.map { claim in
                "\(claim.text)\n  " + claim.citations.map { "[\($0.evidence)]" }.joined(separator: " ")
            }
            return lines.joined(separator: "\n") + "\n\n\(source(assessment))\n"
        }
    }
}

/// `casebook search`: the evidence alone. With `--input`, plumbing that needs no workspace.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Ranks the evidence for some words.",
        discussion: """
            With --input and --queries it needs no workspace: it ranks a table's rows for each query (columns id \
            and text) and writes TREC run lines.
            """)

    @Argument(help: "The words.")
    var words: String?

    @OptionGroup var options: WorkspaceOptions

    @Option(help: "How many results.")
    var top = 10

    @OptionGroup var evidence: EvidenceOptions

    @Option(help: "Plumbing: a table of texts to search, or -.")
    var input: String?

    @Option(help: "Plumbing: a table of queries with the columns id and text.")
    var queries: String?

    @Option(help: "Plumbing: the column that holds the id.")
    var id = "id"

    @Option(help: "Plumbing: the columns that hold the text.")
    var text = "subject,body"

    @OptionGroup var embedding: EmbeddingOptions

    @Option(help: "Plumbing: where to write the run, or -.")
    var output = "-"

    @Option(
        help: """
            Plumbing: a NumPy array (.npy) of vectors to search instead of --input, with --query-vectors. Ids are row \
            numbers from 0.
            """)
    var vectors: String?

    @Option(help: "Plumbing: a NumPy array with a vector for each query.")
    var queryVectors: String?

    @Flag(help: "Plumbing: tell how long the searches took.")
    var times = false

    func validate() throws {
        if input == nil, words == nil, vectors == nil {
            throw ValidationError("Give the words to search for, --input and --queries, or two arrays of vectors.")
        }
        if input != nil, queries == nil { throw ValidationError("--input needs --queries.") }
        if vectors != nil, queryVectors == nil { throw ValidationError("--vectors needs --query-vectors.") }
        if vectors != nil, input != nil { throw ValidationError("--vectors takes the place of --input.") }
        if top < 1 { throw ValidationError("--top must be at least 1.") }
    }

    func run() async throws {
        try await Exit.guarded {
            if let search = try tableSearch() { try await rank(search) } else { try await searchWorkspace(words ?? "") }
        }
    }

    private func tableSearch() throws -> TableSearch? {
        if let vectors, let queryVectors { return try TableSearch(vectors: vectors, queryVectors: queryVectors) }
        guard let input, let queries else { return nil }
        let columns = text.split(separator: ",").map { String($0).trimmedWhitespace }
        return try TableSearch(input: input, id: id, columns: columns, queries: queries)
    }

    private func rank(_ search: TableSearch) async throws {
        let found = try await search.run(embedder: { try embedding.embedder() }, top: top)
        try PlumbingOutput.write(Array(found.run.trecLines.utf8), to: output)
        if times { Console().say(Self.summary(found.times)) }
    }

    private static func summary(_ times: [Duration]) -> String {
        let sorted = times.sorted().map {
            Double($0.components.attoseconds) / 1e15 + Double($0.components.seconds) * 1e3
        }
        func share(_ part: Double) -> String {
            sorted.isEmpty
                ? "-" : String(format: "%.2f", sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))])
        }
        return "\(sorted.count) searches: median \(share(0.5)) ms, 99 of 100 within \(share(0.99)) ms"
    }

    private func searchWorkspace(_ words: String) async throws {
        let session = try TenantSession.only(options)
        let results = try await session.run(
            models: RunModels(workspace: session.workspace, isOffline: false)
        ).search(
            words, top: top, filter: evidence.filter())
        if options.format == .json {
            session.console.output(
                .array(
                    results.map {
                        [
                            "evidence": .string($0.hit.evidence.description), "score": .number($0.hit.score),
                            "title": .string($0.title), "passage": .string($0.hit.passage),
                        ]
                    }))
            return
        }
        for (place, result) in results.enumerated() {
            session.console.output(
                "\(place + 1). \(result.title)  [\(result.hit.evidence)]\n   \(result.hit.passage.collapsedWhitespace)\n"
            )
        }
    }
}

extension TenantSession {
    /// The one tenant that a command works on.
    static func only(_ options: WorkspaceOptions) throws -> TenantSession {
        let workspace = try options.load()
        let tenants = try options.tenants(of: workspace)
        guard tenants.count == 1 else {
            throw CasebookError(
                .usage, code: "name_a_tenant",
                "the workspace has \(tenants.count) tenants, and this command works on one",
                remedy: "add --tenant and one of: " + tenants.map(\.folder).joined(separator: ", "))
        }
        return try TenantSession(workspace: workspace, tenant: tenants[0], console: Console(quiet: true))
    }
}

extension Assessment {
    var json: JSONValue {
        func claims(_ claims: [Claim]) -> JSONValue {
            .array(
                claims.map { claim in
                    [
                        "text": .string(claim.text),
                        "citations": .array(
                            claim.citations.map { citation in
                                var members: [String: JSONValue] = ["evidence": .string(citation.evidence.description)]
                                if let quote = citation.quote { members["quote"] = .string(quote) }
                                return .object(members)
                            }),
                    ]
                })
        }
        switch outcome {
        case .answered(let found):
            return [
                "question": .string(question.text), "answered": true, "claims": claims(found), "origin": origin.json,
                "dropped": .integer(Int64(droppedClaims)),
            ]
        case .abstained(let missing):
            return [
                "question": .string(question.text), "answered": false, "missing": .string(missing),
                "origin": origin.json, "dropped": .integer(Int64(droppedClaims)),
            ]
        }
    }
}

extension TextOrigin {
    /// `extractive`, or the model's name.
    fileprivate var json: JSONValue {
        switch self {
        case .extractive: "extractive"
        case .model(let name): .string(name)
        }
    }
}
