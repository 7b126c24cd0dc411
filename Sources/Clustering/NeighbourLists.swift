/// The neighbours of each group of equal tickets, as the graph takes them.
struct NeighbourLists {
    /// Groups and fused similarities, best first.
    let lists: [[(node: Int32, similarity: Float)]]

    /// Carries the nodes' neighbours over to their groups. A group whose node found too few neighbours outside of
    /// floods is searched for again among the nodes that stand for groups.
    init(
        _ similar: SimilarTickets, _ duplicates: NearDuplicates, _ vectors: DenseVectors, _ terms: TermMatrix,
        settings: ClusteringSettings, threads: Int
    ) {
        let wanted = min(settings.neighbours, duplicates.groups.count - 1)
        var lists: [[(node: Int32, similarity: Float)]] = []
        var starved: [Int] = []
        for (group, nodes) in duplicates.groups.enumerated() {
            let own = similar.lists[nodes[0]]
            let list = NeighbourLists.carried(own.map { ($0.node, $0.fused) }, group, duplicates.groupOf)
            if list.count < wanted, list.count < own.count { starved.append(group) }
            lists.append(list)
        }
        if !starved.isEmpty {
            let heads = duplicates.groups.map { $0[0] }
            let found = Parallel.map(count: starved.count, size: 1, threads: threads) { index in
                NeighbourLists.nearest(heads[starved[index]], heads, vectors, wanted: settings.denseCandidates)
            }
            for (group, keys) in zip(starved, found) {
                var list = keys.map { key in
                    let node = RankedKey.row(key)
                    let lexical = terms.similarity(heads[group], Int(node))
                    return (node, RankedKey.similarity(key) + settings.lexicalWeight * lexical)
                }
                list.sort { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
                lists[group] = NeighbourLists.carried(list, group, duplicates.groupOf)
            }
        }
        self.lists = lists.map { Array($0.prefix(settings.neighbours)) }
    }

    /// The nearest of some nodes to one of them, best first.
    private static func nearest(_ node: Int, _ heads: [Int], _ vectors: DenseVectors, wanted: Int) -> [UInt64] {
        var others = heads.filter { $0 != node }.map(Int32.init)
        var keys = others.map { RankedKey.make(0, $0) }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: others.count) { similarities in
            others.withUnsafeMutableBufferPointer { vectors.similarities(node, with: $0, into: similarities) }
            for index in keys.indices { keys[index] = RankedKey.make(similarities[index], RankedKey.row(keys[index])) }
        }
        let count = min(wanted, keys.count)
        keys.withUnsafeMutableBufferPointer { keys in
            if let base = keys.baseAddress { Selection.moveBest(base, count: keys.count, wanted: count) }
        }
        return keys[..<count].sorted(by: >)
    }

    /// Nodes to groups, each once, without the group itself.
    private static func carried(
        _ list: [(node: Int32, similarity: Float)], _ group: Int, _ groupOf: [Int]
    ) -> [(node: Int32, similarity: Float)] {
        var seen: Set<Int> = [group]
        var output: [(node: Int32, similarity: Float)] = []
        for neighbour in list where seen.insert(groupOf[Int(neighbour.node)]).inserted {
            output.append((Int32(groupOf[Int(neighbour.node)]), neighbour.similarity))
        }
        return output
    }

    private init(lists: [[(node: Int32, similarity: Float)]]) { self.lists = lists }

    /// Without neighbours that are less similar than a floor.
    func cut(below floor: Float) -> NeighbourLists {
        NeighbourLists(lists: lists.map { list in list.filter { $0.similarity >= floor } })
    }
}
