/// Everything one tenant's site shows, as values. Rendering it is pure: equal books give equal bytes.
public struct Book: Sendable {
    public let tenant: TenantProfile
    /// The newest moment that the data speaks of, or `--as-of`. `nil` when no ticket has a date.
    public let asOf: Instant?
    /// In order of id.
    public let tickets: [RedactedTicket]
    /// Largest first, then by id.
    public let clusters: [Cluster]
    /// Tickets of no cluster, in order of id.
    public let unusual: [TicketID]
    /// Groups of equal or nearly equal tickets, each at least two, first the one that stands for all.
    public let duplicates: [[TicketID]]
    /// Largest first.
    public let themes: [Theme]
    public let ended: [EndedCluster]
    public let resolutions: [ClusterID: Resolution]
    /// In order of question id.
    public let assessments: [Assessment]
    /// In order of id.
    public let articles: [Article]
    /// Newest last.
    public let history: [BookEvent]
    /// Generation (1 for the first text) of each published text, by path within the site.
    public let generations: [String: Int]
    /// Positions on the map, each coordinate 0 to 1.
    public let map: [MapPoint]
    /// Up to 5 most similar tickets of each ticket, best first.
    public let similar: [TicketID: [TicketID]]
    public let facts: RunFacts
    public let reviews: ReviewBoard
    /// The signed checkpoint of the ledger, if there is one: published as it stands.
    public let checkpoint: [UInt8]?

    public init(
        tenant: TenantProfile, asOf: Instant?, tickets: [RedactedTicket], clusters: [Cluster], unusual: [TicketID],
        duplicates: [[TicketID]], themes: [Theme], ended: [EndedCluster], resolutions: [ClusterID: Resolution],
        assessments: [Assessment], articles: [Article], history: [BookEvent], generations: [String: Int],
        map: [MapPoint], similar: [TicketID: [TicketID]], facts: RunFacts, reviews: ReviewBoard = .none,
        checkpoint: [UInt8]? = nil
    ) {
        self.tenant = tenant
        self.asOf = asOf
        self.tickets = tickets
        self.clusters = clusters
        self.unusual = unusual
        self.duplicates = duplicates
        self.themes = themes
        self.ended = ended
        self.resolutions = resolutions
        self.assessments = assessments
        self.articles = articles
        self.history = history
        self.generations = generations
        self.map = map
        self.similar = similar
        self.facts = facts
        self.reviews = reviews
        self.checkpoint = checkpoint
    }
}

/// What a tenant is called and how its pages speak of time.
public struct TenantProfile: Sendable {
    public let id: TenantID
    public let name: String
    public let calendar: TenantCalendar
    /// Where the site will be served, `https://support.example/acme/`; only the feed needs it.
    public let siteURL: String?

    public init(id: TenantID, name: String, calendar: TenantCalendar, siteURL: String? = nil) {
        self.id = id
        self.name = name
        self.calendar = calendar
        self.siteURL = siteURL
    }
}

/// A ticket's place on the map.
public struct MapPoint: Sendable, Hashable, Codable {
    public let ticket: TicketID
    public let x: Float
    public let y: Float

    public init(ticket: TicketID, x: Float, y: Float) {
        self.ticket = ticket
        self.x = x
        self.y = y
    }
}

/// One event of the ledger in the form that pages show: no wall-clock time.
public struct BookEvent: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable {
        case born, grew, merged, split, retired, text
        /// A signed review was accepted; `word` is what it says.
        case accepted
        /// A text was approved, became stale (`word` is why), or is approved no longer (`word` is why).
        case approved, stale, ended
        /// A key of `actor` was enrolled, removed or revoked; `word` is which.
        case signer
        /// Files or tickets went because of their age (`word` is the policy), or on request.
        case expired, erased
    }

    /// The number of the run, from 1.
    public let run: Int
    /// The as-of moment of that run.
    public let asOf: Instant?
    public let kind: Kind
    public let cluster: ClusterID?
    public let question: QuestionID?
    /// The other clusters concerned: merged into, or split from.
    public let others: [ClusterID]
    /// The event's evidence in numbers, for example `tickets: 41`.
    public let numbers: [String: Int]
    /// What was said, or why, in one of the ledger's words.
    public let word: String?
    /// The signer who acted; `nil` for runs.
    public let actor: String?

    public init(
        run: Int, asOf: Instant?, kind: Kind, cluster: ClusterID? = nil, question: QuestionID? = nil,
        others: [ClusterID] = [], numbers: [String: Int] = [:], word: String? = nil, actor: String? = nil
    ) {
        self.run = run
        self.asOf = asOf
        self.kind = kind
        self.cluster = cluster
        self.question = question
        self.others = others
        self.numbers = numbers
        self.word = word
        self.actor = actor
    }
}

/// What the page about the run states. Nothing here depends on the clock, the machine or row order.
public struct RunFacts: Sendable, Hashable, Codable {
    public var programVersion: String
    public var rows: Int
    public var tickets: Int
    public var files: Int
    /// By code.
    public var rejects: [String: Int]
    /// Distinct values masked, by type.
    public var redactions: [String: Int]
    /// `lexical/1`.
    public var embeddingModel: String
    public var embeddingDimension: Int
    /// The numeric path that the bytes depend on, `scalar-f32`.
    public var numericPath: String
    public var clusteringMethod: String
    /// `nil`: texts are extractive.
    public var chatModel: String?
    /// What the texts that stand on the site cost when they were written, each once.
    public var charges: [ModelCharge] = []
    /// How many texts are extractive although a model is configured, by reason.
    public var delays: [String: Int] = [:]
    /// Why a part of the site has nothing to show, one sentence each.
    public var notes: [String]
    /// Entries in the ledger after this run.
    public var ledgerEntries: Int
    /// The number of the last run that changed something.
    public var run: Int

    public init(
        programVersion: String, rows: Int, tickets: Int, files: Int, rejects: [String: Int],
        redactions: [String: Int], embeddingModel: String, embeddingDimension: Int, numericPath: String,
        clusteringMethod: String, chatModel: String?, notes: [String], ledgerEntries: Int, run: Int
    ) {
        self.programVersion = programVersion
        self.rows = rows
        self.tickets = tickets
        self.files = files
        self.rejects = rejects
        self.redactions = redactions
        self.embeddingModel = embeddingModel
        self.embeddingDimension = embeddingDimension
        self.numericPath = numericPath
        self.clusteringMethod = clusteringMethod
        self.chatModel = chatModel
        self.notes = notes
        self.ledgerEntries = ledgerEntries
        self.run = run
    }
}

extension RunFacts {
    /// The facts of no run: for rendering parts that do not show them.
    public static let none = RunFacts(
        programVersion: "", rows: 0, tickets: 0, files: 0, rejects: [:], redactions: [:], embeddingModel: "",
        embeddingDimension: 0, numericPath: "", clusteringMethod: "", chatModel: nil, notes: [], ledgerEntries: 0,
        run: 0)
}
