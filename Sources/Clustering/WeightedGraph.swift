/// An undirected weighted graph in compressed rows. Every edge between two nodes stands in both rows; a loop is kept
/// apart, once.
struct WeightedGraph {
    let offsets: [Int]
    let targets: [Int32]
    let weights: [Double]
    /// The weight of each node's loop.
    let loops: [Double]
    /// The sum of each node's edges, loops counted twice.
    let degrees: [Double]
    /// The sum of all degrees.
    let total: Double

    var count: Int { loops.count }

    init(offsets: [Int], targets: [Int32], weights: [Double], loops: [Double]) {
        self.offsets = offsets
        self.targets = targets
        self.weights = weights
        self.loops = loops
        var degrees = [Double](repeating: 0, count: loops.count)
        var total = 0.0
        for node in loops.indices {
            var degree = 2 * loops[node]
            for edge in offsets[node]..<offsets[node + 1] { degree += weights[edge] }
            degrees[node] = degree
            total += degree
        }
        self.degrees = degrees
        self.total = total
    }

    /// An edge between two different nodes, `low < high`.
    struct Edge {
        var low: Int32
        var high: Int32
        var weight: Double
    }

    /// Builds a graph of edges of which no two join the same nodes, in order of their nodes.
    init(count: Int, edges: [Edge]) {
        var offsets = [Int](repeating: 0, count: count + 1)
        for edge in edges {
            offsets[Int(edge.low) + 1] += 1
            offsets[Int(edge.high) + 1] += 1
        }
        for node in 0..<count { offsets[node + 1] += offsets[node] }
        var next = offsets
        var targets = [Int32](repeating: 0, count: edges.count * 2)
        var weights = [Double](repeating: 0, count: edges.count * 2)
        for edge in edges {
            for (from, to) in [(Int(edge.low), edge.high), (Int(edge.high), edge.low)] {
                targets[next[from]] = to
                weights[next[from]] = edge.weight
                next[from] += 1
            }
        }
        self.init(
            offsets: offsets, targets: targets, weights: weights, loops: [Double](repeating: 0, count: count))
    }

    /// The same edges with other weights, from a symmetric function of two nodes and the weight; edges of weight 0
    /// are dropped.
    func reweighted(_ weight: (Int, Int, Double) -> Double) -> WeightedGraph {
        var newOffsets = [0]
        newOffsets.reserveCapacity(count + 1)
        var newTargets: [Int32] = []
        var newWeights: [Double] = []
        newTargets.reserveCapacity(targets.count)
        newWeights.reserveCapacity(targets.count)
        for node in 0..<count {
            for edge in offsets[node]..<offsets[node + 1] {
                let value = weight(node, Int(targets[edge]), weights[edge])
                if value > 0 {
                    newTargets.append(targets[edge])
                    newWeights.append(value)
                }
            }
            newOffsets.append(newTargets.count)
        }
        return WeightedGraph(offsets: newOffsets, targets: newTargets, weights: newWeights, loops: loops)
    }
}
