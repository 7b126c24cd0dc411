/// Ranks candidates by the inner products of their vectors.
struct VectorRanking {
    let vectors: DenseVectors
    /// The node of each row, in order of their keys.
    let nodes: [Int32]
    /// Neighbours of a node.
    let wanted: Int

    /// Candidates that are ranked. The error of integer scores makes at most a few more of them necessary than are
    /// wanted: with 12 beyond 60, of 13,000 real texts none lost a neighbour.
    var ranked: Int { wanted + wanted / 4 + 5 }
    /// Candidates that are kept for later runs, so that a node whose neighbours go away need not be searched for
    /// again at once.
    var kept: Int { ranked + 16 }

    /// The vectors as integers, of which candidates are found. The vectors themselves are read as candidates are ranked
    /// then, here and there.
    func integerRows(threads: Int) -> IntegerRows {
        let rows = IntegerRows(nodes, of: vectors, threads: threads)
        vectors.expectScatteredReads()
        return rows
    }

    /// Ranks the best candidates of rows and writes the neighbours of their nodes.
    ///
    /// - Parameter order: the row of each list. Near ones after each other find their vectors in the cache.
    func rank(_ lists: CandidateLists, of order: [Int32], into table: inout RankedTable, threads: Int) {
        table.withRows { table in
            Parallel.forEachChunk(count: order.count, size: 64, threads: threads) { range, _ in
                for place in range { rank(lists.best(place), of: order[place], into: table) }
            }
        }
    }

    /// The same of a table's rows.
    func rank(_ candidates: RankedTable, in order: [Int32], into table: inout RankedTable, threads: Int) {
        table.withRows { table in
            Parallel.forEachChunk(count: order.count, size: 64, threads: threads) { range, _ in
                for place in range {
                    candidates[Int(order[place])].withUnsafeBufferPointer {
                        rank($0, of: order[place], into: table)
                    }
                }
            }
        }
    }

    /// Ranks the best of a row's candidates, given in any order.
    func rank(_ candidates: UnsafeBufferPointer<UInt64>, of row: Int32, into table: RankedTable.Rows) {
        let count = min(candidates.count, ranked)
        let node = Int(nodes[Int(row)])
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: candidates.count) { keys in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { others in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { similarities in
                    guard let base = keys.baseAddress, let source = candidates.baseAddress else { return }
                    base.update(from: source, count: candidates.count)
                    Selection.moveBest(base, count: candidates.count, wanted: count)
                    for index in 0..<count { others[index] = nodes[Int(RankedKey.row(base[index]))] }
                    vectors.similarities(node, with: others, into: similarities)
                    for index in 0..<count {
                        base[index] = RankedKey.make(similarities[index], nodes[Int(RankedKey.row(base[index]))])
                    }
                    Selection.sort(base, count: count)
                    table.set(node, to: UnsafeBufferPointer(start: base, count: min(count, wanted)))
                }
            }
        }
    }
}
