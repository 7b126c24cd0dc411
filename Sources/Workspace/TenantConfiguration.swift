public import Domain

/// What a `tenant.yaml` says, with defaults filled in.
public struct TenantConfiguration: Sendable, Hashable {
    /// `org_id`, or the folder's name.
    public var id: TenantID
    /// For people; the folder's name unless given.
    public var name: String
    /// An IANA name that is known to be valid.
    public var timeZone = "UTC"
    /// A BCP 47 tag.
    public var language = "en"
    public var site = TenantSite()
    public var ingest = IngestConfiguration()
    public var privacy = PrivacyConfiguration()
    public var clustering = ClusteringConfiguration()
    /// Ceilings of this tenant alone.
    public var budget = BudgetConfiguration()
    public var roles = Roles()
    public var reviews = ReviewConfiguration()
    public var tickets = TicketConfiguration()
    /// Where exports are brought from; `nil` for the tenant's own folder.
    public var inbox: InboxPlace?
    var publishFile = PublishFile()

    public init(id: TenantID, name: String) {
        self.id = id
        self.name = name
    }

    /// The tenant's clocks.
    public var calendar: TenantCalendar { TenantCalendar(identifier: timeZone) ?? .utc }

    /// Where the tenant's site will be served.
    public struct TenantSite: Sendable, Hashable {
        /// The whole address; only the feed needs it.
        public var url: String?

        public init() {}
    }

    /// How exports are read.
    public struct IngestConfiguration: Sendable, Hashable {
        /// The first whose pattern fits a file is used.
        public var mappings: [MappingConfiguration] = []

        public init() {}
    }

    /// What may be tuned about clustering.
    public struct ClusteringConfiguration: Sendable, Hashable {
        /// Tickets that make a cluster at least; `nil` for the method's own choice.
        public var minClusterSize: Int?

        public init() {}
    }

    /// How long tickets are kept.
    public struct TicketConfiguration: Sendable, Hashable {
        /// Days before the book's as-of moment; `nil` keeps all.
        public var retentionDays: Int?

        public init() {}
    }

    /// How signed reviews are taken.
    public struct ReviewConfiguration: Sendable, Hashable {
        /// Whether a signer may approve a text that took up the signer's own correction.
        public var selfApproval = false
        /// Whether texts that nobody has approved yet are kept in `texts/` with the approved ones.
        public var keepDrafts = true
        public var drift = Drift()

        public init() {}
    }

    /// How far a cluster may move away from its approved text, in per cent.
    public struct Drift: Sendable, Hashable {
        /// Typical tickets of the time of approval that must still be in the cluster.
        public var keptExemplars = 60
        /// The least similarity of its typical tickets then and its tickets now.
        public var similarity = 85
        /// How much it may grow; it may shrink by the same factor.
        public var growth = 100

        public init() {}
    }

    /// Who may do what: principals as in the `signers` file.
    public struct Roles: Sendable, Hashable {
        /// Approve.
        public var po: [String] = []
        /// Give feedback.
        public var sme: [String] = []
        /// Ask questions.
        public var analyst: [String] = []
        /// Change signers and configuration.
        public var admin: [String] = []

        public init() {}
    }
}

/// `tenant.yaml` as written: two keys have defaults that only the folder knows.
struct TenantFile: Sendable {
    var orgID: String?
    var name: String?
    var timeZone = "UTC"
    var language = "en"
    var site = TenantConfiguration.TenantSite()
    var ingest = TenantConfiguration.IngestConfiguration()
    var privacy = PrivacyConfiguration()
    var clustering = TenantConfiguration.ClusteringConfiguration()
    var budget = BudgetConfiguration()
    var roles = TenantConfiguration.Roles()
    var reviews = TenantConfiguration.ReviewConfiguration()
    var tickets = TenantConfiguration.TicketConfiguration()
    var inbox: String?
    var publishFile = PublishFile()

    /// The whole configuration, or `nil` when neither `org_id` nor the folder's name is a tenant id.
    func configuration(folder: String) -> TenantConfiguration? {
        guard let id = TenantID(orgID ?? folder) else { return nil }
        var configuration = TenantConfiguration(id: id, name: name ?? folder)
        configuration.timeZone = timeZone
        configuration.language = language
        configuration.site = site
        configuration.ingest = ingest
        configuration.privacy = privacy
        configuration.clustering = clustering
        configuration.budget = budget
        configuration.roles = roles
        configuration.reviews = reviews
        configuration.tickets = tickets
        configuration.inbox = inbox.flatMap(InboxPlace.init)
        configuration.publishFile = publishFile
        return configuration
    }
}
