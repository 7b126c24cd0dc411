/// Tickets about the same problem, with an identity that lives on from run to run.
public struct Cluster: Sendable, Hashable, Codable {
    public let id: ClusterID
    /// Members, strongest first, then by id.
    public let members: [Member]
    /// Up to 40 most central members, most central first.
    public let exemplars: [TicketID]
    /// Distinctive phrases, best first, at most 12.
    public let keywords: [Keyword]
    /// The theme it belongs to; themes nest exactly.
    public let theme: ThemeID
    /// As-of moment of the run that founded it.
    public let founded: Instant
    public let trend: Trend
    /// Up to 5 nearest clusters, nearest first.
    public let neighbours: [ClusterID]

    public init(
        id: ClusterID, members: [Member], exemplars: [TicketID], keywords: [Keyword], theme: ThemeID,
        founded: Instant, trend: Trend, neighbours: [ClusterID]
    ) {
        self.id = id
        self.members = members
        self.exemplars = exemplars
        self.keywords = keywords
        self.theme = theme
        self.founded = founded
        self.trend = trend
        self.neighbours = neighbours
    }

    /// A ticket's place in a cluster.
    public struct Member: Sendable, Hashable, Codable {
        public let ticket: TicketID
        /// 0 to 1: how firmly the ticket belongs.
        public let strength: Float

        public init(ticket: TicketID, strength: Float) {
            self.ticket = ticket
            self.strength = strength
        }
    }
}

/// A phrase that tells a cluster from its neighbours.
public struct Keyword: Sendable, Hashable, Codable {
    /// As people write it, `vpn connection`.
    public let phrase: String
    /// Class-based TF-IDF; comparable within one cluster only.
    public let weight: Float
    /// How many members contain it.
    public let count: Int

    public init(phrase: String, weight: Float, count: Int) {
        self.phrase = phrase
        self.weight = weight
        self.count = count
    }
}

/// The key of a theme: `t-` and the id of its largest cluster without `c-`.
public struct ThemeID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let rawValue: String

    public init(largest cluster: ClusterID) { rawValue = "t-" + cluster.rawValue.dropFirst(2) }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }

    public static func < (left: ThemeID, right: ThemeID) -> Bool { left.rawValue < right.rawValue }
}

/// A group of clusters about one subject.
public struct Theme: Sendable, Hashable, Codable {
    public let id: ThemeID
    /// From its distinctive phrases.
    public let title: String
    /// Largest first.
    public let clusters: [ClusterID]
    public let ticketCount: Int

    public init(id: ThemeID, title: String, clusters: [ClusterID], ticketCount: Int) {
        self.id = id
        self.title = title
        self.clusters = clusters
        self.ticketCount = ticketCount
    }
}

/// How a cluster's volume moves, judged against its own history.
public struct Trend: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// All of its tickets are recent.
        case new
        /// Far more than its own past leads one to expect.
        case spiking
        case steady
        /// Far fewer than its own past leads one to expect.
        case fading
        /// Too few dated tickets to say.
        case unknown
    }

    public let kind: Kind
    /// Tickets created in the last 28 days up to as-of.
    public let recent: Int
    /// What the earlier rate would give for 28 days.
    public let expected: Double

    public init(kind: Kind, recent: Int, expected: Double) {
        self.kind = kind
        self.recent = recent
        self.expected = expected
    }
}

/// A cluster that ended, kept as a redirect with its story.
public struct EndedCluster: Sendable, Hashable, Codable {
    public enum Fate: Sendable, Hashable, Codable {
        case retired
        case merged(into: ClusterID)
    }

    public let id: ClusterID
    public let fate: Fate
    /// As-of moment of the run that ended it.
    public let ended: Instant

    public init(id: ClusterID, fate: Fate, ended: Instant) {
        self.id = id
        self.fate = fate
        self.ended = ended
    }
}
