public import Domain

/// A service that finds one tenant's evidence by nearness: a collection, an index or a namespace that holds nothing of
/// anybody else.
///
/// It holds vectors with product, date and state, and no text. Everything in it can be made again by a build, and every
/// call may be repeated.
public protocol VectorStore: Sendable {
    /// What it is and where, without secrets.
    var description: String { get }

    /// Tells the tenant's place from every other: the service, and the place's name there. Without secrets.
    var identity: String { get }

    /// Makes the tenant's place for vectors of this dimension. One that is there for another dimension is emptied.
    func prepare(dimension: Int) async throws

    /// Told before a load of this many points.
    func beginLoad(of count: Int) async throws

    /// Told after a load, or where there was nothing to load: what is made of all points is made here, not by the first
    /// search.
    func endLoad(dimension: Int) async throws

    /// Puts points in, in place of those with the same ids.
    func upsert(_ points: [VectorPoint]) async throws

    /// Takes points out; ids that are not there are passed over.
    func delete(_ ids: [VectorID]) async throws

    /// Takes away everything of the tenant, and the place with it.
    func deleteAll() async throws

    /// The nearest points by cosine among those that a filter admits, best first; none where nothing is prepared.
    ///
    /// - Parameter top: at most this many, up to 10,000.
    func nearest(to vector: [Float], top: Int, filter: VectorFilter) async throws -> [VectorID]

    /// How many points there are. Some services take a while to count what was just changed.
    func count() async throws -> Int

    /// Some of the ids, each once in all pages together; none where nothing is prepared.
    ///
    /// - Parameter page: `next` of the page before; `nil` for the first.
    func ids(page: String?) async throws -> (ids: [VectorID], next: String?)

    /// - Throws: when the service cannot be reached, or does not know the key.
    func check() async throws

    /// The same store, for questions that nobody has to have answered: each is asked once, and given up after a few
    /// seconds.
    var askedInPassing: any VectorStore { get }
}

extension VectorStore {
    public func beginLoad(of count: Int) async throws {}
    public func endLoad(dimension: Int) async throws {}
    /// A store that the rest of a run needs as well is not given up before that.
    public var askedInPassing: any VectorStore { self }
}

/// The id of a point: a UUID made of what the point says, so that a point that changed has another one.
public struct VectorID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Lower-case, with dashes.
    public let text: String

    public init(_ digest: ContentDigest) {
        var bytes = Array(digest.bytes.prefix(16))
        // Version 8 of RFC 9562: of the maker's own making.
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.flatMap { [$0 >> 4, $0 & 15] }.map { Character(String($0, radix: 16)) }
        var text = ""
        for (index, digit) in hex.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        self.text = text
    }

    /// `nil` for what is no id of ours.
    public init?(_ text: String) {
        let text = text.lowercased()
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12], groups[2].first == "8",
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2D })
        else { return nil }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: VectorID, right: VectorID) -> Bool { left.text < right.text }
}

/// A vector and what it can be filtered by.
public struct VectorPoint: Sendable, Hashable {
    public let id: VectorID
    public let values: [Float]
    public let isArticle: Bool
    /// In lower case.
    public let product: String?
    /// Seconds since the epoch.
    public let date: Int64?
    public let state: String?

    public init(id: VectorID, values: [Float], isArticle: Bool, product: String?, date: Int64?, state: String?) {
        self.id = id
        self.values = values
        self.isArticle = isArticle
        self.product = product
        self.date = date
        self.state = state
    }
}

/// What points have to be: articles, or else all that is given. The caller filters articles itself, of which there are
/// few.
public struct VectorFilter: Sendable, Hashable {
    public var product: String?
    /// Earliest date, inclusive.
    public var from: Int64?
    /// Latest date, exclusive.
    public var until: Int64?
    public var state: String?

    public init(product: String? = nil, from: Int64? = nil, until: Int64? = nil, state: String? = nil) {
        self.product = product
        self.from = from
        self.until = until
        self.state = state
    }

    public static let none = VectorFilter()
}
