public import Domain

/// What the ledger remembers of a review that was accepted: enough to tell a replay, a rollback and a deleted successor,
/// and no text.
public struct ReviewRecord: Sendable, Hashable {
    public let id: ReviewID
    public let payloadDigest: ContentDigest
    public let family: ReviewFamily
    public let subject: ReviewSubject
    public let signer: String
    /// What of the signer's reviews of one subject replaces what; `approval` for all approvals.
    public let topic: String
    public let signedAt: Instant
    public let supersedes: ReviewID?

    public init(
        id: ReviewID, payloadDigest: ContentDigest, family: ReviewFamily, subject: ReviewSubject, signer: String,
        topic: String, signedAt: Instant, supersedes: ReviewID?
    ) {
        self.id = id
        self.payloadDigest = payloadDigest
        self.family = family
        self.subject = subject
        self.signer = signer
        self.topic = topic
        self.signedAt = signedAt
        self.supersedes = supersedes
    }

    /// Of all reviews with one slot, the newest counts.
    public struct Slot: Sendable, Hashable {
        let subject: ReviewSubject
        let signer: String
        let topic: String
    }

    public var slot: Slot { Slot(subject: subject, signer: signer, topic: topic) }
}

extension Collection<ReviewRecord> {
    /// The newest of each slot, in no order: of those that no other says to have taken the place of, the one signed last.
    public var newest: [ReviewRecord] {
        let replaced = Set(compactMap(\.supersedes))
        let open = filter { !replaced.contains($0.id) }
        return Dictionary(grouping: open, by: \.slot).values.compactMap { records in
            records.max { ($0.signedAt, $0.id) < ($1.signedAt, $1.id) }
        }
    }
}
