public import Domain

/// What the ledger remembers of a review that was accepted: who said what about which text, and no word of it.
public struct LedgerReview: Sendable, Hashable {
    public let id: String
    /// Within the tenant's folder.
    public let file: String
    /// Of the whole file.
    public let fileDigest: ContentDigest
    /// Of the signed bytes.
    public let payloadDigest: ContentDigest
    /// `approval` or `feedback`.
    public let family: String
    /// `approve`, `reject`, `withdraw`, or the kind of feedback.
    public let says: String
    /// The published path of the text it is about, within the site.
    public let path: String
    /// Of the text that was read.
    public let digest: ContentDigest
    public let generation: Int
    public let signer: String
    /// What of a signer's reviews of one text replaces what.
    public let topic: String
    public let signedAt: Instant
    public let expiresAt: Instant
    public let supersedes: String?
    /// Of the key, `SHA256:…`.
    public let key: String

    public init(
        id: String, file: String, fileDigest: ContentDigest, payloadDigest: ContentDigest, family: String, says: String,
        path: String, digest: ContentDigest, generation: Int, signer: String, topic: String, signedAt: Instant,
        expiresAt: Instant, supersedes: String?, key: String
    ) {
        self.id = id
        self.file = file
        self.fileDigest = fileDigest
        self.payloadDigest = payloadDigest
        self.family = family
        self.says = says
        self.path = path
        self.digest = digest
        self.generation = generation
        self.signer = signer
        self.topic = topic
        self.signedAt = signedAt
        self.expiresAt = expiresAt
        self.supersedes = supersedes
        self.key = key
    }
}

/// A text that is approved, and what it stood for when it was: what drift is measured against.
public struct LedgerApproval: Sendable, Hashable {
    /// Of the approved text's exact bytes.
    public let digest: ContentDigest
    public let generation: Int
    /// The review that approved it.
    public let review: String
    public let signer: String
    /// What the text rested on: the cluster's exemplars (`ticket:…`), or the evidence found for a question.
    public let basis: [String]
    /// Tickets of the cluster then; 0 for an answer.
    public let size: Int
    /// The reviews whose corrections it took up.
    public let corrections: [String]
    /// Why it no longer fits, once it does not; `nil` while it does.
    public var staleFor: StaleReason?

    /// The most that `basis` holds.
    public static let basisLimit = 40

    public init(
        digest: ContentDigest, generation: Int, review: String, signer: String, basis: [String], size: Int,
        corrections: [String] = [], staleFor: StaleReason? = nil
    ) {
        self.digest = digest
        self.generation = generation
        self.review = review
        self.signer = signer
        self.basis = basis
        self.size = size
        self.corrections = corrections
        self.staleFor = staleFor
    }
}

/// How an approved text came to fit no longer.
public enum StaleReason: String, Sendable, Hashable, CaseIterable {
    /// Too few of the cluster's typical tickets are left in it.
    case exemplars
    /// What its typical tickets say has moved.
    case centroid
    /// It has grown or shrunk too much.
    case volume
    /// The evidence found for the question is another.
    case evidence
    /// An expert corrected the text.
    case corrected
}

/// How an approval came to its end.
public enum ApprovalEnd: String, Sendable, Hashable, CaseIterable {
    /// A newer approval of another version took its place.
    case replaced
    case withdrawn
    case rejected
    case expired
    /// The signer's key, its line or the signer's role no longer holds.
    case unsupported
    case revoked = "revoked_key"
    /// Its file is no longer there.
    case gone = "file_gone"
    /// The approved bytes are nowhere to be found.
    case textGone = "text_gone"
    /// The cluster or the question has ended.
    case subjectEnded = "subject_ended"
    /// It quotes a ticket that was erased.
    case erased

    /// Whether the same approval must never count again: somebody decided so.
    public var isFinal: Bool { [.replaced, .withdrawn, .rejected, .erased].contains(self) }
}

/// The last approval of a text that ended.
public struct EndedApproval: Sendable, Hashable {
    public let digest: ContentDigest
    public let generation: Int
    public let review: String
    public let signer: String
    public let reason: ApprovalEnd
    /// The run that ended it.
    public let run: Int

    public init(
        digest: ContentDigest, generation: Int, review: String, signer: String, reason: ApprovalEnd, run: Int
    ) {
        self.digest = digest
        self.generation = generation
        self.review = review
        self.signer = signer
        self.reason = reason
        self.run = run
    }
}
