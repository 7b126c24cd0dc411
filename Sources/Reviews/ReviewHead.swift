public import Domain

/// What every review says, whatever its kind.
public struct ReviewHead: Sendable, Hashable {
    public let id: ReviewID
    public let tenant: TenantID
    public let subject: ReviewSubject
    /// The digest of the text that was read.
    public let digest: ContentDigest
    /// The version of that text.
    public let generation: Int
    /// The principal, that of the key.
    public let signer: String
    public let role: ReviewRole
    public let signedAt: Instant
    public let expiresAt: Instant
    /// The signer's own earlier review that this one replaces.
    public let supersedes: ReviewID?
    /// Free text of a person: hostile data, never markup.
    public let comment: String?
}

/// Where a verified review comes from: what its provenance on pages and in the ledger is made of.
public struct ReviewOrigin: Sendable, Hashable {
    /// The file, as it was handed over.
    public let path: String
    /// Of the whole file.
    public let fileDigest: ContentDigest
    /// Of the bytes that were signed. Replay is told by the id and by this, never by the signature's bytes: those
    /// can be changed without harm to it.
    public let payloadDigest: ContentDigest
    /// Of the key, `SHA256:…`.
    public let fingerprint: String
    /// When the ledger first saw the file, or now.
    public let firstSeen: Instant
}
