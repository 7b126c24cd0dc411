/// The id of a ticket as its tracker wrote it, trimmed: `HADOOP-17042`, `1606681`.
///
/// Hostile data: never a path. `slug` is its safe form for file names and addresses.
public struct TicketID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// The id as exported.
    public let rawValue: String

    public init(_ rawValue: String) { self.rawValue = rawValue }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }

    /// Numbers in order of size, before all ids that are no numbers, which go by their UTF-8 bytes. A total order: were
    /// a number compared with `1a` by bytes, 9 < 12 < 1a < 9.
    public static func < (left: TicketID, right: TicketID) -> Bool {
        let leftBytes = left.rawValue.utf8
        let rightBytes = right.rawValue.utf8
        let leftIsNumber = !leftBytes.isEmpty && leftBytes.allSatisfy { (0x30...0x39).contains($0) }
        let rightIsNumber = !rightBytes.isEmpty && rightBytes.allSatisfy { (0x30...0x39).contains($0) }
        if leftIsNumber != rightIsNumber { return leftIsNumber }
        if leftIsNumber, leftBytes.count != rightBytes.count { return leftBytes.count < rightBytes.count }
        return leftBytes.lexicographicallyPrecedes(rightBytes)
    }

    /// A file-system and URL safe form, unique per id: the id itself where it is short and plain
    /// (`[A-Za-z0-9][A-Za-z0-9_-]*`, at most 64 characters), otherwise a readable stem, `~` and 12 hex
    /// digits of its SHA-256.
    public var slug: String {
        let plain = rawValue.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x5F
        }
        if plain, (1...64).contains(rawValue.utf8.count), rawValue.utf8.first != 0x2D { return rawValue }
        var stem = ""
        for scalar in rawValue.unicodeScalars.prefix(24) {
            let keep = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            stem.unicodeScalars.append(keep ? scalar : "_")
        }
        return "\(stem)~\(ContentDigest.of(rawValue).hex.prefix(12))"
    }
}
