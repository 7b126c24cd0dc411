import Domain
import Embedding

/// Gives every text its vector: stored ones from the store, the rest from the embedder, each distinct text once.
struct EmbedStage: Sendable {
    let embedder: any TextEmbedder
    let store: any TenantStore
    let desk: MatrixDesk
    let ignoreStored: Bool

    /// Texts sent to the embedder at once; between two lots the vectors are kept, so that a killed run loses one
    /// lot at most.
    static let lot = 2_048
    /// Vectors read from the store at once: at most these are held beside the matrix.
    private static let readLot = 8_192

    init(embedder: any TextEmbedder, store: any TenantStore, desk: MatrixDesk, ignoreStored: Bool = false) {
        self.embedder = embedder
        self.store = store
        self.desk = desk
        self.ignoreStored = ignoreStored
    }

    /// The vectors of texts.
    struct Outcome {
        /// One row for each text, in order.
        let matrix: EmbeddingMatrix
        /// Of the model and the texts.
        let key: ContentDigest
        /// How many were not stored.
        let computed: Int
    }

    /// - Parameter advanced: Called with the distinct texts done and their total.
    func vectors(
        of texts: [RedactedText], advanced: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> Outcome {
        let digests = texts.map { ContentDigest.of($0.masked) }
        let key = key(digests)
        var computed = 0
        let matrix = try await desk.matrix(key, count: texts.count, dimension: embedder.model.dimension) { draft in
            let missing = try await putStored(digests, into: draft)
            computed = missing.count
            try await putNew(missing, texts: texts, into: draft, advanced: advanced)
        }
        return Outcome(matrix: matrix, key: key, computed: computed)
    }

    private func key(_ digests: [ContentDigest]) -> ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        hasher.update(field: "vectors/1")
        hasher.update(field: embedder.model.digest.hex)
        for digest in digests { hasher.update(field: digest.hex) }
        return hasher.finish()
    }

    /// Puts the rows whose vectors are stored; gives the rows of each of the other texts, in order of their first.
    ///
    /// A vector of another length is none of the model's, whatever the store says: it is forgotten, and made anew.
    private func putStored(_ digests: [ContentDigest], into draft: any MatrixDraft) async throws -> [[Int]] {
        let model = embedder.model.digest
        var missing: [[Int]] = []
        var placeOf: [ContentDigest: Int] = [:]
        for start in stride(from: 0, to: digests.count, by: Self.readLot) {
            let rows = start..<min(start + Self.readLot, digests.count)
            var known = ignoreStored ? [:] : try await store.vectors(of: Array(digests[rows]), model: model)
            let odd = known.filter { $0.value.count != embedder.model.dimension }
            if !odd.isEmpty {
                try await store.forget(vectorsOf: Set(odd.keys), model: model)
                for text in odd.keys { known[text] = nil }
            }
            for row in rows {
                if let values = known[digests[row]] {
                    try draft.put(values[...], row: row)
                } else if let place = placeOf[digests[row]] {
                    missing[place].append(row)
                } else {
                    placeOf[digests[row]] = missing.count
                    missing.append([row])
                }
            }
        }
        return missing
    }

    private func putNew(
        _ missing: [[Int]], texts: [RedactedText], into draft: any MatrixDraft,
        advanced: @Sendable (Int, Int) -> Void
    ) async throws {
        for start in stride(from: 0, to: missing.count, by: Self.lot) {
            let lot = missing[start..<min(start + Self.lot, missing.count)]
            let matrix = try await embedder.embed(lot.map { texts[$0[0]] }, as: .passage)
            let vectors = lot.enumerated().map {
                (text: ContentDigest.of(texts[$1[0]].masked), values: Array(matrix[$0]))
            }
            try await store.keep(vectors: vectors, model: embedder.model.digest)
            for (rows, vector) in zip(lot, vectors) {
                for row in rows { try draft.put(vector.values[...], row: row) }
            }
            advanced(start + lot.count, missing.count)
        }
    }
}
