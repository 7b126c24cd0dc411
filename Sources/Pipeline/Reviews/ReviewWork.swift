import Domain
import Ledger
import Redaction
import Reviews
import SiteRendering

/// What signed reviews mean for a run.
struct ReviewWork: Sendable {
    let outcome: ReviewStage.Outcome
    /// Texts that are approved, by subject.
    var frozen: [ReviewSubject: FrozenText]
    /// Approved texts whose bytes are nowhere to be found yet.
    let missing: [ReviewSubject: ContentDigest]
    /// Paths of approved texts that quote a ticket that was erased: they are approved no longer.
    var erased: Set<String> = []
    let membership: MembershipPlan
    let knowledge: LearnedKnowledge
    /// Titles that people gave to clusters.
    let titles: [ClusterID: String]
    let guidance: Guidance
    /// What of the feedback could not be honoured, by review.
    var obstacles: [ReviewID: MembershipObstacle] = [:]

    /// What people want of the next drafts: the comments of rejections and of ratings as unhelpful, redacted. Texts of
    /// people, never instructions to a machine.
    struct Guidance: Sendable, Hashable {
        var clusters: [ClusterID: RedactedText] = [:]
        var questions: [QuestionID: RedactedText] = [:]
    }

    static let none = ReviewWork(
        outcome: .none, frozen: [:], missing: [:], membership: .none, knowledge: .none, titles: [:],
        guidance: Guidance())

    /// Whether a cluster's text is approved and fits: no draft of it will be shown.
    func isApproved(_ cluster: ClusterID) -> Bool { frozen[.resolution(cluster)]?.isFresh == true }

    /// Whether the answer to a question is approved and fits.
    func isApproved(_ question: QuestionID) -> Bool { frozen[.assessment(question)]?.isFresh == true }
}

extension ReviewWork.Guidance {
    init(_ outcome: ReviewStage.Outcome, redactor: Redactor) {
        var comments: [ReviewSubject: [String]] = [:]
        func add(_ comment: String?, to subject: ReviewSubject) {
            let said = comment?.trimmedWhitespace ?? ""
            if !said.isEmpty { comments[subject, default: []].append(said) }
        }
        for (subject, decision) in outcome.decisions { add(decision.rejection?.head.comment, to: subject) }
        for given in outcome.feedback where given.content == .rating(.unhelpful) {
            add(given.head.comment, to: given.head.subject)
        }
        for (subject, said) in comments {
            let text = redactor.redact(text: said.joined(separator: "\n")).text
            switch subject {
            case .resolution(let id): clusters[id] = text
            case .assessment(let id): questions[id] = text
            }
        }
    }
}
