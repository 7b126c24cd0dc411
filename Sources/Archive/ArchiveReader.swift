public import Domain

/// How much of an archive is taken.
public struct ArchiveLimits: Sendable {
    public var members = 2_000_000
    /// Of all members' names and those of their folders together, in bytes: all of them are held.
    public var names = 256 << 20
    /// Of the manifest and of what is read as a whole, in bytes.
    public var wholeMember = 1 << 30
    /// Unpacked bytes for each packed one, once more than `freeExpansion` were unpacked.
    public var expansionRatio = 400
    public var freeExpansion = 64 << 20

    public init() {}
}

/// Reads an archive from front to back, and checks all that the manifest at its end says.
///
/// Whatever was read may be acted on only once `next` has given `nil`. Not for two tasks at once.
public final class ArchiveReader {
    private let file: String
    private let limits: ArchiveLimits
    private let bytes: UnpackedBytes
    private var members: [ArchiveMember] = []
    /// Files and the folders that they lie in.
    private var files: Set<String> = []
    private var folders: Set<String> = []
    /// Bytes of all names so far.
    private var named = 0
    private var open: (header: TarHeader, hasher: ContentDigest.DigestHasher, left: Int)?
    /// Once everything was read.
    public private(set) var manifest: ArchiveManifest?

    /// - Parameters:
    ///   - file: the archive, for messages.
    ///   - source: gives at most so many of the file's next bytes, and none at the end.
    public init(
        file: String, limits: ArchiveLimits = ArchiveLimits(),
        source: @escaping (Int) throws(CasebookError) -> [UInt8]
    ) throws(CasebookError) {
        self.file = file
        self.limits = limits
        do throws(ArchiveFault) {
            bytes = try UnpackedBytes(limits: limits, source: source)
            guard let first = try header(), first.path == ArchiveManifest.formatPath, first.size <= 64 else {
                throw .notAnArchive
            }
            let format = try whole()
            guard format.starts(with: ArchiveManifest.formatName.utf8) else { throw .notAnArchive }
            guard format == Array(ArchiveManifest.format.utf8) else { throw .newer }
        } catch {
            throw error.error(in: file)
        }
    }

    /// The next member's name and size in bytes; `nil` once the manifest was read and everything it says holds. What was
    /// not read of the member before is passed over.
    ///
    /// - Throws: `.badInput` (`archive_damaged`, `archive_refused`).
    public func next() throws(CasebookError) -> (path: String, size: Int)? {
        do throws(ArchiveFault) {
            try close()
            guard let header = try header() else { throw .damaged }
            guard header.path == ArchiveManifest.path else { return (header.path, header.size) }
            let written = try whole()
            members.removeLast()
            let manifest = try ArchiveManifest(written, members: members)
            guard try bytes.read(2 * TarHeader.block).allSatisfy({ $0 == 0 }) else { throw .damaged }
            try bytes.finish()
            self.manifest = manifest
            return nil
        } catch {
            throw error.error(in: file)
        }
    }

    /// The next bytes of the member, at most so many; none at its end.
    public func read(_ count: Int) throws(CasebookError) -> [UInt8] {
        do throws(ArchiveFault) { return try piece(count) } catch { throw error.error(in: file) }
    }

    /// All bytes of the member.
    ///
    /// - Throws: `.badInput` also when there are more than a member that is read as a whole may have.
    public func readAll() throws(CasebookError) -> [UInt8] {
        do throws(ArchiveFault) { return try whole() } catch { throw error.error(in: file) }
    }

    /// - Returns: what is wrong with the archive's content, as an error.
    public func refusal(_ what: String) -> CasebookError { ArchiveFault.refused(what).error(in: file) }

    private func whole() throws(ArchiveFault) -> [UInt8] {
        guard let left = open?.left, left <= limits.wholeMember else {
            throw .refused("holds a member that is larger than any that was ever written")
        }
        var all: [UInt8] = []
        while let left = open?.left, left > 0 { all += try piece(left) }
        try close()
        return all
    }

    private func piece(_ count: Int) throws(ArchiveFault) -> [UInt8] {
        guard let left = open?.left else { return [] }
        let piece = try bytes.read(min(count, left, 1 << 20))
        open?.hasher.update(piece)
        open?.left -= piece.count
        return piece
    }

    /// Reads what is left of the member.
    private func close() throws(ArchiveFault) {
        guard let header = open?.header else { return }
        while let left = open?.left, left > 0 { _ = try piece(left) }
        guard let hasher = open?.hasher else { return }
        open = nil
        members.append(ArchiveMember(path: header.path, size: header.size, digest: hasher.finish()))
        let padding = TarHeader.padding(after: header.size)
        guard try bytes.read(padding).allSatisfy({ $0 == 0 }) else { throw .damaged }
    }

    private func header() throws(ArchiveFault) -> TarHeader? {
        guard let header = try TarHeader.read({ (count) throws(ArchiveFault) in try bytes.read(count) }) else {
            return nil
        }
        guard ArchivePath.isSafe(header.path) else {
            throw .refused("holds a name that leads out of its folder, or is none")
        }
        named += header.path.utf8.count
        guard members.count < limits.members, named <= limits.names else {
            throw .refused("holds more files than were ever written")
        }
        guard files.insert(header.path).inserted, !folders.contains(header.path) else {
            throw .refused("holds two files of one name")
        }
        var folder = Substring(header.path)
        while let slash = folder.utf8.lastIndex(of: 0x2F) {
            folder = folder[..<slash]
            guard !files.contains(String(folder)) else { throw .refused("holds a file where a folder has to be") }
            if folders.insert(String(folder)).inserted { named += folder.utf8.count }
        }
        open = (header, ContentDigest.DigestHasher(), header.size)
        return header
    }
}
