import ArgumentParser
import Domain
import Evaluation
import Foundation
import Pipeline

/// `casebook eval grounding`: whether answers rest on evidence, and whether it is known what cannot be answered.
struct EvalGroundingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grounding",
        abstract: "Scores answers: are claims supported, and is refused what nothing answers?",
        discussion: """
            Answers each question of a table from a tenant's evidence as "casebook ask" does, with the configured \
            models, and measures each claim anew against what it cites. A question whose answer fails was neither \
            answered nor refused.
            """)

    @OptionGroup var options: WorkspaceOptions

    @Option(help: "A table with the columns id, question and answerable (yes or no).")
    var questions: String

    @Option(help: "A column with the ids of tickets and articles that answer the question, separated by spaces.")
    var evidence: String?

    @Flag(help: "Call no model and no service; answers are chosen from tickets and articles.")
    var offline = false

    func run() async throws {
        try await Exit.guarded {
            let asked = try LabelledQuestion.read(questions, evidence: evidence)
            let session = try TenantSession.only(options)
            let models = try RunModels(workspace: session.workspace, isOffline: offline)
            let answers = try await session.run(models: models).grounded(asked.map(\.question))
            let scores = GroundingScores(zip(asked, answers).map { $0.item($1) })
            session.console.output(options.format == .json ? Self.json(scores).canonicalText + "\n" : Self.text(scores))
        }
    }

    private static func json(_ scores: GroundingScores) -> JSONValue {
        [
            "answerable": .integer(Int64(scores.answerable)), "unanswerable": .integer(Int64(scores.unanswerable)),
            "failed": .integer(Int64(scores.failed)), "answered_share": .number(scores.answeredShare),
            "refused_share": .number(scores.refusedShare), "claims": .integer(Int64(scores.claims)),
            "supported_share": .number(scores.supportedShare), "dropped_claims": .integer(Int64(scores.dropped)),
            "cites_expected_share": scores.expectedShare.map { .number($0) } ?? .null,
            "questions": .array(
                scores.items.map { item in
                    [
                        "id": .string(item.id), "answerable": .bool(item.isAnswerable),
                        "outcome": .string(item.outcome.rawValue), "claims": .integer(Int64(item.supported.count)),
                        "supported": .integer(Int64(item.supported.count { $0 })),
                        "dropped": .integer(Int64(item.dropped)),
                        "cites_expected": item.citesExpected.map { .bool($0) } ?? .null,
                    ]
                }),
        ]
    }

    private static func text(_ scores: GroundingScores) -> String {
        func figure(_ value: Double) -> String { String(format: "%.3f", value) }
        var lines = [
            "answered \(figure(scores.answeredShare)) of \(scores.answerable) answerable questions",
            "refused  \(figure(scores.refusedShare)) of \(scores.unanswerable) unanswerable questions",
            "supported \(figure(scores.supportedShare)) of \(scores.claims) claims; \(scores.dropped) were left out before",
        ]
        if let share = scores.expectedShare { lines.append("cites named evidence \(figure(share))") }
        if scores.failed > 0 { lines.append("failed \(scores.failed): they count as neither answered nor refused") }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// A question with what a person says of it.
private struct LabelledQuestion {
    let id: String
    let question: Question
    let isAnswerable: Bool
    /// Ids of tickets and articles; `nil` when none are named.
    let expected: Set<String>?

    static func read(_ file: String, evidence: String?) throws -> [LabelledQuestion] {
        let texts = try PlumbingInput.rows(of: file, id: "id", text: ["question"])
        let labels = try PlumbingInput.rows(of: file, id: "id", text: ["answerable"])
        let named = try evidence.map { try PlumbingInput.rows(of: file, id: "id", text: [$0]) }
        return try texts.indices.map { index in
            let answerable: Bool
            switch labels[index].text.trimmedWhitespace.lowercased() {
            case "yes", "true", "1": answerable = true
            case "no", "false", "0": answerable = false
            default:
                throw CasebookError(
                    .badInput, code: "bad_label", file: file, line: index + 2,
                    "the column answerable holds neither yes nor no", remedy: "write yes or no")
            }
            guard let key = QuestionID("q\(index + 1)") else {
                throw CasebookError(.badInput, code: "bad_label", file: file, "too many questions", remedy: "ask fewer")
            }
            let ids = named.map { Set($0[index].text.split(separator: " ").map(String.init)) }
            return LabelledQuestion(
                id: texts[index].id, question: Question(id: key, text: texts[index].text),
                isAnswerable: answerable, expected: ids.flatMap { $0.isEmpty ? nil : $0 })
        }
    }

    /// What came of it.
    func item(_ answer: GroundedAnswer) -> GroundingScores.Item {
        guard let assessment = answer.assessment else {
            return GroundingScores.Item(
                id: id, isAnswerable: isAnswerable, outcome: .failed, citesExpected: expected.map { _ in false })
        }
        guard case .answered(let claims) = assessment.outcome else {
            return GroundingScores.Item(
                id: id, isAnswerable: isAnswerable, outcome: .refused, dropped: assessment.droppedClaims,
                citesExpected: expected.map { _ in false })
        }
        let cited = Set(claims.flatMap { $0.citations.map { $0.evidence.rawID } })
        return GroundingScores.Item(
            id: id, isAnswerable: isAnswerable, outcome: .answered, supported: answer.supported,
            dropped: assessment.droppedClaims, citesExpected: expected.map { !$0.isDisjoint(with: cited) })
    }
}

extension EvidenceID {
    /// The ticket's or the article's own id.
    fileprivate var rawID: String {
        switch self {
        case .ticket(let id): id.rawValue
        case .article(let id): id.rawValue
        }
    }
}
