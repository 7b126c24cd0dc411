import Domain

/// Takes tickets out of everything that is stored of a tenant.
struct TicketPurge: Sendable {
    let store: any TenantStore
    let uploads: (any UploadStorage)?
    let matrices: (any MatrixStorage)?

    init(_ effects: TenantEffects) {
        self.init(store: effects.store, uploads: effects.uploads, matrices: effects.matrices)
    }

    init(store: any TenantStore, uploads: (any UploadStorage)?, matrices: (any MatrixStorage)?) {
        self.store = store
        self.uploads = uploads
        self.matrices = matrices
    }

    /// Erases every row of some tickets: from the rows, the vectors, all stage results, models' replies and manifests,
    /// and with the kept copies of exports that hold them.
    ///
    /// - Parameter rows: all that the store has.
    func erase(_ ids: Set<TicketID>, from rows: [StoredRow]) async throws {
        let gone = rows.filter { ids.contains($0.ticket.id) }
        if let uploads {
            try await uploads.withdraw(copies(holding: gone))
            try await uploads.removeDrafts()
        }
        try matrices?.retain([])
        let staying = rows.filter { !ids.contains($0.ticket.id) }
        try await store.purge(
            gone.map { (row: $0, reject: $0.erased) }, vectors: .allBut(Set(staying.flatMap(\.textDigests))),
            results: true)
    }

    /// The kept copies that hold these rows, or of which nobody can tell: copies of older versions of an export.
    func copies(holding rows: [StoredRow]) async throws -> [ContentDigest] {
        guard let uploads else { return [] }
        // A workbook's rows name their sheet behind the file.
        let files = Set(rows.map(\.file))
        let clean = Set(
            try await store.uploads().filter { upload in
                !files.contains { $0 == upload.name || $0.hasPrefix(upload.name + "#") }
            }.map(\.digest))
        return try await uploads.kept().filter { !clean.contains($0) }
    }

    /// Takes rows out that are too old. Stage results that no run uses any more are forgotten at the run's end.
    ///
    /// - Parameter texts: of all rows that stay.
    func expire(_ rows: [StoredRow], keeping texts: Set<ContentDigest>) async throws {
        guard !rows.isEmpty else { return }
        try matrices?.retain([])
        try await store.purge(
            rows.map { (row: $0, reject: $0.tooOld) },
            vectors: .of(Set(rows.flatMap(\.textDigests)).subtracting(texts)), results: false)
    }
}
