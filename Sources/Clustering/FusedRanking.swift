/// Ranks the neighbours by vector and by words together.
struct FusedRanking {
    typealias Neighbour = SimilarTickets.Neighbour

    let vectors: DenseVectors
    let terms: TermMatrix
    /// λ of `cosine + λ × TF-IDF cosine`.
    let weight: Float
    let lexicalCandidates: Int
    let kept: Int

    /// The best `kept` of each node, best first; of equal ones the smaller node.
    ///
    /// - Parameter order: every node once. Near ones after each other find their texts in the cache.
    func lists(_ dense: RankedTable, in order: [Int32], threads: Int) -> ListTable<Neighbour> {
        var lists = ListTable(
            empty: dense.count, width: kept, filler: Neighbour(node: 0, dense: 0, lexical: 0, fused: 0))
        // Each thread has its own.
        nonisolated(unsafe) let searches = (0..<max(threads, 1)).map { _ in TermSearch(terms, wanted: lexicalCandidates)
        }
        lists.withRows { lists in
            Parallel.forEachChunk(count: order.count, size: 64, threads: threads) { range, worker in
                for place in range {
                    let node = Int(order[place])
                    let near = dense[node]
                    lists.set(
                        node, to: best(gather(node, near, isFull: near.count == dense.width, searches[worker])))
                }
            }
        }
        return lists
    }

    private func gather(_ node: Int, _ dense: ArraySlice<UInt64>, isFull: Bool, _ search: TermSearch) -> [Neighbour] {
        let lexical = search.candidates(of: node).filter { other in
            !dense.contains { RankedKey.row($0) == other }
        }
        let others = dense.map(RankedKey.row) + lexical
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: others.count) { cosines in
            search.cosines(of: node, with: others, into: cosines)
            var neighbours = zip(dense, cosines).map { key, words in
                neighbour(RankedKey.row(key), RankedKey.similarity(key), words)
            }
            // Who is not among the nearest by vector is no nearer than the last of them.
            let reach = isFull ? dense.last.map(RankedKey.similarity) ?? 1 : 1
            let bar = neighbours.count < kept ? nil : leastKey(neighbours).map(RankedKey.similarity)
            for (other, words) in zip(lexical, cosines.dropFirst(dense.count)) {
                if let bar, reach + weight * words < bar { continue }
                neighbours.append(neighbour(other, vectors.similarity(node, Int(other)), words))
            }
            return neighbours
        }
    }

    private func neighbour(_ node: Int32, _ dense: Float, _ lexical: Float) -> Neighbour {
        Neighbour(node: node, dense: dense, lexical: lexical, fused: dense + weight * lexical)
    }

    private func best(_ neighbours: [Neighbour]) -> [Neighbour] {
        guard let least = leastKey(neighbours) else { return [] }
        return neighbours.filter { key($0) >= least }.sorted { key($0) > key($1) }
    }

    private func key(_ neighbour: Neighbour) -> UInt64 { RankedKey.make(neighbour.fused, neighbour.node) }

    /// The key of the last neighbour that is kept.
    private func leastKey(_ neighbours: [Neighbour]) -> UInt64? {
        let count = min(neighbours.count, kept)
        guard count > 0 else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: neighbours.count) { keys in
            guard let base = keys.baseAddress else { return nil }
            for (index, neighbour) in neighbours.enumerated() { base[index] = key(neighbour) }
            Selection.moveBest(base, count: neighbours.count, wanted: count)
            var least = base[0]
            for index in 1..<max(count, 1) { least = min(least, base[index]) }
            return least
        }
    }
}
