/// Where an entry of the knowledge base comes from that people signed.
public struct Provenance: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
        /// A published text that a product owner approved.
        case approved
        /// A part of a text as an expert corrected it.
        case correction
    }

    public let kind: Kind
    /// The review that it rests on, within the tenant's folder.
    public let file: String
    public let signer: String
    public let signedAt: Instant
    /// Of the approved text, or of the signed correction.
    public let digest: ContentDigest
    /// The cluster or the question whose text it is.
    public let cluster: ClusterID?
    public let question: QuestionID?
    /// How many signers found the text helpful, less those who did not.
    public let rating: Int

    public init(
        kind: Kind, file: String, signer: String, signedAt: Instant, digest: ContentDigest, cluster: ClusterID?,
        question: QuestionID?, rating: Int = 0
    ) {
        self.kind = kind
        self.file = file
        self.signer = signer
        self.signedAt = signedAt
        self.digest = digest
        self.cluster = cluster
        self.question = question
        self.rating = rating
    }
}
