public import Domain
internal import Gzip

/// Writes an archive: tar in gzip, its manifest at the end. Equal members give equal bytes.
///
/// Not for two tasks at once.
public final class ArchiveWriter {
    private let sink: ([UInt8]) throws -> Void
    private var deflater: Deflater
    private var seal = ContentDigest.DigestHasher()
    private var checksum = CRC32()
    private var length: UInt32 = 0
    private var members: [ArchiveMember] = []
    private var open: (header: TarHeader, hasher: ContentDigest.DigestHasher, left: Int)?

    /// - Parameter sink: takes the bytes behind the first `ArchiveSeal.size` ones, which `finish` gives.
    public init(sink: @escaping ([UInt8]) throws -> Void) throws {
        // What fills an archive is vectors, which hardly pack at any level.
        guard let deflater = Deflater(level: 1) else {
            throw CasebookError(.unavailable, code: "zlib", "zlib could not be started")
        }
        self.sink = sink
        self.deflater = deflater
        try add(ArchiveManifest.formatPath, Array(ArchiveManifest.format.utf8))
    }

    /// Adds a member whose bytes are at hand.
    public func add(_ path: String, _ bytes: [UInt8]) throws {
        try begin(path, size: bytes.count)
        try append(bytes)
        try end()
    }

    /// Begins a member of so many bytes; they follow with `append`.
    ///
    /// - Throws: `.badInput` for a name that could not be unpacked again.
    public func begin(_ path: String, size: Int) throws {
        precondition(open == nil, "one member after the other")
        guard ArchivePath.isSafe(path) else {
            throw CasebookError(
                .badInput, code: "bad_name", "a name is too long, or holds characters that no archive may have",
                remedy: "rename the file: at most 1,000 bytes, without control characters and backslashes")
        }
        let header = TarHeader(path: path, size: size)
        try pack(header.encoded)
        open = (header, ContentDigest.DigestHasher(), size)
    }

    /// Adds bytes to the member that was begun.
    public func append(_ bytes: [UInt8]) throws {
        open?.hasher.update(bytes)
        open?.left -= bytes.count
        try pack(bytes)
    }

    /// Ends the member.
    ///
    /// - Throws: `.cannotWrite` when it got other than the bytes that were promised: its file changed meanwhile.
    public func end() throws {
        guard let (header, hasher, left) = open else { return }
        guard left == 0 else {
            throw CasebookError(
                .cannotWrite, code: "file_changed", file: header.path, "a file changed while it was read",
                remedy: "run again when nothing else writes to the workspace")
        }
        open = nil
        members.append(ArchiveMember(path: header.path, size: header.size, digest: hasher.finish()))
        try pack([UInt8](repeating: 0, count: TarHeader.padding(after: header.size)))
    }

    /// Writes the manifest and the end.
    ///
    /// - Parameter facts: what the manifest says besides its members.
    /// - Returns: the bytes that the file begins with.
    public func finish(facts: JSONValue) throws -> [UInt8] {
        let manifest = ArchiveManifest(facts: facts, members: members)
        try add(ArchiveManifest.path, manifest.bytes)
        try pack([UInt8](repeating: 0, count: 2 * TarHeader.block), isLast: true)
        var trailer: [UInt8] = []
        for value in [checksum.value, length] {
            withUnsafeBytes(of: value.littleEndian) { trailer.append(contentsOf: $0) }
        }
        try write(trailer)
        return ArchiveSeal.encode(seal.finish())
    }

    private func pack(_ bytes: [UInt8], isLast: Bool = false) throws {
        length &+= UInt32(truncatingIfNeeded: bytes.count)
        var packed: [UInt8] = []
        bytes.withUnsafeBytes { bytes in
            checksum.update(bytes)
            deflater.deflate(bytes, isLast: isLast, into: &packed)
        }
        if !packed.isEmpty { try write(packed) }
    }

    private func write(_ bytes: [UInt8]) throws {
        seal.update(bytes)
        try sink(bytes)
    }
}
