public import Domain
import Embedding
import ExtractiveWriting
import ModelWriting
import Retrieval

/// An answer, measured against what it cites.
public struct GroundedAnswer: Sendable {
    public let question: QuestionID
    /// `nil` when the answer failed.
    public let assessment: Assessment?
    /// Of each claim, whether its citations hold and what they cite says it.
    public let supported: [Bool]
}

extension TenantRun {
    /// Answers questions as `answer` does, and measures each claim anew: its citations must name evidence, its quotes
    /// must stand there, and the cited texts must say it.
    ///
    /// - Parameter answered: called with the questions done.
    public func grounded(
        _ questions: [Question], answered: (Int) -> Void = { _ in }
    ) async throws -> [GroundedAnswer] {
        let index = try await searchableEvidence()
        var answers: [GroundedAnswer] = []
        for question in questions {
            let answer = try? await answer(question, index: index)
            answers.append(
                GroundedAnswer(
                    question: question.id, assessment: answer,
                    supported: answer.map { support($0, index) } ?? []))
            answered(answers.count)
        }
        return answers
    }

    private func support(_ assessment: Assessment, _ index: EvidenceIndex) -> [Bool] {
        guard case .answered(let claims) = assessment.outcome else { return [] }
        let check = CitationCheck(index: index)
        return claims.map { claim in
            let texts = claim.citations.compactMap { index.document($0.evidence) }.flatMap { [$0.title, $0.text] }
            return check.holds(claim) && SupportMeasure().supports(claim.text, by: SupportMeasure.evidence(texts))
        }
    }
}
