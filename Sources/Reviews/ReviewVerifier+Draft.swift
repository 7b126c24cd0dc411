internal import Domain

extension ReviewVerifier {
    /// What would be refused of a draft whatever its signature, so that nobody is asked to sign in vain: the form of its
    /// payload, and everything that policy says of the signer, the subject and the times.
    public func refusal(of draft: ReviewDraft) -> ReviewRefusal? {
        let payload = draft.payload
        guard payload.count < ReviewFile.limit else {
            return ReviewRefusal(.tooLarge, "the review would be larger than 64 KiB")
        }
        do throws(ReviewRefusal) {
            let statement = try Statement(payload: payload, family: draft.family)
            try ReviewPolicy(context: context).check(
                statement, signers: [draft.signer], payloadDigest: ContentDigest.of(payload))
            return nil
        } catch { return error }
    }

    /// The review that a draft takes the place of: the same signer's newest on the same subject and topic, of those that
    /// the ledger knows and those among the files that hold.
    ///
    /// - Parameter files: all of the tenant's review files.
    public func predecessor(of draft: ReviewDraft, among files: [ReviewFile]) -> ReviewRecord? {
        let slot = ReviewRecord.Slot(subject: draft.subject, signer: draft.signer, topic: draft.content.topic)
        let known = context.accepted + verify(files).compactMap { $0.review?.record }
        return known.filter { $0.slot == slot }.newest.first
    }
}

extension ReviewDraft.Content {
    /// As `ReviewRecord.topic`.
    var topic: String {
        switch self {
        case .decision: VerifiedReview.approvalTopic
        case .feedback(let content): content.topic
        }
    }
}
