public import Domain
public import Ledger
public import Reviews
public import Signatures

/// What a tenant's reviews are judged by beside the ledger, all read from the branch that is built.
public struct ReviewInputs: Sendable {
    /// In order of path.
    public let files: [ReviewFile]
    public let signers: SignerList
    public let revoked: RevokedKeys
    public let roles: [String: Set<ReviewRole>]
    /// Whether a signer may approve a text that took up the signer's own correction.
    public let allowsSelfApproval: Bool
    /// Whether texts that nobody has approved yet are kept with the approved ones.
    public let keepsDrafts: Bool
    public let drift: DriftLimits
    /// Of everything that verdicts depend on, save the ledger and the time.
    let digest: ContentDigest

    /// - Parameters:
    ///   - signersFile: the bytes of the `signers` file.
    ///   - revoked: the keys of the `revoked` file, and its bytes.
    public init(
        files: [ReviewFile], signersFile: [UInt8], revoked: RevokedKeys, revokedFile: [UInt8],
        roles: [String: Set<ReviewRole>], allowsSelfApproval: Bool = false, keepsDrafts: Bool = true,
        drift: DriftLimits = DriftLimits()
    ) {
        self.files = files
        signers = SignerList(parsing: signersFile)
        self.revoked = revoked
        self.roles = roles
        self.allowsSelfApproval = allowsSelfApproval
        self.keepsDrafts = keepsDrafts
        self.drift = drift
        var hasher = ContentDigest.DigestHasher()
        hasher.update(field: "reviews/1")
        hasher.update(field: ContentDigest.of(signersFile).hex)
        hasher.update(field: ContentDigest.of(revokedFile).hex)
        for person in roles.keys.sorted() {
            hasher.update(field: person)
            hasher.update(field: (roles[person] ?? []).map(\.rawValue).sorted().joined(separator: " "))
        }
        hasher.update(
            field: "\(allowsSelfApproval) \(keepsDrafts) \(drift.keptExemplars) \(drift.similarity) \(drift.growth)")
        for file in files {
            hasher.update(field: file.path)
            hasher.update(field: ContentDigest.of(file.bytes).hex)
        }
        digest = hasher.finish()
    }

    /// Nobody may sign, and nobody did.
    public static let none = ReviewInputs(
        files: [], signersFile: [], revoked: .none, revokedFile: [], roles: [:])
}

/// How far a cluster may move away from its approved text, in per cent, before that is stale.
public struct DriftLimits: Sendable, Hashable {
    /// Exemplars of the time of approval that must still be members.
    public var keptExemplars = 60
    /// The least cosine between the centroids of the exemplars then and now.
    public var similarity = 85
    /// How much the cluster may grow; it may shrink by the same factor.
    public var growth = 100

    public init() {}
}

extension ReviewContext {
    /// What a tenant's reviews are judged by: its own files, and what its ledger knows.
    public init(tenant: TenantID, inputs: ReviewInputs, ledger: LedgerState, now: Instant) {
        let signerOf = Dictionary(ledger.reviews.map { ($0.id, $0.signer) }, uniquingKeysWith: { first, _ in first })
        var texts: [ReviewSubject: PublishedText] = [:]
        for (path, text) in ledger.texts {
            guard let subject = ReviewSubject(path: path) else { continue }
            // A text of a cluster that has ended is still in the ledger, and no longer published.
            if case .resolution(let id) = subject, ledger.clusters[id] == nil { continue }
            texts[subject] = PublishedText(
                digest: text.digest, generation: text.generation,
                correctedBy: Set(text.corrections.compactMap { signerOf[$0] }))
        }
        var standing: [ReviewID: ContentDigest] = [:]
        for review in ledger.reviews where review.says == Approval.Decision.approve.rawValue {
            guard ledger.approvals[review.path]?.digest == review.digest,
                !ledger.spentApprovals.contains(review.id), let id = ReviewID(review.id)
            else { continue }
            standing[id] = review.digest
        }
        self.init(
            tenant: tenant, signers: inputs.signers, revoked: inputs.revoked, roles: inputs.roles, texts: texts,
            firstSeen: ledger.firstSeen, accepted: ledger.reviews.compactMap(ReviewRecord.init(ledger:)),
            standing: standing, spent: Set(ledger.spentApprovals.compactMap(ReviewID.init)),
            allowsSelfApproval: inputs.allowsSelfApproval, now: now)
    }
}

extension ReviewRecord {
    /// A record as the ledger has it; `nil` for one that this version does not understand.
    init?(ledger review: LedgerReview) {
        guard let id = ReviewID(review.id), let family = ReviewFamily(rawValue: review.family),
            let subject = ReviewSubject(path: review.path)
        else { return nil }
        self.init(
            id: id, payloadDigest: review.payloadDigest, family: family, subject: subject, signer: review.signer,
            topic: review.topic, signedAt: review.signedAt, supersedes: review.supersedes.flatMap(ReviewID.init))
    }
}

extension LedgerReview {
    /// What the ledger is to remember of a review.
    init(_ review: VerifiedReview) {
        let record = review.record
        let head = review.head
        self.init(
            id: head.id.rawValue, file: review.origin.path, fileDigest: review.origin.fileDigest,
            payloadDigest: review.origin.payloadDigest, family: review.family.rawValue, says: review.verb,
            path: head.subject.path, digest: head.digest, generation: head.generation, signer: head.signer,
            topic: record.topic, signedAt: head.signedAt, expiresAt: head.expiresAt,
            supersedes: head.supersedes?.rawValue, key: review.origin.fingerprint)
    }
}
