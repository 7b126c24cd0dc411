public import Domain

/// Keeps matrices of vectors that are too large to be held, in files that are mapped into memory. What is lost is made
/// again.
public protocol MatrixStorage: Sendable {
    /// The matrix of this size that is kept under a key, or `nil`.
    func matrix(_ key: ContentDigest, count: Int, dimension: Int) throws -> EmbeddingMatrix?

    /// A new matrix, to be kept under a key in the place of the one before; `nil` for one so small that it is better
    /// held.
    func draft(_ key: ContentDigest, count: Int, dimension: Int) throws -> (any MatrixDraft)?

    /// Forgets all matrices but these.
    func retain(_ keys: Set<ContentDigest>) throws
}

/// A matrix that is being made: every row is put once, in any order, then it is finished. One that is never finished
/// leaves nothing.
public protocol MatrixDraft: Sendable {
    /// - Parameter values: a row, as many as the matrix has columns.
    func put(_ values: ArraySlice<Float>, row: Int) throws

    func finish() throws -> EmbeddingMatrix
}
