import Archive
import Domain
import Gzip
import Testing

/// Archives in memory.
enum ArchiveSamples {
    private struct NoMemory: Error {}

    /// What an archive held.
    struct Content: Equatable {
        var files: [String: [UInt8]] = [:]
        var facts: JSONValue = .null
    }

    static func write(_ files: [(String, [UInt8])], facts: JSONValue = ["tenant": "acme"]) throws -> [UInt8] {
        var rest: [UInt8] = []
        let writer = try ArchiveWriter { rest += $0 }
        for (path, bytes) in files { try writer.add(path, bytes) }
        return try writer.finish(facts: facts) + rest
    }

    /// A source that gives an array's bytes in pieces.
    static func source(_ bytes: [UInt8], pieces: Int = 1 << 20) -> (Int) throws(CasebookError) -> [UInt8] {
        var position = 0
        return { count in
            let piece = Array(bytes[position...].prefix(min(count, pieces)))
            position += piece.count
            return piece
        }
    }

    /// Checks and reads an archive as an import does.
    static func read(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws -> Content {
        _ = try ArchiveSeal.check(file: "a", read: source(bytes))
        return try readUnsealed(bytes, limits: limits)
    }

    static func readUnsealed(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws -> Content {
        let reader = try ArchiveReader(file: "a", limits: limits, source: source(bytes, pieces: 1_000))
        var content = Content()
        while let member = try reader.next() { content.files[member.path] = try reader.readAll() }
        content.facts = try #require(reader.manifest).facts
        return content
    }

    /// A file as an attacker would make it: any tar, with all checksums right.
    static func seal(tar: [UInt8]) throws -> [UInt8] {
        guard var deflater = Deflater(level: 6) else { throw NoMemory() }
        var rest: [UInt8] = []
        tar.withUnsafeBytes { deflater.deflate($0, isLast: true, into: &rest) }
        var checksum = CRC32()
        tar.withUnsafeBytes { checksum.update($0) }
        for value in [checksum.value, UInt32(truncatingIfNeeded: tar.count)] {
            withUnsafeBytes(of: value.littleEndian) { rest += $0 }
        }
        return [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 36, 0, 0x43, 0x42, 32, 0] + ContentDigest.of(rest).bytes + rest
    }

    /// A tar header in the form of any tar, its checksum right.
    static func header(_ name: String, size: Int, type: Unicode.Scalar = "0", link: String = "") -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<(offset + text.utf8.count), with: Array(text.utf8))
        }
        put(name, at: 0)
        put("0000600\0" + "0000000\0" + "0000000\0", at: 100)
        let octal = String(size, radix: 8)
        put(String(repeating: "0", count: 11 - octal.count) + octal + "\0" + "00000000000\0", at: 124)
        put("        " + String(type) + link, at: 148)
        put("ustar\u{0}00", at: 257)
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", at: 148)
        return block
    }

    /// A member in tar.
    static func member(_ name: String, _ text: String, type: Unicode.Scalar = "0", link: String = "") -> [UInt8] {
        let bytes = Array(text.utf8)
        return header(name, size: bytes.count, type: type, link: link) + bytes
            + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    static let format = member("format", "casebook.archive/1\n")

    /// The manifest and the end of an archive of these members.
    static func end(_ members: [(path: String, text: String)]) -> [UInt8] {
        let all = [(path: "format", text: "casebook.archive/1\n")] + members
        let digest = ContentDigest.of(
            fields: all.flatMap { [$0.path, "\($0.text.utf8.count)", ContentDigest.of($0.text).hex] })
        let value: JSONValue = [
            "format": "casebook.archive/1", "facts": [:], "sha256": .string(digest.hex),
            "members": .array(
                all.map {
                    [
                        "path": .string($0.path), "size": .integer(Int64($0.text.utf8.count)),
                        "sha256": .string(ContentDigest.of($0.text).hex),
                    ]
                }),
        ]
        return member("manifest.json", value.canonicalText + "\n") + [UInt8](repeating: 0, count: 1_024)
    }
}
