public import Clustering
public import Domain
public import Foundation
public import Ingestion
public import Redaction

/// Everything a run reads besides its effects, as values: configuration, exports, knowledge and questions.
public struct TenantPlan: Sendable {
    public let tenant: TenantProfile
    /// In order of name.
    public let exports: [InboxExport]
    /// Mappings kept in `tenant.yaml`, by the pattern of the file names they are for, first match wins.
    public let mappings: [KeptMapping]
    public let redaction: RedactionPolicy
    public let tokenKey: TokenKey
    public let clustering: ClusteringSettings
    /// Raw articles: the run redacts them.
    public let articles: [RawArticle]
    public let questions: [Question]
    public let reviews: ReviewInputs
    /// Files of the tenant that could not be read and are left out: the run goes on, and ends non-zero.
    public let faults: [Diagnostic]
    /// `--as-of`, or `nil` for the newest moment in the data.
    public let asOf: Instant?
    /// Threads for the stages that compute.
    public let threads: Int
    /// Compute again what is stored.
    public let ignoreCache: Bool
    /// Of templates, assets, manual and the program's version: what pages depend on besides the data.
    public let appearance: ContentDigest
    /// A new release builds anew.
    public let programVersion: String
    public let retention: Retention

    /// After how many days things go; `nil` keeps them.
    public struct Retention: Sendable, Hashable {
        /// Kept copies of exports, from when the ledger recorded them.
        public let fileDays: Int?
        /// Tickets, from the newest of their dates to the book's as-of moment.
        public let ticketDays: Int?

        public init(fileDays: Int? = nil, ticketDays: Int? = nil) {
            self.fileDays = fileDays
            self.ticketDays = ticketDays
        }
    }

    public init(
        tenant: TenantProfile, exports: [InboxExport], mappings: [KeptMapping], redaction: RedactionPolicy,
        tokenKey: TokenKey, clustering: ClusteringSettings, articles: [RawArticle], questions: [Question],
        reviews: ReviewInputs = .none, faults: [Diagnostic] = [], asOf: Instant?, threads: Int, ignoreCache: Bool,
        appearance: ContentDigest,
        programVersion: String, retention: Retention = Retention()
    ) {
        self.tenant = tenant
        self.exports = exports
        self.mappings = mappings
        self.redaction = redaction
        self.tokenKey = tokenKey
        self.clustering = clustering
        self.articles = articles
        self.questions = questions
        self.reviews = reviews
        self.faults = faults
        self.asOf = asOf
        self.threads = threads
        self.ignoreCache = ignoreCache
        self.appearance = appearance
        self.programVersion = programVersion
        self.retention = retention
    }
}

/// A file of the inbox.
public struct InboxExport: Sendable, Hashable {
    public let name: String
    public let location: InboxLocation
    /// Of its bytes.
    public let digest: ContentDigest

    public init(name: String, location: InboxLocation, digest: ContentDigest) {
        self.name = name
        self.location = location
        self.digest = digest
    }
}

/// Where an export's bytes can be read.
public typealias InboxLocation = URL

/// A column mapping and the exports it is for.
public struct KeptMapping: Sendable, Hashable {
    /// A glob over `name` or `name#sheet`: `*` matches any run of characters, `?` one.
    public let match: String
    public let mapping: ColumnMapping

    public init(match: String, mapping: ColumnMapping) {
        self.match = match
        self.mapping = mapping
    }
}

/// A knowledge article as its author wrote it.
public struct RawArticle: Sendable, Hashable {
    public let id: ArticleID
    public let title: String
    public let body: String
    public let labels: [String]
    public let product: String?
    public let updated: Instant?

    public init(
        id: ArticleID, title: String, body: String, labels: [String], product: String?, updated: Instant?
    ) {
        self.id = id
        self.title = title
        self.body = body
        self.labels = labels
        self.product = product
        self.updated = updated
    }
}
