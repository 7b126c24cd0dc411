/// UMAP's edge weights (McInnes, Healy and Melville, "UMAP", 2018, §3.1): each node's distances are scaled by its own
/// neighbourhood, so that dense and sparse regions weigh alike, and the two opinions on an edge are united.
enum FuzzyGraph {
    /// Makes the graph of neighbour lists with descending similarities.
    static func build(_ lists: [[(node: Int32, similarity: Float)]], threads: Int) -> WeightedGraph {
        let weights = Parallel.map(count: lists.count, size: 256, threads: threads) { node in
            memberships(lists[node].map { Double($0.similarity) })
        }
        var directed: [WeightedGraph.Edge] = []
        directed.reserveCapacity(lists.reduce(0) { $0 + $1.count })
        for (node, list) in lists.enumerated() {
            for (neighbour, weight) in zip(list, weights[node]) where weight > 0 {
                directed.append(
                    .init(
                        low: min(Int32(node), neighbour.node), high: max(Int32(node), neighbour.node), weight: weight))
            }
        }
        directed.sort { left, right in
            if left.low != right.low { return left.low < right.low }
            return left.high != right.high ? left.high < right.high : left.weight < right.weight
        }
        var edges: [WeightedGraph.Edge] = []
        edges.reserveCapacity(directed.count)
        for edge in directed {
            if let last = edges.last, last.low == edge.low, last.high == edge.high {
                edges[edges.count - 1].weight = last.weight + edge.weight - last.weight * edge.weight
            } else {
                edges.append(edge)
            }
        }
        return WeightedGraph(count: lists.count, edges: edges)
    }

    /// The membership of each neighbour: 1 for the nearest, then falling at the rate at which they sum to log₂ of
    /// their number.
    static func memberships(_ similarities: [Double]) -> [Double] {
        guard let best = similarities.first else { return [] }
        let gaps = similarities.map { max(0, best - $0) }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        guard mean > 0 else { return [Double](repeating: 1, count: gaps.count) }
        let target = PortableMath.log(Double(gaps.count)) / 0.6931471805599453
        var low = 0.0
        var high = Double.infinity
        var width = mean
        for _ in 0..<48 {
            var sum = 0.0
            for gap in gaps { sum += gap > 0 ? PortableMath.exp(-gap / width) : 1 }
            if (sum - target).magnitude < 1e-6 { break }
            if sum > target {
                high = width
                width = (low + high) / 2
            } else {
                low = width
                width = high == .infinity ? width * 2 : (low + high) / 2
            }
        }
        // Very near neighbours, copies of one text, must not starve the others of all weight: they would be islands.
        width = max(width, mean * 0.3)
        return gaps.map { $0 > 0 ? PortableMath.exp(-$0 / width) : 1 }
    }
}
