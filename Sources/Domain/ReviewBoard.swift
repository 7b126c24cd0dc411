/// What people decided about a tenant's texts, as far as it is verified, and what was refused. Comments and titles are
/// as displayed: personal data is taken out of them.
public struct ReviewBoard: Sendable {
    /// What was decided about published texts, by path within the site. A text that is missing waits for its first
    /// decision.
    public let texts: [String: TextReview]
    /// Feedback that counts, newest first.
    public let feedback: [GivenFeedback]
    /// Review files that do not count, in order of file.
    public let refused: [RefusedReview]
    /// In order of name.
    public let people: [ReviewPerson]
    /// The newest review of each signer and topic, by the path of the text: what a new one would take the place of.
    public let newest: [String: [ReviewMark]]

    public init(
        texts: [String: TextReview], feedback: [GivenFeedback], refused: [RefusedReview], people: [ReviewPerson],
        newest: [String: [ReviewMark]] = [:]
    ) {
        self.newest = newest
        self.texts = texts
        self.feedback = feedback
        self.refused = refused
        self.people = people
    }

    /// Nobody said anything.
    public static let none = ReviewBoard(texts: [:], feedback: [], refused: [], people: [])
}

/// A review that was accepted, by its id and by what replaces it.
public struct ReviewMark: Sendable, Hashable {
    public let id: String
    public let signer: String
    /// As the ledger has it: `approval`, `rating`, `ticket/T-1`.
    public let topic: String
    public let signedAt: Instant

    public init(id: String, signer: String, topic: String, signedAt: Instant) {
        self.id = id
        self.signer = signer
        self.topic = topic
        self.signedAt = signedAt
    }
}

/// Who signed something, where and when.
public struct ReviewVoice: Sendable, Hashable {
    public let signer: String
    /// Within the tenant's folder.
    public let file: String
    public let signedAt: Instant
    public let expiresAt: Instant
    public let comment: String?

    public init(signer: String, file: String, signedAt: Instant, expiresAt: Instant, comment: String?) {
        self.signer = signer
        self.file = file
        self.signedAt = signedAt
        self.expiresAt = expiresAt
        self.comment = comment
    }
}

/// Where a published text stands.
public struct TextReview: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case waiting, approved, stale, rejected, expired
    }

    /// A text that is approved: its bytes never change.
    public struct Approved: Sendable, Hashable {
        public let bytes: [UInt8]
        public let digest: ContentDigest
        public let generation: Int
        /// Who approved it, first the one whose approval counts.
        public let by: [ReviewVoice]
        /// Why it no longer fits, in the ledger's word; `nil` while it does.
        public let staleFor: String?

        public init(
            bytes: [UInt8], digest: ContentDigest, generation: Int, by: [ReviewVoice], staleFor: String?
        ) {
            self.bytes = bytes
            self.digest = digest
            self.generation = generation
            self.by = by
            self.staleFor = staleFor
        }
    }

    public let approved: Approved?

    /// The approved text, while it is the one that is published.
    public var frozen: Approved? { approved.flatMap { $0.staleFor == nil ? $0 : nil } }

    /// The newest rejection that no later approval has answered.
    public let rejection: ReviewVoice?
    /// Of the text that was rejected.
    public let rejected: ContentDigest?
    /// The last approval, once it has ended: its signer, its generation, and why in the ledger's word.
    public let ended: Ended?
    public let helpful: Int
    public let unhelpful: Int

    public struct Ended: Sendable, Hashable {
        public let signer: String
        public let generation: Int
        public let reason: String

        public init(signer: String, generation: Int, reason: String) {
            self.signer = signer
            self.generation = generation
            self.reason = reason
        }
    }

    public init(
        approved: Approved? = nil, rejection: ReviewVoice? = nil, rejected: ContentDigest? = nil, ended: Ended? = nil,
        helpful: Int = 0, unhelpful: Int = 0
    ) {
        self.approved = approved
        self.rejection = rejection
        self.rejected = rejected
        self.ended = ended
        self.helpful = helpful
        self.unhelpful = unhelpful
    }

    /// - Parameter published: of the text that is published now.
    public func state(published: ContentDigest?) -> State {
        if let approved { return approved.staleFor == nil ? .approved : .stale }
        if let rejected, rejected == published { return .rejected }
        return ended?.reason == "expired" ? .expired : .waiting
    }
}

/// Feedback that counts.
public struct GivenFeedback: Sendable, Hashable {
    /// `correction`, `rating`, `rename`, `move`, `merge`, `split` or `exclude`.
    public let kind: String
    public let voice: ReviewVoice
    public let cluster: ClusterID?
    public let question: QuestionID?
    /// The other cluster that it speaks of.
    public let other: ClusterID?
    public let tickets: [TicketID]
    /// The section, the rating or the title.
    public let word: String?
    /// Why it could not be honoured, one sentence without full stop; `nil` when it is.
    public let obstacle: String?

    public init(
        kind: String, voice: ReviewVoice, cluster: ClusterID?, question: QuestionID?, other: ClusterID?,
        tickets: [TicketID], word: String?, obstacle: String?
    ) {
        self.kind = kind
        self.voice = voice
        self.cluster = cluster
        self.question = question
        self.other = other
        self.tickets = tickets
        self.word = word
        self.obstacle = obstacle
    }
}

/// A review file that does not count.
public struct RefusedReview: Sendable, Hashable {
    /// Within the tenant's folder.
    public let file: String
    public let line: Int?
    public let code: String
    public let summary: String
    public let remedy: String
    /// It counted once: replaced, expired or overtaken since.
    public let isLapsed: Bool

    public init(file: String, line: Int?, code: String, summary: String, remedy: String, isLapsed: Bool) {
        self.file = file
        self.line = line
        self.code = code
        self.summary = summary
        self.remedy = remedy
        self.isLapsed = isLapsed
    }
}

/// Somebody who has a role or a key.
public struct ReviewPerson: Sendable, Hashable {
    public struct Key: Sendable, Hashable {
        public let fingerprint: String
        /// `approval`, `feedback`.
        public let families: [String]
        public let validAfter: Instant?
        public let validBefore: Instant?
        public let isRevoked: Bool

        public init(
            fingerprint: String, families: [String], validAfter: Instant?, validBefore: Instant?, isRevoked: Bool
        ) {
            self.fingerprint = fingerprint
            self.families = families
            self.validAfter = validAfter
            self.validBefore = validBefore
            self.isRevoked = isRevoked
        }
    }

    public let name: String
    /// `po`, `sme`, `analyst`, `admin`, in this order.
    public let roles: [String]
    public let keys: [Key]

    public init(name: String, roles: [String], keys: [Key]) {
        self.name = name
        self.roles = roles
        self.keys = keys
    }
}
