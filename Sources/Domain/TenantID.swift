/// The key of one isolated customer: `org_id` in every table and a folder name in the workspace.
///
/// Only `[a-z0-9]` and inner `-`, 1 to 63 characters, so that it is safe as a folder name, a URL
/// segment and a database key without any escaping.
public struct TenantID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The text of the key.
    public let rawValue: String

    /// Returns `nil` when `rawValue` does not follow the grammar.
    public init?(_ rawValue: String) {
        let bytes = Array(rawValue.utf8)
        guard (1...63).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D,
            bytes.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static func < (left: TenantID, right: TenantID) -> Bool { left.rawValue < right.rawValue }
}

extension TenantID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = TenantID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a tenant id")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
