public import Domain

/// One file of an archive.
public struct ArchiveMember: Sendable, Hashable {
    /// Its name; segments are separated by `/`.
    public let path: String
    /// In bytes.
    public let size: Int
    public let digest: ContentDigest
}

/// The last member of an archive: what the others are, and what its writer says of them.
public struct ArchiveManifest: Sendable, Hashable {
    /// The writer's own facts.
    public let facts: JSONValue
    /// In the order in which they stand.
    public let members: [ArchiveMember]

    /// Its name in the archive.
    static let path = "manifest.json"
    /// The first member, and what it says.
    static let formatPath = "format"
    static let format = formatName + "1\n"
    /// What every format's name begins with.
    static let formatName = "casebook.archive/"

    /// Of all members: their names, sizes and bytes.
    public var digest: ContentDigest {
        .of(fields: members.flatMap { [$0.path, "\($0.size)", $0.digest.hex] })
    }

    var bytes: [UInt8] {
        let members: [JSONValue] = members.map {
            ["path": .string($0.path), "size": .integer(Int64($0.size)), "sha256": .string($0.digest.hex)]
        }
        let value: JSONValue = [
            "format": .string(String(Self.format.dropLast())), "facts": facts, "members": .array(members),
            "sha256": .string(digest.hex),
        ]
        return Array((value.canonicalText + "\n").utf8)
    }

    init(facts: JSONValue, members: [ArchiveMember]) {
        self.facts = facts
        self.members = members
    }

    /// - Throws: `.damaged` unless the bytes are those of the manifest of exactly these members.
    init(_ bytes: [UInt8], members: [ArchiveMember]) throws(ArchiveFault) {
        guard let value = try? JSONValue(strictly: bytes), let facts = value["facts"] else { throw .damaged }
        self.init(facts: facts, members: members)
        guard self.bytes == bytes else { throw .damaged }
    }
}
