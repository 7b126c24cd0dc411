public import Domain

/// What one tenant's run came to.
public struct RunReport: Sendable {
    public let tenant: TenantID
    public let facts: RunFacts
    /// Events that the ledger gained; none when nothing changed.
    public let events: [BookEvent]
    public let published: PublicationSummary
    /// Column mappings to be kept in `tenant.yaml`.
    public let proposed: [KeptMapping]
    /// All refused rows, in order.
    public let rejects: [Reject]
    /// Exports that could not be read. The rest of the tenant was built, and the command ends non-zero.
    public let failures: [Diagnostic]
    /// Whether the run found that nothing had changed since the last one.
    public let unchanged: Bool
    public let clusters: Int
    public let gaps: [QuestionID]
    /// What the calls of this run cost, by stage and model.
    public let spent: [ModelCharge]
    /// Why the model could not be used; the site was published with extractive texts, and the command ends non-zero.
    public let modelFailure: CasebookError?
    /// What became of signed reviews; `nil` in a run that stops before them.
    public let reviews: ReviewSummary?

    public init(
        tenant: TenantID, facts: RunFacts, events: [BookEvent], published: PublicationSummary,
        proposed: [KeptMapping], rejects: [Reject], failures: [Diagnostic], unchanged: Bool, clusters: Int,
        gaps: [QuestionID], spent: [ModelCharge] = [], modelFailure: CasebookError? = nil,
        reviews: ReviewSummary? = nil
    ) {
        self.tenant = tenant
        self.facts = facts
        self.events = events
        self.published = published
        self.proposed = proposed
        self.rejects = rejects
        self.failures = failures
        self.unchanged = unchanged
        self.clusters = clusters
        self.gaps = gaps
        self.spent = spent
        self.modelFailure = modelFailure
        self.reviews = reviews
    }
}
