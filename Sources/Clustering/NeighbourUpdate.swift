import Domain

/// Brings the candidates of an earlier run up to date, to the very same as a search from nothing finds.
///
/// A node that was there takes over its candidates, without those that are gone, and new nodes that score no less than
/// the worst of them join. A node is searched for among all when it is new, or when so many of its candidates are gone
/// that there may be better ones than the rest.
struct NeighbourUpdate {
    let rows: IntegerRows
    /// Of the rows, ascending.
    let keys: [NodeKey]
    let ranking: VectorRanking
    let threads: Int

    /// Beyond this share of rows to search for, comparing all pairs costs no more.
    private static let share = 0.2

    /// Writes the neighbours of all nodes and gives the rows' candidates; `nil` when too little can be taken over.
    ///
    /// - Parameter order: every row once, near ones near each other.
    func candidates(
        from stored: StoredNeighbours, in order: [Int32], into table: inout RankedTable
    ) throws(CasebookError) -> CandidateTable? {
        guard stored.depth == rows.depth else { return nil }
        let places = Places(of: stored.keys, among: keys)
        let new = order.filter { places.old[Int($0)] < 0 }
        let sound = order.filter { places.old[Int($0)] >= 0 && isSound($0, stored, places) }
        let searched = rows.count - sound.count
        guard Double(searched) <= NeighbourUpdate.share * Double(rows.count) else { return nil }
        var isSearched = [Bool](repeating: true, count: rows.count)
        for row in sound { isSearched[Int(row)] = false }
        let lacking = order.filter { isSearched[Int($0)] }

        let search = try IntegerSearch(rows, threads: threads)
        let (kept, floors) = takenOver(sound, stored, places)
        try search.offer(new, to: sound, kept)
        for place in sound.indices { kept.drop(below: floors[place], from: place) }
        let found = try search.best(of: lacking, among: order, wanted: ranking.kept)
        ranking.rank(kept, of: sound, into: &table, threads: threads)
        ranking.rank(found, of: lacking, into: &table, threads: threads)

        var list = [Int](repeating: 0, count: rows.count)
        for (place, row) in sound.enumerated() { list[Int(row)] = place }
        for (place, row) in lacking.enumerated() { list[Int(row)] = place }
        return CandidateTable(count: rows.count) { isSearched[$0] ? found.best(list[$0]) : kept.best(list[$0]) }
    }

    /// Whether enough of a row's candidates are still there. Where all other rows were candidates, nobody better can
    /// have been left out.
    private func isSound(_ row: Int32, _ stored: StoredNeighbours, _ places: Places) -> Bool {
        let members = stored.candidates[Int(places.old[Int(row)])]
        if members.count == stored.keys.count - 1 { return true }
        var left = 0
        for member in members where places.new[Int(member)] >= 0 { left += 1 }
        return left >= ranking.ranked
    }

    /// Lists of what is left of the rows' candidates, and the key of each list's worst: below it candidates may be
    /// missing.
    private func takenOver(
        _ sound: [Int32], _ stored: StoredNeighbours, _ places: Places
    ) -> (CandidateLists, floors: [UInt64]) {
        let lists = CandidateLists(rows: sound.count, wanted: ranking.kept)
        let floors = Parallel.map(count: sound.count, threads: threads) { place -> UInt64 in
            let row = Int(sound[place])
            let members = stored.candidates[Int(places.old[row])]
            let left = members.map { places.new[Int($0)] }.filter { $0 >= 0 }
            let floor = offer(left, of: row, to: lists, place)
            if members.count == stored.keys.count - 1 { return 0 }
            lists.bars[place] = max(lists.bars[place], RankedKey.score(floor) - 1)
            return floor
        }
        return (lists, floors)
    }

    /// Puts candidates on a row's list and gives the worst key.
    private func offer(_ members: [Int32], of row: Int, to lists: CandidateLists, _ place: Int) -> UInt64 {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: members.count) { scores in
            members.withUnsafeBufferPointer { rows.scores(row, with: $0, into: scores) }
            var floor = UInt64.max
            for (member, score) in zip(members, scores) {
                let key = RankedKey.make(score: score, member)
                floor = min(floor, key)
                lists.offer(key, to: place)
            }
            return floor
        }
    }
}

extension NeighbourUpdate {
    /// Where nodes stood in an earlier run, and where they stand now.
    struct Places {
        /// Of each row its place then, or -1.
        private(set) var old: [Int32]
        /// Of each place then the row now, or -1.
        private(set) var new: [Int32]

        /// Both lists of keys are ascending.
        init(of before: [NodeKey], among now: [NodeKey]) {
            old = [Int32](repeating: -1, count: now.count)
            new = [Int32](repeating: -1, count: before.count)
            var place = 0
            for (row, key) in now.enumerated() {
                while place < before.count, before[place] < key { place += 1 }
                guard place < before.count, before[place] == key else { continue }
                old[row] = Int32(place)
                new[place] = Int32(row)
            }
        }
    }
}
