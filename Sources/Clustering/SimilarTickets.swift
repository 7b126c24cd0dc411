import Domain

/// The neighbours of every node by fused similarity: inner product of vectors + λ × TF-IDF cosine.
struct SimilarTickets {
    /// A neighbour and what makes it one.
    struct Neighbour {
        let node: Int32
        let dense: Float
        let lexical: Float
        let fused: Float
    }

    /// Of each node, best first.
    let lists: [[Neighbour]]

    /// Ranks the candidates of vectors and words together and keeps the best `kept` of each node.
    ///
    /// - Parameter keys: of the nodes, all different.
    init(
        _ vectors: DenseVectors, keys: [NodeKey], _ terms: TermMatrix, settings: ClusteringSettings, kept: Int,
        threads: Int
    ) throws(CasebookError) {
        let dense = try DenseNeighbours(
            vectors, keys: keys, wanted: settings.denseCandidates, stored: nil, threads: threads
        ).table
        var lists = [[Neighbour]](repeating: [], count: vectors.count)
        lists.withUnsafeMutableBufferPointer { lists in
            // Each chunk writes its own rows only.
            nonisolated(unsafe) let lists = lists
            Parallel.forEachChunk(count: vectors.count, size: 256, threads: threads) { range, _ in
                var scratch = TermMatrix.Scratch(count: vectors.count)
                for node in range {
                    let lexical = terms.candidates(of: node, wanted: settings.lexicalCandidates, scratch: &scratch)
                    lists[node] = SimilarTickets.ranked(
                        node, dense[node], lexical, vectors, terms, settings.lexicalWeight, kept)
                }
            }
        }
        self.lists = lists
    }

    private static func ranked(
        _ node: Int, _ dense: ArraySlice<UInt64>, _ lexical: [Int32], _ vectors: DenseVectors, _ terms: TermMatrix,
        _ weight: Float, _ kept: Int
    ) -> [Neighbour] {
        var neighbours: [Neighbour] = []
        neighbours.reserveCapacity(dense.count + lexical.count)
        func add(_ other: Int32, _ similarity: Float) {
            let words = terms.similarity(node, Int(other))
            neighbours.append(
                Neighbour(node: other, dense: similarity, lexical: words, fused: similarity + weight * words))
        }
        for key in dense { add(RankedKey.row(key), RankedKey.similarity(key)) }
        let known = Set(dense.map(RankedKey.row))
        for other in lexical where !known.contains(other) { add(other, vectors.similarity(node, Int(other))) }
        neighbours.sort { $0.fused != $1.fused ? $0.fused > $1.fused : $0.node < $1.node }
        if neighbours.count > kept { neighbours.removeLast(neighbours.count - kept) }
        return neighbours
    }
}
