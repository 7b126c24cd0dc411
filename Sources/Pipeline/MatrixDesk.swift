import Domain
import Synchronization

/// Makes the matrices of vectors that a run needs, in files where they are large, and remembers which it used.
final class MatrixDesk: Sendable {
    private let storage: (any MatrixStorage)?
    private let ignoreStored: Bool
    private let keys = Mutex<Set<ContentDigest>>([])

    /// - Parameter storage: `nil` holds all in memory.
    init(storage: (any MatrixStorage)?, ignoreStored: Bool = false) {
        self.storage = storage
        self.ignoreStored = ignoreStored
    }

    /// Of the matrices that were asked for.
    var used: Set<ContentDigest> { keys.withLock { $0 } }

    /// The matrix that is kept under a key, or a new one.
    ///
    /// - Parameters:
    ///   - key: of everything the values depend on.
    ///   - fill: puts every row once.
    func matrix(
        _ key: ContentDigest, count: Int, dimension: Int, fill: (any MatrixDraft) async throws -> Void
    ) async throws -> EmbeddingMatrix {
        keys.withLock { _ = $0.insert(key) }
        if !ignoreStored, let kept = try storage?.matrix(key, count: count, dimension: dimension) { return kept }
        let draft =
            try storage?.draft(key, count: count, dimension: dimension)
            ?? HeldDraft(count: count, dimension: dimension)
        try await fill(draft)
        return try draft.finish()
    }

    /// Forgets what this run did not use.
    func retainUsed() throws { try storage?.retain(used) }
}

/// A matrix that is made in memory.
final class HeldDraft: MatrixDraft {
    private let count: Int
    private let dimension: Int
    private let values: Mutex<[Float]>

    init(count: Int, dimension: Int) {
        self.count = count
        self.dimension = dimension
        values = Mutex([Float](repeating: 0, count: count * dimension))
    }

    func put(_ row: ArraySlice<Float>, row number: Int) {
        precondition(row.count == dimension && (0..<count).contains(number), "a row of the matrix")
        values.withLock { $0.replaceSubrange(number * dimension..<(number + 1) * dimension, with: row) }
    }

    func finish() -> EmbeddingMatrix {
        EmbeddingMatrix(
            count: count, dimension: dimension,
            storage: values.withLock { values in
                defer { values = [] }
                return values
            })
    }
}
