public import Domain

/// What the ledger remembers of a live cluster: enough to know it again without any database.
public struct LedgerCluster: Sendable, Hashable {
    public let id: ClusterID
    /// As-of moment of the run that founded it; the epoch when that run had no dated ticket.
    public let founded: Instant
    /// Tickets in it when it was last written.
    public let size: Int
    /// Up to 40 ticket ids, most central first.
    public let exemplars: [TicketID]

    /// The most exemplars that an entry holds.
    public static let exemplarLimit = 40

    public init(id: ClusterID, founded: Instant, size: Int, exemplars: [TicketID]) {
        self.id = id
        self.founded = founded
        self.size = size
        self.exemplars = exemplars
    }
}

/// The present version of a published text.
public struct LedgerText: Sendable, Hashable {
    /// Of the published file's exact bytes.
    public let digest: ContentDigest
    /// 1 for the first text, one more each time the digest changed.
    public let generation: Int
    /// The reviews whose corrections it took up.
    public let corrections: [String]

    public init(digest: ContentDigest, generation: Int, corrections: [String] = []) {
        self.digest = digest
        self.generation = generation
        self.corrections = corrections
    }
}
