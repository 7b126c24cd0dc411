import Domain
import Embedding
import ExtractiveWriting
import Lexicon
import ModelWriting
import Prompting
import Retrieval

/// An answer of a model with the evidence that it was made from, so that a later run can tell whether it still holds.
private struct StandingAnswer: Codable, Sendable {
    let written: ReplyDesk.Written<AnswerWriting.Written>
    /// The shown evidence, best first, with the digest of its text.
    let shown: [Shown]
    /// All that retrieval ranked.
    let ranked: [EvidenceID]

    struct Shown: Codable, Sendable, Hashable {
        let evidence: EvidenceID
        let digest: ContentDigest
        /// Which of the question's words it has: what decides whether it can answer.
        let words: [UInt64]

        init(_ document: EvidenceDocumentText, question: Set<UInt64>) {
            evidence = document.evidence
            digest = .of(fields: document.texts)
            words = question.intersection(Self.stems(document.texts.joined(separator: "\n"))).sorted()
        }

        static func stems(_ text: String) -> Set<UInt64> {
            var scanner = WordScanner()
            scanner.scan(text)
            return Set(scanner.words.lazy.filter { !$0.isStopWord }.map(\.stemHash))
        }

        /// What an abstention depends on.
        var relevance: Relevance { Relevance(evidence: evidence, words: words) }

        struct Relevance: Hashable {
            let evidence: EvidenceID
            let words: [UInt64]
        }
    }

    /// Places of the ranking at which evidence that was not there before calls for a new answer.
    private static let decisivePlaces = 6

    /// Whether the evidence is what it was: all that is cited has not changed, no article among the shown is new or
    /// other, and nothing new ranks high. An abstention cites nothing: what was shown must have the words of the question
    /// that it had.
    func holds(for shown: [Shown], ranked: [EvidenceID], texts: (EvidenceID) -> ContentDigest?) -> Bool {
        let known = Set(self.ranked)
        guard ranked.prefix(Self.decisivePlaces).allSatisfy(known.contains) else { return false }
        let isArticle = { (entry: Shown) in if case .article = entry.evidence { true } else { false } }
        guard Set(shown.filter(isArticle)) == Set(self.shown.filter(isArticle)) else { return false }
        guard case .answered(let claims)? = written.text?.outcome else {
            return Set(shown.map(\.relevance)) == Set(self.shown.map(\.relevance))
        }
        let cited = Set(claims.flatMap { $0.citations.map(\.evidence) })
        return self.shown.allSatisfy { !cited.contains($0.evidence) || texts($0.evidence) == $0.digest }
    }
}

extension TenantRun {
    private static let answerStage = "answer/1"
    /// Evidence that a model is shown for a question.
    private static let shownForAnswer = 12

    /// A question as a model is asked it, with the evidence that it is shown.
    struct AnswerTask: Sendable {
        let task: AnswerWriting
        fileprivate let shown: [StandingAnswer.Shown]
        fileprivate let ranked: [EvidenceID]
    }

    /// `nil` when there is no evidence that a model may be shown.
    private func answerTask(
        _ extractive: Assessment, index: EvidenceIndex, service: ChatService, guidance: RedactedText?
    ) -> AnswerTask? {
        let question = extractive.question
        let usable = extractive.evidence.filter { hit in
            index.document(hit.evidence).map { !HostileText.ordersModel($0.text) } ?? false
        }
        let documents = usable.prefix(Self.shownForAnswer).compactMap { hit in
            index.document(hit.evidence).map { EvidenceDocumentText($0, passage: hit.passage) }
        }
        guard !documents.isEmpty else { return nil }
        return AnswerTask(
            task: AnswerWriting(
                AnswerWriting.Material(
                    question: question, text: redactor.redact(text: question.text).text,
                    context: question.context.map { redactor.redact(text: $0).text }, evidence: documents,
                    guidance: guidance),
                templates: service.templates, holdsPersonalData: personalDataCheck),
            shown: documents.map { StandingAnswer.Shown($0, question: StandingAnswer.Shown.stems(question.text)) },
            ranked: usable.map(\.evidence))
    }

