/// A review that may be acted on.
public enum VerifiedReview: Sendable, Hashable {
    case approval(Approval)
    case feedback(Feedback)

    public var head: ReviewHead {
        switch self {
        case .approval(let approval): approval.head
        case .feedback(let feedback): feedback.head
        }
    }

    public var origin: ReviewOrigin {
        switch self {
        case .approval(let approval): approval.origin
        case .feedback(let feedback): feedback.origin
        }
    }

    public var family: ReviewFamily {
        switch self {
        case .approval: .approval
        case .feedback: .feedback
        }
    }

    /// `approve`, `reject`, `withdraw`, or the kind of feedback.
    public var verb: String {
        switch self {
        case .approval(let approval): approval.decision.rawValue
        case .feedback(let feedback): feedback.content.kind.rawValue
        }
    }

    /// What the ledger is to remember of it, once it is accepted.
    public var record: ReviewRecord {
        ReviewRecord(
            id: head.id, payloadDigest: origin.payloadDigest, family: family, subject: head.subject,
            signer: head.signer, topic: topic, signedAt: head.signedAt, supersedes: head.supersedes)
    }

    private var topic: String {
        switch self {
        case .approval: Self.approvalTopic
        case .feedback(let feedback): feedback.content.topic
        }
    }

    /// The topic of all decisions on one subject: the newest counts.
    static let approvalTopic = "approval"
}
