/// Two opinions on which tickets are alike that were formed apart: by words and by meaning. Where there are no texts,
/// by the first and by the second half of the vectors' columns.
///
/// What belongs together looks alike to both; what chance brings together does not (co-training's assumption: Blum and
/// Mitchell, "Combining labeled and unlabeled data with co-training", 1998).
struct TicketViews {
    let first: WeightedGraph
    let second: WeightedGraph

    /// - Parameters:
    ///   - similar: neighbours of nodes, more than the views need.
    ///   - kept: neighbours of each group in a view.
    init(_ similar: SimilarTickets, _ duplicates: NearDuplicates, _ vectors: DenseVectors, kept: Int, threads: Int) {
        let hasWords = similar.lists.contains { list in list.contains { $0.lexical > 0 } }
        // Like groups follow each other: they find their vectors in the cache, or in memory at all.
        var groups: [Int] = []
        for node in similar.order where duplicates.groups[duplicates.groupOf[Int(node)]][0] == Int(node) {
            groups.append(duplicates.groupOf[Int(node)])
        }
        let found = Parallel.map(count: groups.count, size: 64, threads: threads) { index in
            let group = groups[index]
            let head = duplicates.groups[group][0]
            var seen: [Int] = [group]
            var neighbours: [(node: Int32, first: Float, second: Float)] = []
            for neighbour in similar.lists[head] {
                let other = duplicates.groupOf[Int(neighbour.node)]
                if seen.contains(other) { continue }
                seen.append(other)
                if hasWords {
                    // Equally many words in common are ordered by meaning.
                    neighbours.append((Int32(other), neighbour.lexical + 1e-4 * neighbour.dense, neighbour.dense))
                } else {
                    let halves = TicketViews.halves(head, Int(neighbour.node), vectors)
                    neighbours.append((Int32(other), halves.first, halves.second))
                }
            }
            return (
                first: TicketViews.best(neighbours.map { ($0.node, $0.first) }, kept),
                second: TicketViews.best(neighbours.map { ($0.node, $0.second) }, kept)
            )
        }
        var lists = found
        for (index, group) in groups.enumerated() { lists[group] = found[index] }
        first = NeighbourGraph.build(lists.map(\.first), threads: threads)
        second = NeighbourGraph.build(lists.map(\.second), threads: threads)
    }

    private static func best(_ list: [(node: Int32, similarity: Float)], _ kept: Int) -> [(
        node: Int32, similarity: Float
    )] {
        let sorted = list.sorted { $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.node < $1.node }
        return Array(sorted.prefix(kept))
    }

    /// The cosines of two vectors' first and second half of columns.
    private static func halves(_ left: Int, _ right: Int, _ vectors: DenseVectors) -> (first: Float, second: Float) {
        let middle = vectors.dimension / 2
        return vectors.withRow(left) { left in
            vectors.withRow(right) { right in
                (cosine(left, right, 0..<middle), cosine(left, right, middle..<vectors.dimension))
            }
        }
    }

    private static func cosine(
        _ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>, _ columns: Range<Int>
    ) -> Float {
        let product = UnitProduct.of(left, 0, right, 0, columns)
        let leftSquares = UnitProduct.of(left, 0, left, 0, columns)
        let rightSquares = UnitProduct.of(right, 0, right, 0, columns)
        let length = (leftSquares * rightSquares).squareRoot()
        return length > 0 ? product / length : 0
    }
}
