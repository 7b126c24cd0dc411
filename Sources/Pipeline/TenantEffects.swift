public import Domain
public import Embedding

/// The edges of one tenant's run: everything that is not a value.
public struct TenantEffects: Sendable {
    public let store: any TenantStore
    public let ledger: any LedgerStorage
    public let publication: any SitePublication
    public let checkpoint: any CheckpointStorage
    public let texts: any TextStorage
    /// `nil` keeps no copies of exports.
    public let uploads: (any UploadStorage)?
    /// `nil` holds all vectors in memory.
    public let matrices: (any MatrixStorage)?
    /// A service that finds evidence by nearness; `nil` searches in process.
    public let vectors: (any VectorStore)?
    public let embedder: any TextEmbedder
    /// Where others may make a part of the vectors; `nil` where the run is alone.
    public let help: (any EmbeddingHelp)?
    /// `nil`: texts are extractive.
    public let chat: ChatService?
    /// Makes sure that no other run works on the tenant, before what a run cannot take back; throws when one may.
    public let alone: @Sendable () async throws -> Void
    /// For the manifest and the ledger only; pages never see it.
    public let clock: WallClock
    public let report: @Sendable (RunProgress) -> Void

    public init(
        store: any TenantStore, ledger: any LedgerStorage, checkpoint: any CheckpointStorage,
        publication: any SitePublication,
        texts: any TextStorage, uploads: (any UploadStorage)?, matrices: (any MatrixStorage)? = nil,
        vectors: (any VectorStore)? = nil,
        embedder: any TextEmbedder, help: (any EmbeddingHelp)? = nil,
        chat: ChatService? = nil, alone: @escaping @Sendable () async throws -> Void = {}, clock: WallClock,
        report: @escaping @Sendable (RunProgress) -> Void
    ) {
        self.store = store
        self.ledger = ledger
        self.publication = publication
        self.checkpoint = checkpoint
        self.texts = texts
        self.uploads = uploads
        self.matrices = matrices
        self.vectors = vectors
        self.embedder = embedder
        self.help = help
        self.chat = chat
        self.alone = alone
        self.clock = clock
        self.report = report
    }
}
