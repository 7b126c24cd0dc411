import Domain

/// Fills a store that holds nothing of a tenant. Until the end a mark tells that the filling has only begun, so that a
/// killed import is known, and can be repeated.
public struct StoreImport: Sendable {
    let store: any TenantStore

    /// What the mark stands under, among the stage results.
    static let stage = "import/1"
    private static let key = ContentDigest.of("import")
    private static let begun = Array("begun".utf8)
    private static let done = Array("done".utf8)

    public init(store: any TenantStore) { self.store = store }

    /// Clears what a killed import has left, and sets the mark.
    ///
    /// - Throws: `.usage` (`tenant_exists`) when the store holds the tenant otherwise.
    public func begin() async throws {
        if try await store.result(stage: Self.stage, key: Self.key) != Self.begun {
            let results = try await store.results()
            guard results.isEmpty, try await store.uploads().isEmpty, try await store.models().isEmpty,
                try await store.lastRun() == nil
            else {
                throw CasebookError(
                    .usage, code: "tenant_exists", "the database holds this tenant already",
                    remedy: "another workspace may be using it; empty it there, or name another database")
            }
        }
        try await store.clear()
        try await store.keep(result: Self.begun, stage: Self.stage, key: Self.key)
    }

    public func apply(_ record: StoreRecord) async throws {
        switch record {
        case .upload(let upload, let rows, let rejects):
            try await store.replace(upload: upload, rows: rows, rejects: rejects)
        case .vectors(let vectors, let model): try await store.keep(vectors: vectors, model: model)
        case .result(let bytes, let stage, let key): try await store.keep(result: bytes, stage: stage, key: key)
        case .runs(let runs): try await store.restore(runs: runs)
        }
    }

    /// Takes away what was brought in before something failed.
    public func abandon() async throws { try await store.clear() }

    /// From now on the store holds the tenant.
    public func end() async throws {
        try await store.keep(result: Self.done, stage: Self.stage, key: Self.key)
    }
}

extension ArchiveCounts {
    /// Counts a record.
    public mutating func add(_ record: StoreRecord) {
        switch record {
        case .upload(_, let rows, let rejects):
            uploads += 1
            self.rows += rows.count
            self.rejects += rejects.count
        case .vectors(let vectors, _): self.vectors += vectors.count
        case .result: results += 1
        case .runs(let runs): self.runs += runs.count
        }
    }
}
