public import Domain

/// Where a tenant's site goes. Readers see the old site or the new one, whole.
public protocol SitePublication: Sendable {
    /// Whether the published site is what the last publication left. Cheap: no file's bytes are read.
    func isIntact() async throws -> Bool

    /// Publishes exactly the files that `produce` emits. Nothing is changed when it throws.
    func publish(_ produce: @Sendable (_ emit: (SiteFile) throws -> Void) throws -> Void) async throws
        -> PublicationSummary
}

/// What a publication did, in files.
public struct PublicationSummary: Sendable, Hashable, Codable {
    public let written: Int
    public let unchanged: Int
    public let removed: Int

    public init(written: Int, unchanged: Int, removed: Int) {
        self.written = written
        self.unchanged = unchanged
        self.removed = removed
    }
}

/// The file that holds a tenant's ledger.
public protocol LedgerStorage: Sendable {
    /// Its bytes; none when there is no ledger yet.
    func load() throws -> [UInt8]

    /// Puts these bytes in its place, in one step.
    func replace(with bytes: [UInt8]) throws
}

/// The signed checkpoint of a tenant's ledger, a file beside it.
public protocol CheckpointStorage: Sendable {
    /// Its bytes; `nil` when there is none.
    func load() throws -> [UInt8]?

    /// Whether this machine has the key that checkpoints are signed with.
    var canSign: Bool { get }

    /// Signs a checkpoint and puts it in the place of the one before.
    ///
    /// - Parameter body: what is signed.
    /// - Returns: the file's bytes.
    func seal(_ body: [UInt8]) throws -> [UInt8]
}

/// Keeps texts under the digests of their bytes, in the workspace and committed with it: what is approved, and what can
/// be approved now, so that an approval finds its text whatever came in between.
public protocol TextStorage: Sendable {
    /// The bytes of a digest, or `nil` when they are not to be found.
    ///
    /// - Parameter path: where within the site a text of these bytes was published, for a text that is not kept yet.
    func load(_ digest: ContentDigest, path: String) throws -> [UInt8]?

    /// Keeps bytes; nothing happens when they are kept already.
    func keep(_ bytes: [UInt8]) throws

    /// Forgets all texts but these.
    func retain(_ digests: Set<ContentDigest>) throws
}

/// Keeps the bytes of uploads under their digest, outside the database.
public protocol UploadStorage: Sendable {
    /// Whether all that is kept is within reach. Where it is not, nothing new can be kept and nothing deleted, and a
    /// later run may find more.
    var isReachable: Bool { get }

    /// Keeps a file's bytes; nothing happens when they are kept already.
    func keep(_ file: InboxExport) async throws

    /// Has work done with a file of the kept bytes, which is there for as long as the work takes.
    ///
    /// - Returns: `nil` when they are gone.
    func withFile<Result: Sendable>(
        of digest: ContentDigest, _ work: (InboxLocation) throws -> Result
    ) async throws -> Result?

    /// The digests of everything that is kept, in order.
    func kept() async throws -> [ContentDigest]

    /// Deletes kept bytes; nothing happens when they are gone already.
    func remove(_ digest: ContentDigest) async throws

    /// What a run noted beside the copies before it deleted some of them; `nil` when there is nothing to note.
    func note() async throws -> [UInt8]?

    /// Puts a note in the place of the one before, in one step; `nil` takes that away.
    func keep(note: [UInt8]?) async throws

    /// Deletes what a killed run left half copied.
    func removeDrafts() async throws
}
