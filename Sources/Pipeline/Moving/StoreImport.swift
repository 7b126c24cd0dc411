import Domain

/// Fills a store that holds nothing of a tenant. A mark in it tells that the filling has only begun, and by whom: only who
/// began it may begin anew, and until the first run also once it is done, as whoever was killed may not have got to know.
public struct StoreImport: Sendable {
    let store: any TenantStore
    /// Tells this import from those of other workspaces that share the database.
    let token: String

    /// What the mark stands under, among the stage results.
    static let stage = "import/1"
    private static let key = ContentDigest.of("import")
    private static let begun = Array("begun ".utf8)
    private static let done = Array("done ".utf8)

    /// - Parameter token: the same when an import is repeated that was killed, and nobody else's.
    public init(store: any TenantStore, token: String) {
        self.store = store
        self.token = token
    }

    /// Clears what this import has left when it was killed, and sets the mark.
    ///
    /// - Throws: `.usage` (`import_unfinished`, `tenant_exists`) when the store holds the tenant otherwise.
    public func begin() async throws {
        let mark = try await store.result(stage: Self.stage, key: Self.key)
        if mark != Self.begun + token.utf8, mark != Self.done + token.utf8 {
            try Self.refuseUnfinished(mark)
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
        try await store.keep(result: Self.begun + token.utf8, stage: Self.stage, key: Self.key)
    }

    /// Refuses a store that holds a part of a tenant.
    ///
    /// - Throws: `.usage` (`import_unfinished`).
    static func checkWhole(_ store: any TenantStore) async throws {
        try refuseUnfinished(await store.result(stage: stage, key: key))
    }

    private static func refuseUnfinished(_ mark: [UInt8]?) throws(CasebookError) {
        guard let mark, mark.starts(with: begun) else { return }
        throw CasebookError(
            .usage, code: "import_unfinished", "an import of the tenant into the database has begun, and not ended",
            remedy: "run \"casebook import\" again in the workspace where it began")
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
        try await store.keep(result: Self.done + token.utf8, stage: Self.stage, key: Self.key)
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
