internal import Domain
internal import Signatures

/// What a statement may say, judged by the tenant's own facts.
struct ReviewPolicy {
    let context: ReviewContext

    /// Clocks may differ by this much, in seconds.
    private static let clockTolerance: Int64 = 5 * 60
    /// Seconds from signing to expiry, at most.
    private static let longestLifetime: Int64 = 180 * 86_400

    /// - Parameter signers: the principals of the key's own lines.
    /// - Throws: `wrong_tenant` to `lifetime_too_long`, in order.
    func check(_ statement: Statement, signers: Set<String>, payloadDigest: ContentDigest) throws(ReviewRefusal) {
        let head = statement.head
        guard head.tenant == context.tenant else {
            throw ReviewRefusal(.wrongTenant, "the review is for another tenant")
        }
        guard signers.contains(head.signer) else {
            throw ReviewRefusal(.signerMismatch, "the key's line in the signers file is not that of \"signer\"")
        }
        try checkRole(statement)
        let isSettled = context.isSettled(head.id, payloadDigest: payloadDigest, verb: statement.verb)
        if !isSettled { try checkSubject(statement) }
        guard head.signedAt.seconds <= context.now.seconds + ReviewPolicy.clockTolerance else {
            throw ReviewRefusal(.signedInFuture, "\"signed_at\" lies in the future")
        }
        guard isSettled || head.expiresAt >= context.now else {
            throw ReviewRefusal(.expired, "the review expired at \(head.expiresAt.iso8601)")
        }
        guard head.expiresAt.seconds - head.signedAt.seconds <= ReviewPolicy.longestLifetime else {
            throw ReviewRefusal(.lifetimeTooLong, "the review would last more than 180 days")
        }
    }

    private func checkRole(_ statement: Statement) throws(ReviewRefusal) {
        let head = statement.head
        let needed =
            switch statement.body {
            case .approval: ReviewFamily.approval.role
            case .feedback: ReviewFamily.feedback.role
            }
        guard head.role == needed else {
            throw ReviewRefusal(.roleMismatch, "\"role\" must be \(needed.rawValue) for this kind of review")
        }
        guard context.roles[head.signer]?.contains(needed) == true else {
            throw ReviewRefusal(.roleMismatch, "tenant.yaml does not give the signer the role \(needed.rawValue)")
        }
        if statement.body == .approval(.approve), !context.allowsSelfApproval,
            let text = context.texts[head.subject], text.digest == head.digest,
            text.correctedBy.contains(head.signer)
        {
            throw ReviewRefusal(.roleMismatch, "the text took up a correction of the same signer")
        }
    }

    private func checkSubject(_ statement: Statement) throws(ReviewRefusal) {
        guard context.texts[statement.head.subject] != nil else {
            throw ReviewRefusal(.wrongSubject, "the tenant's book has no such cluster or question")
        }
        guard case .feedback(let content) = statement.body, let other = content.otherCluster else { return }
        guard context.texts[.resolution(other)] != nil else {
            throw ReviewRefusal(.wrongSubject, "the tenant's book does not have the other cluster")
        }
    }
}

extension ReviewContext {
    /// Whether a review has done its work: it was accepted, and what it says does not end. Feedback is honoured by every
    /// later run, and a rejection guides the drafts that follow it. An approval ends with its text and its time.
    func isSettled(_ id: ReviewID, payloadDigest: ContentDigest, verb: String) -> Bool {
        verb != Approval.Decision.approve.rawValue && recorded[id]?.payloadDigest == payloadDigest
    }
}
