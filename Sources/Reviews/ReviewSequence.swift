internal import Domain

/// Reviews in the order of signing, beside those of the ledger: replays, successors and stale texts.
struct ReviewSequence {
    private let context: ReviewContext
    /// Ids that reviews of the ledger have replaced.
    private let replaced: Set<ReviewID>
    private let newestRecorded: [ReviewRecord.Slot: ReviewRecord]
    /// Reviews of this batch that hold, by id, with their place.
    private var held: [ReviewID: (review: VerifiedReview, index: Int)] = [:]
    private var newestHeld: [ReviewRecord.Slot: ReviewID] = [:]

    init(context: ReviewContext) {
        self.context = context
        replaced = Set(context.accepted.compactMap(\.supersedes))
        newestRecorded = Dictionary(context.accepted.map { ($0.slot, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// Takes one more review, signed no earlier than those before it.
    ///
    /// - Returns: the places of reviews of this batch that it replaces.
    /// - Throws: `duplicate_id` to `stale_content`, in order.
    mutating func append(_ review: VerifiedReview, at index: Int) throws(ReviewRefusal) -> [Int] {
        let record = review.record
        if let known = context.recorded[record.id], known.payloadDigest != record.payloadDigest {
            throw ReviewRefusal(.duplicateID, "the ledger has another review with this id")
        }
        guard held[record.id] == nil else {
            throw ReviewRefusal(.duplicateID, "another file has the same id")
        }
        try checkSupersedes(record)
        try checkNewest(record)
        try checkContent(review)
        held[record.id] = (review, index)
        let replacedHere = [newestHeld.updateValue(record.id, forKey: record.slot), record.supersedes]
            .compactMap { $0 }.filter { !isKept($0, beside: review) }
        return Set(replacedHere.compactMap { held[$0]?.index }).sorted()
    }

    /// Who rejects the draft that stands beside an approved text does not take the approval of that text back.
    private func isKept(_ id: ReviewID, beside review: VerifiedReview) -> Bool {
        guard case .approval(let rejection) = review, rejection.decision == .reject else { return false }
        return context.standing[id].map { $0 != rejection.head.digest } ?? false
    }

    private func checkSupersedes(_ record: ReviewRecord) throws(ReviewRefusal) {
        guard let id = record.supersedes else { return }
        guard let earlier = context.recorded[id] ?? held[id]?.review.record, id != record.id,
            earlier.family == record.family, earlier.signer == record.signer, earlier.subject == record.subject
        else {
            throw ReviewRefusal(
                .unknownSupersedes, "\"supersedes\" names no review of this signer on this subject that is known")
        }
    }

    /// A review that the ledger has a successor of does not come back when its successor's file is deleted.
    private func checkNewest(_ record: ReviewRecord) throws(ReviewRefusal) {
        if context.spent.contains(record.id) { throw ReviewSequence.superseded }
        // What ends an approval is recorded together with its end.
        if context.standing[record.id] != nil { return }
        if replaced.contains(record.id) { throw ReviewSequence.superseded }
        guard let newest = newestRecorded[record.slot], newest.id != record.id else { return }
        guard context.recorded[record.id] == nil,
            record.signedAt > newest.signedAt || record.signedAt == newest.signedAt && record.supersedes == newest.id
        else { throw ReviewSequence.superseded }
        // One that names an older review than the newest was signed without knowing of the newest.
        guard let named = record.supersedes, named != newest.id else { return }
        guard context.recorded[named]?.slot != record.slot else { throw ReviewSequence.superseded }
    }

    private static let superseded = ReviewRefusal(
        .superseded, "the ledger knows a newer review of the same signer on this subject")

    private func checkContent(_ review: VerifiedReview) throws(ReviewRefusal) {
        let head = review.head
        if context.isSettled(head.id, payloadDigest: review.origin.payloadDigest, verb: review.verb) { return }
        if context.standing[head.id] == head.digest { return }
        guard let text = context.texts[head.subject], text.digest == head.digest,
            text.generation == head.generation
        else {
            throw ReviewRefusal(.staleContent, "the text that was reviewed is not the one that is published now")
        }
    }

    /// Whether a refused file is one that the ledger accepted and that only time has passed by.
    func hasLapsed(_ file: ReviewFile, _ result: Result<VerifiedReview, ReviewRefusal>) -> Bool {
        guard case .failure(let refusal) = result,
            [.expired, .wrongSubject, .superseded, .staleContent].contains(refusal.code),
            let signed = try? SignedPayload(file: file.bytes)
        else { return false }
        return context.acceptedPayloads.contains(ContentDigest.of(signed.payload))
    }
}
