import Domain

extension LedgerState {
    /// Takes an entry about reviews and approvals into account.
    mutating func review(_ fact: LedgerFact, _ entry: LedgerEntry) throws(LedgerFault) {
        switch fact {
        case .reviewAccepted(let review):
            guard reviewIDs.insert(review.id).inserted else {
                throw LedgerFault("review_repeated", "a review is accepted that was accepted before")
            }
            reviews.append(review)
            firstSeen[review.fileDigest] = firstSeen[review.fileDigest] ?? entry.at
            refusals[review.fileDigest] = nil
            tell(.accepted, review.path, word: review.says, actor: review.signer)
        case .reviewRefused(_, let digest, let code):
            firstSeen[digest] = firstSeen[digest] ?? entry.at
            refusals[digest] = code
        case .textApproved(let path, let approval):
            guard texts[path] != nil else { throw LedgerState.unknownText }
            approvals[path] = approval
            endedApprovals[path] = nil
            tell(.approved, path, actor: approval.signer, numbers: ["generation": approval.generation])
        case .textStale(let path, let reason, let numbers):
            guard approvals[path] != nil else { throw LedgerState.unknownText }
            approvals[path]?.staleFor = reason
            tell(.stale, path, word: reason.rawValue, numbers: numbers)
        case .approvalEnded(let path, let reason):
            guard let approval = approvals.removeValue(forKey: path) else { throw LedgerState.unknownText }
            if reason.isFinal {
                // Whoever else approved the same text has to look again, too.
                for review in reviews where review.path == path && review.digest == approval.digest {
                    if review.says == "approve" { spentApprovals.insert(review.id) }
                }
            }
            endedApprovals[path] = EndedApproval(
                digest: approval.digest, generation: approval.generation, review: approval.review,
                signer: approval.signer, reason: reason, run: run)
            tell(.ended, path, word: reason.rawValue, actor: approval.signer)
        default: break
        }
    }

    private static let unknownText = LedgerFault("unknown_text", "an event speaks of a text that is not approved")

    private mutating func tell(
        _ kind: BookEvent.Kind, _ path: String, word: String? = nil, actor: String? = nil, numbers: [String: Int] = [:]
    ) {
        let subject = LedgerFact.subject(of: path)
        history.append(
            BookEvent(
                run: run, asOf: asOf, kind: kind, cluster: subject.cluster, question: subject.question,
                numbers: numbers, word: word, actor: actor))
    }
}
