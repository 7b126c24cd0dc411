import Domain

/// The neighbours of every node by fused similarity: inner product of vectors + λ × TF-IDF cosine.
struct SimilarTickets: Sendable {
    /// A neighbour and what makes it one.
    struct Neighbour: BitwiseCopyable, Sendable {
        let node: Int32
        let dense: Float
        let lexical: Float
        let fused: Float
    }

    /// Of each node, best first.
    let lists: ListTable<Neighbour>
    /// Every node once, like ones near each other.
    let order: [Int32]
    /// What a later run can start from.
    let found: StoredNeighbours?

    /// Ranks the candidates of vectors and words together and keeps the best `kept` of each node.
    ///
    /// - Parameters:
    ///   - keys: of the nodes, all different.
    ///   - stored: what an earlier run found, if anything.
    init(
        _ vectors: DenseVectors, keys: [NodeKey], _ terms: TermMatrix, stored: StoredNeighbours? = nil,
        settings: ClusteringSettings, kept: Int, threads: Int
    ) throws(CasebookError) {
        let dense = try DenseNeighbours(
            vectors, keys: keys, wanted: settings.denseCandidates, stored: stored, threads: threads)
        let ranking = FusedRanking(
            vectors: vectors, terms: terms, weight: settings.lexicalWeight,
            lexicalCandidates: settings.lexicalCandidates, kept: kept)
        lists = ranking.lists(dense.table, in: dense.order, threads: threads)
        order = dense.order
        found = dense.found
    }
}