    /// Has a model answer a question from what retrieval ranked; the extractive answer stays where it does not.
    func modelAnswer(
        _ extractive: Assessment, index: EvidenceIndex, service: ChatService, desk: ReplyDesk, memo: StageMemo,
        guidance: RedactedText? = nil
    ) async throws -> (assessment: Assessment, charges: [ModelCharge]) {
        guard let asked = answerTask(extractive, index: index, service: service, guidance: guidance) else {
            return (extractive, [])
        }
        let written: ReplyDesk.Written<AnswerWriting.Written>
        if let last = try await standing(asked, index, service, memo) {
            written = last
        } else {
            written = try await desk.write(asked.task)
            if written.delay?.isPassing != true {
                try await memo.replace(
                    StandingAnswer(written: written, shown: asked.shown, ranked: asked.ranked),
                    stage: Self.answerStage, key: Self.standingKey(asked, service))
            }
        }
        let charges = charges(.assess, service, calls: written.calls, usage: written.usage)
        guard let text = written.text else {
            var assessment = extractive
            assessment.delay = written.delay
            return (assessment, charges)
        }
        return (
            Assessment(
                question: extractive.question, outcome: text.outcome, evidence: extractive.evidence,
                origin: .model(service.name), droppedClaims: text.dropped), charges
        )
    }

    private static func standingKey(_ asked: AnswerTask, _ service: ChatService) -> ContentDigest {
        .of(fields: [service.digest.hex, asked.task.questionKey.hex])
    }

    /// The answer of an earlier run, while its evidence holds.
    private func standing(
        _ asked: AnswerTask, _ index: EvidenceIndex, _ service: ChatService, _ memo: StageMemo
    ) async throws -> ReplyDesk.Written<AnswerWriting.Written>? {
        let last: StandingAnswer? = try await memo.stored(
            stage: Self.answerStage, key: Self.standingKey(asked, service))
        guard let last else { return nil }
        let holds = last.holds(for: asked.shown, ranked: asked.ranked) { id in
            index.document(id).map { .of(fields: EvidenceDocumentText($0, passage: $0.text).texts) }
        }
        return holds ? last.written : nil
    }

    /// The questions that a model would be asked now.
    func answerTasks(_ work: RunWork, service: ChatService, memo: StageMemo) async throws -> [AnswerWriting] {
        let index = work.evidence.index(model: effects.embedder.model)
        var tasks: [AnswerWriting] = []
        var work = work
        for question in plan.questions.sorted(by: { $0.id < $1.id }) {
            let extractive = try await extractiveAnswer(
                question, evidence: work.evidence, index: index, memo: memo)
            judgeEvidence(of: extractive, &work)
            guard !work.reviews.isApproved(question.id),
                let asked = answerTask(
                    extractive, index: index, service: service,
                    guidance: work.reviews.guidance.questions[question.id]),
                try await standing(asked, index, service, memo) == nil
            else { continue }
            tasks.append(asked.task)
        }
        return tasks
    }
}

extension EvidenceDocumentText {
    /// What retrieval found, with the passage that it was found for where the text is long.
    init(_ document: EvidenceDocument, passage: String) {
        let isLong = document.text.utf8.count > EvidenceDocumentText.longText
        let isArticle = if case .article = document.id { true } else { false }
        // What people signed weighs more.
        let label = !isArticle ? "" : document.weight > 1 ? "approved and signed by people" : "knowledge article"
        self.init(
            evidence: document.id, texts: [document.title, document.text],
            shown: isLong ? "\(document.title)\n…\(passage)…" : Self.whole(document), label: label)
    }

    /// Bytes from which a text is shown by its best passage.
    private static let longText = 2_000

    /// A ticket's text begins with its title, an article's does not.
    private static func whole(_ document: EvidenceDocument) -> String {
        document.text.hasPrefix(document.title) ? document.text : document.title + "\n" + document.text
    }
}
