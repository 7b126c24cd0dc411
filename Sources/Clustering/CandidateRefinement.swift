/// Improves candidates that were searched for in a part of the rows only.
struct CandidateRefinement {
    let rows: IntegerRows
    let threads: Int

    /// Candidates of a row that learn of it.
    private static let reach = 32
    /// Candidates whose candidates are looked at, and how many of each.
    private static let breadth = 16

    /// Makes rows candidates of their candidates, where they are good enough: one of two may have been looked for in
    /// the other's cell, and not the other way round.
    func joinBack(_ table: inout RankedTable) {
        var starts = [Int](repeating: 0, count: table.count + 1)
        for row in 0..<table.count {
            for key in table[row].prefix(CandidateRefinement.reach) { starts[Int(RankedKey.row(key)) + 1] += 1 }
        }
        for row in 0..<table.count { starts[row + 1] += starts[row] }
        var next = starts
        var back = [UInt64](repeating: 0, count: starts[table.count])
        for row in 0..<table.count {
            for key in table[row].prefix(CandidateRefinement.reach) {
                let other = Int(RankedKey.row(key))
                back[next[other]] = RankedKey.make(score: RankedKey.score(key), Int32(row))
                next[other] += 1
            }
        }
        let width = table.width
        table.withRows { table in
            Parallel.forEachChunk(count: starts.count - 1, size: 256, threads: threads) { range, _ in
                var keys: [UInt64] = []
                for row in range {
                    keys.removeAll(keepingCapacity: true)
                    keys.append(contentsOf: table[row])
                    keys += back[starts[row]..<starts[row + 1]]
                    keys.sort(by: >)
                    var last: UInt64?
                    keys.removeAll { key in
                        defer { last = key }
                        return key == last
                    }
                    table.set(row, to: keys.prefix(width))
                }
            }
        }
    }

    /// The best keys of each row among its candidates and theirs: who is near to one's neighbours is likely to be near
    /// oneself (Dong, Moses and Li, "Efficient k-nearest neighbor graph construction for generic similarity measures",
    /// 2011). The table is read as it was, so that the result depends on no order.
    ///
    /// - Parameter order: every row once, near ones near each other.
    func refined(_ table: RankedTable, in order: [Int32]) -> RankedTable {
        var refined = RankedTable(empty: table.count, width: table.width)
        refined.withRows { refined in
            Parallel.forEachChunk(count: order.count, size: 256, threads: threads) { range, _ in
                var known = RowSet()
                var keys: [UInt64] = []
                for place in range {
                    let row = Int(order[place])
                    let others = strangers(to: row, in: table, known: &known)
                    keys.removeAll(keepingCapacity: true)
                    keys.append(contentsOf: table[row])
                    append(others, of: row, to: &keys)
                    keys.sort(by: >)
                    refined.set(row, to: keys.prefix(table.width))
                }
            }
        }
        return refined
    }

    /// The candidates of a row's candidates that are not its own.
    private func strangers(to row: Int, in table: RankedTable, known: inout RowSet) -> [Int32] {
        known.removeAll()
        known.insert(Int32(row))
        let own = table[row]
        for key in own { known.insert(RankedKey.row(key)) }
        var strangers: [Int32] = []
        for key in own.prefix(CandidateRefinement.breadth) {
            for key in table[Int(RankedKey.row(key))].prefix(CandidateRefinement.breadth)
            where known.insert(RankedKey.row(key)) { strangers.append(RankedKey.row(key)) }
        }
        return strangers
    }

    private func append(_ others: [Int32], of row: Int, to keys: inout [UInt64]) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: others.count) { scores in
            others.withUnsafeBufferPointer { rows.scores(row, with: $0, into: scores) }
            for (other, score) in zip(others, scores) { keys.append(RankedKey.make(score: score, other)) }
        }
    }
}
