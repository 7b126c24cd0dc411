public import Domain

/// What a store gives and takes besides the needs of a run, so that a tenant can move from one store to another.
public protocol TransferableStore: Sendable {
    /// The rows and rejects of one upload, in the order in which they were kept.
    func contents(of upload: String) async throws -> (rows: [StoredRow], rejects: [Reject])

    /// The models that vectors are known under, in order.
    func models() async throws -> [ContentDigest]

    /// Vectors of a model in order of their texts' digests, at most `limit` that come after `text`.
    func vectors(
        model: ContentDigest, after text: ContentDigest?, limit: Int
    ) async throws -> [(text: ContentDigest, values: [Float])]

    /// Stage and key of every result, in order of stage, then of key.
    func results() async throws -> [(stage: String, key: ContentDigest)]

    /// Puts manifests back, oldest first, behind those that are there. Forgets nothing, as `complete` would.
    func restore(runs: [CompletedRun]) async throws

    /// Forgets everything of the tenant.
    func clear() async throws
}
