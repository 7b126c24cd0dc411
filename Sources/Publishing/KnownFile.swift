public import Domain

/// What a publication remembers of a file it left, so that the next one can tell without reading it whether it
/// still stands.
public struct KnownFile: Sendable, Hashable, Codable {
    /// In bytes.
    public let size: Int64
    /// Time of the last change in nanoseconds since the epoch.
    public let modified: Int64
    public let inode: UInt64
    public let sha256: ContentDigest

    public init(size: Int64, modified: Int64, inode: UInt64, sha256: ContentDigest) {
        self.size = size
        self.modified = modified
        self.inode = inode
        self.sha256 = sha256
    }

    init(_ stamp: FileStamp, sha256: ContentDigest) {
        self.init(size: stamp.size, modified: stamp.modified, inode: stamp.inode, sha256: sha256)
    }

    /// Whether a file that looks like this is, as far as one can tell without reading it, the one remembered.
    func matches(_ stamp: FileStamp) -> Bool {
        size == stamp.size && modified == stamp.modified && inode == stamp.inode
    }
}

/// What a publication did.
public struct PublishSummary: Sendable, Hashable {
    /// Files whose bytes are new.
    public let written: Int
    public let unchanged: Int
    /// Files that stood in the folder and are no part of the site.
    public let removed: Int
    /// The paths written, sorted by bytes.
    public let paths: [String]
    /// The paths removed, sorted by bytes.
    public let removedPaths: [String]
    /// The site as it stands now: `known` of the next publication.
    public let manifest: [String: KnownFile]

    public init(written: [String], unchanged: Int, removed: [String], manifest: [String: KnownFile]) {
        self.written = written.count
        self.unchanged = unchanged
        self.removed = removed.count
        self.paths = written.sortedByBytes
        self.removedPaths = removed.sortedByBytes
        self.manifest = manifest
    }
}

extension Sequence<String> {
    /// In an order that no locale changes.
    var sortedByBytes: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
