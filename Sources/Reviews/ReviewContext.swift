public import Domain
public import Signatures

/// Everything that a review is judged by beside its own bytes, as values. All of it comes from the branch that is
/// built, never from the change that brings the review.
public struct ReviewContext: Sendable {
    /// A published text that can be reviewed.
    public struct PublishedText: Sendable, Hashable {
        public let digest: ContentDigest
        public let generation: Int
        /// Who wrote corrections that this text took up: they cannot approve it themselves.
        public let correctedBy: Set<String>

        public init(digest: ContentDigest, generation: Int, correctedBy: Set<String> = []) {
            self.digest = digest
            self.generation = generation
            self.correctedBy = correctedBy
        }
    }

    public let tenant: TenantID
    public let signers: SignerList
    public let revoked: RevokedKeys
    /// Roles of each principal, from `tenant.yaml`.
    public let roles: [String: Set<ReviewRole>]
    /// The texts that are published now.
    public let texts: [ReviewSubject: PublishedText]
    /// When the ledger first saw each file, by the digest of its bytes.
    public let firstSeen: [ContentDigest: Instant]
    /// Every review that was ever accepted, oldest first.
    public let accepted: [ReviewRecord]
    /// Approvals that count by the ledger, with the digests of the texts that are frozen under them. Such an approval
    /// goes on when a new draft is published beside its text.
    public let standing: [ReviewID: ContentDigest]
    /// Approvals that the ledger has ended because somebody decided so: they never count again.
    public let spent: Set<ReviewID>
    /// Whether a signer may approve a text that took up the signer's own correction.
    public let allowsSelfApproval: Bool
    public let now: Instant

    let recorded: [ReviewID: ReviewRecord]
    let acceptedPayloads: Set<ContentDigest>

    public init(
        tenant: TenantID, signers: SignerList, revoked: RevokedKeys, roles: [String: Set<ReviewRole>],
        texts: [ReviewSubject: PublishedText], firstSeen: [ContentDigest: Instant] = [:],
        accepted: [ReviewRecord] = [], standing: [ReviewID: ContentDigest] = [:], spent: Set<ReviewID> = [],
        allowsSelfApproval: Bool = false, now: Instant
    ) {
        self.tenant = tenant
        self.signers = signers
        self.revoked = revoked
        self.roles = roles
        self.texts = texts
        self.firstSeen = firstSeen
        self.accepted = accepted
        self.standing = standing
        self.spent = spent
        self.allowsSelfApproval = allowsSelfApproval
        self.now = now
        recorded = Dictionary(accepted.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        acceptedPayloads = Set(accepted.map(\.payloadDigest))
    }
}
