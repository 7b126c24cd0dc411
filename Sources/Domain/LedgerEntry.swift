/// One line of a tenant's ledger. Never ticket text, personal data or secrets.
public struct LedgerEntry: Sendable, Hashable {
    /// What happened. Raw values are what stands in the file.
    public enum Event: String, Sendable, Hashable, CaseIterable {
        /// A run that changed something, with what it changed in numbers.
        case run
        case fileIngested = "file_ingested"
        case clusterBorn = "cluster_born"
        /// The exemplars of a continuing cluster were renewed.
        case clusterContinued = "cluster_continued"
        case clusterMerged = "cluster_merged"
        case clusterSplit = "cluster_split"
        case clusterRetired = "cluster_retired"
        /// A published text changed: its digest and generation.
        case textPublished = "text_published"
        /// A key may sign for somebody.
        case signerEnrolled = "signer_enrolled"
        /// A key may no longer sign for somebody: its line is gone.
        case signerRemoved = "signer_removed"
        /// A key is refused whatever the time.
        case keyRevoked = "key_revoked"
        /// A signed review holds.
        case reviewAccepted = "review_accepted"
        /// A review file was refused, with a code.
        case reviewRefused = "review_refused"
        /// A text is approved, and frozen.
        case textApproved = "text_approved"
        /// An approved text no longer fits its cluster.
        case textStale = "text_stale"
        /// A text is approved no longer.
        case approvalEnded = "approval_ended"
        /// Files or tickets went because they were as old as a policy says.
        case retentionApplied = "retention_applied"
        /// Tickets were erased on request. Names nobody.
        case erased
        /// The site was sent to where it is read.
        case published
        /// The tenant was written to an archive, which may be anywhere now.
        case exported

        /// Whether it tells what a run did. What does not changes no page.
        public var belongsToRun: Bool { self != .published && self != .exported }
    }

    /// Counted from 0 without gaps.
    public let seq: Int
    /// Hex SHA-256 of the previous line including its LF; 64 zeros for the first.
    public let prev: String
    /// Wall-clock time of the run that wrote it.
    public let at: Instant
    public let event: Event
    /// `casebook` for runs.
    public let actor: String
    public let tenant: TenantID
    /// The event's own members, merged into the line.
    public let facts: [String: JSONValue]

    public init(
        seq: Int, prev: String, at: Instant, event: Event, actor: String, tenant: TenantID,
        facts: [String: JSONValue]
    ) {
        self.seq = seq
        self.prev = prev
        self.at = at
        self.event = event
        self.actor = actor
        self.tenant = tenant
        self.facts = facts
    }
}
