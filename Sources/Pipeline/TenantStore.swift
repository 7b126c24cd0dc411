public import Domain

/// Where one tenant's state lives between runs. It holds redacted text only, and can be lost: the workspace
/// and its exports make it again.
///
/// One instance serves one tenant; every implementation keys every row by `org_id` all the same. All writes of
/// one call happen whole or not at all, so a run killed between two calls continues from the last one.
public protocol TenantStore: TransferableStore {
    /// The uploads whose rows are live, in order of name.
    func uploads() async throws -> [StoredUpload]

    /// Replaces the upload of this name, if any, with these rows and rejects.
    func replace(upload: StoredUpload, rows: [StoredRow], rejects: [Reject]) async throws

    /// Gives an upload another name: the same bytes turned up under it.
    func rename(upload name: String, to newName: String) async throws

    /// Forgets an upload with its rows and rejects.
    func remove(upload name: String) async throws

    /// The rows of all live uploads, in order of ticket id, then of row key.
    func rows() async throws -> [StoredRow]

    /// The rejects of all live uploads, in order.
    func rejects() async throws -> [Reject]

    /// Takes rows out for good, puts the reject beside each in its place, and forgets vectors.
    ///
    /// - Parameter results: whether stage results and manifests are forgotten too, and the database is written anew, so
    ///   that no word of the rows is left in its files.
    func purge(
        _ rows: [(row: StoredRow, reject: Reject)], vectors: PurgedVectors, results: Bool
    ) async throws

    /// The vectors that are known for texts under a model, by text digest.
    func vectors(of texts: [ContentDigest], model: ContentDigest) async throws -> [ContentDigest: [Float]]

    /// Keeps vectors. A vector that is known already is left as it is.
    func keep(vectors: [(text: ContentDigest, values: [Float])], model: ContentDigest) async throws

    /// Forgets the vectors of texts under a model; those that are not there are passed over.
    func forget(vectorsOf texts: Set<ContentDigest>, model: ContentDigest) async throws

    /// A stage's stored result, or `nil`.
    func result(stage: String, key: ContentDigest) async throws -> [UInt8]?

    /// Keeps a stage's result.
    func keep(result: [UInt8], stage: String, key: ContentDigest) async throws

    /// What the last completed run left, or `nil` before the first.
    func lastRun() async throws -> CompletedRun?

    /// The newest manifests, newest first, at most `limit`.
    func runs(limit: Int) async throws -> [CompletedRun]

    /// Records a completed run, and forgets results and vectors that none of the last runs used.
    func complete(_ run: CompletedRun) async throws
}

/// Which vectors are forgotten with rows, by the digests of their texts.
public enum PurgedVectors: Sendable, Hashable {
    case of(Set<ContentDigest>)
    case allBut(Set<ContentDigest>)
}

/// An export whose rows are in the store.
public struct StoredUpload: Sendable, Hashable {
    /// Its name in the inbox.
    public let name: String
    /// Of its bytes.
    public let digest: ContentDigest
    /// Of everything else its rows depend on: mapping, time zone, privacy policy, versions.
    public let settings: ContentDigest
    /// Rows read: its tickets and rejects together.
    public let rows: Int
    /// How many of them were refused when the export was read.
    public let rejects: Int

    public init(name: String, digest: ContentDigest, settings: ContentDigest, rows: Int, rejects: Int) {
        self.name = name
        self.digest = digest
        self.settings = settings
        self.rows = rows
        self.rejects = rejects
    }
}

/// One row of an export after redaction.
public struct StoredRow: Sendable, Hashable {
    public let ticket: RedactedTicket
    /// A keyed digest of the raw row: equal for equal rows, telling nothing else.
    public let key: String
    /// The upload's name, with `#sheet` for a workbook.
    public let file: String
    /// The line at which the row starts.
    public let line: Int

    public init(ticket: RedactedTicket, key: String, file: String, line: Int) {
        self.ticket = ticket
        self.key = key
        self.file = file
        self.line = line
    }
}

/// What a completed run leaves for the next one and for `status`.
public struct CompletedRun: Sendable, Hashable, Codable {
    /// Of everything the run read. Equal input, equal site.
    public let input: ContentDigest
    /// Wall-clock times, seconds since the epoch.
    public let started: Instant
    public let finished: Instant
    public let facts: RunFacts
    /// The cluster of every ticket, for `diff`.
    public let placements: [TicketID: ClusterID]
    /// Titles of the clusters, for `diff` and `status`.
    public let titles: [ClusterID: String]
    /// Question ids that ended in an abstention.
    public let gaps: [QuestionID]
    /// Results used, as `stage/key`: what the store need not forget.
    public let used: [String]
    /// Pages written, unchanged and removed by the publication.
    public let published: PublicationSummary
    /// What the calls of the run cost, by stage and model; `nil` in manifests of older releases.
    public let spent: [ModelCharge]?
    /// The moment from which the same input may give another site: a review expires.
    public let until: Instant?
    /// What became of signed reviews; `nil` in manifests of older releases.
    public let reviews: ReviewSummary?
    /// Points that the vector service then held; `nil` where there is none.
    public let points: Int?

    public init(
        input: ContentDigest, started: Instant, finished: Instant, facts: RunFacts,
        placements: [TicketID: ClusterID], titles: [ClusterID: String], gaps: [QuestionID], used: [String],
        published: PublicationSummary, spent: [ModelCharge]? = nil, until: Instant? = nil,
        reviews: ReviewSummary? = nil, points: Int? = nil
    ) {
        self.input = input
        self.started = started
        self.finished = finished
        self.facts = facts
        self.placements = placements
        self.titles = titles
        self.gaps = gaps
        self.used = used
        self.published = published
        self.spent = spent
        self.until = until
        self.reviews = reviews
        self.points = points
    }
}

extension CompletedRun {
    enum CodingKeys: CodingKey {
        case input, started, finished, facts, placements, titles, gaps, used, published, spent, until, reviews, points
    }

    /// As the compiler would, but for dictionaries: theirs would be encoded in another order by each process.
    public func encode(to encoder: any Encoder) throws {
        func pairs(_ values: [(String, String)]) -> [String] { values.sorted { $0 < $1 }.flatMap { [$0.0, $0.1] } }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(input, forKey: .input)
        try container.encode(started, forKey: .started)
        try container.encode(finished, forKey: .finished)
        try container.encode(facts, forKey: .facts)
        try container.encode(pairs(placements.map { ($0.rawValue, $1.rawValue) }), forKey: .placements)
        try container.encode(pairs(titles.map { ($0.rawValue, $1) }), forKey: .titles)
        try container.encode(gaps, forKey: .gaps)
        try container.encode(used, forKey: .used)
        try container.encode(published, forKey: .published)
        try container.encodeIfPresent(spent, forKey: .spent)
        try container.encodeIfPresent(until, forKey: .until)
        try container.encodeIfPresent(reviews, forKey: .reviews)
        try container.encodeIfPresent(points, forKey: .points)
    }
}
