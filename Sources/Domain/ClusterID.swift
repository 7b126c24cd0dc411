/// The lasting identity of a cluster: `c-` and 8 base32 characters derived from its founding tickets.
public struct ClusterID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The text, for example `c-7f3ak2qd`.
    public let rawValue: String

    /// Returns `nil` unless the text is `c-` and 8 characters of lower-case base32 (`a-z2-7`).
    public init?(_ rawValue: String) {
        let bytes = Array(rawValue.utf8)
        guard bytes.count == 10, bytes[0] == 0x63, bytes[1] == 0x2D,
            bytes[2...].allSatisfy({ (0x61...0x7A).contains($0) || (0x32...0x37).contains($0) })
        else { return nil }
        self.rawValue = rawValue
    }

    /// The id founded by these tickets. `attempt` counts up from 0 when an id has been used before:
    /// no id is ever used twice.
    public init(foundedBy tickets: [TicketID], tenant: TenantID, attempt: Int = 0) {
        var text = "cluster/v1\u{0}\(tenant.rawValue)\u{0}\(attempt)"
        for ticket in tickets.sorted() { text += "\u{0}\(ticket.rawValue)" }
        rawValue = "c-" + Base32.encode(ContentDigest.of(text).bytes.prefix(5))
    }

    public var description: String { rawValue }

    public static func < (left: ClusterID, right: ClusterID) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}

extension ClusterID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = ClusterID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a cluster id")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
