import Domain
import Embedding
import Pipeline
import PostgresStore

/// A tenant's lots of vectors, in a queue from which idle workers take them.
struct SharedLots: EmbeddingHelp {
    let queue: JobQueue
    let leases: LeaseKeeper
    let tenant: TenantID
    let store: any SharedStore
    let embedder: any TextEmbedder

    /// - Returns: `nil` where machines share no database.
    init?(queue: JobQueue, leases: LeaseKeeper, session: TenantSession, models: RunModels) throws {
        guard let store = try session.store() as? any SharedStore else { return nil }
        self.queue = queue
        self.leases = leases
        tenant = session.configuration.id
        self.store = store
        embedder = try models.embedder(for: session.configuration)
    }

    /// Between two looks at what others still have.
    private static let pause = Duration.milliseconds(300)

    private var model: ContentDigest { embedder.model.digest }

    func embed(_ lots: [RowLot]) async throws {
        try await queue.offer(lots, of: tenant, model: model)
        do {
            while true {
                let found = try await queue.take(.embed, of: [tenant], model: model)
                if let job = found.job {
                    do { _ = try await embed(job) } catch is LeaseLost {}
                } else if found.finished.isEmpty {
                    try await Task.sleep(for: Self.pause)
                } else {
                    break
                }
            }
        } catch {
            try? await queue.withdraw(tenant)
            throw error
        }
        try await queue.withdraw(tenant)
    }

    /// Makes the vectors of one lot.
    ///
    /// - Returns: whether they were kept: a lot that was taken away meanwhile leaves nothing.
    func embed(_ job: Job) async throws -> Bool {
        try await leases.holding(job) {
            let lot = try await queue.lot(of: job)
            let vectors = try await LotEmbedding(store: store, embedder: embedder).vectors(of: lot)
            return try await queue.complete(job, vectors: vectors, model: model)
        }
    }
}
