/// An undirected weighted graph in compressed rows. Every edge between two nodes stands in both rows; a loop is kept
/// apart, once.
///
/// Weights are of single precision, which halves the memory that communities are looked for in; sums of them are of
/// double precision, in a fixed order.
struct WeightedGraph: Sendable {
    /// Where each node's edges begin, and the end of the last. Below 2³¹ edges.
    let offsets: [Int32]
    let targets: [Int32]
    /// Above 0.
    let weights: [Float]
    /// The weight of each node's loop.
    let loops: [Double]
    /// The sum of each node's edges, loops counted twice.
    let degrees: [Double]
    /// The sum of all degrees.
    let total: Double

    var count: Int { loops.count }

    init(offsets: [Int32], targets: [Int32], weights: [Float], loops: [Double]) {
        self.offsets = offsets
        self.targets = targets
        self.weights = weights
        self.loops = loops
        var total = 0.0
        degrees = [Double](unsafeUninitializedCapacity: loops.count) { degrees, initialized in
            weights.withUnsafeBufferPointer { weights in
                for node in loops.indices {
                    var degree = 2 * loops[node]
                    for edge in Int(offsets[node])..<Int(offsets[node + 1]) { degree += Double(weights[edge]) }
                    degrees[node] = degree
                    total += degree
                }
            }
            initialized = loops.count
        }
        self.total = total
    }

    /// The numbers of a node's edges.
    @inline(__always) func edges(of node: Int) -> Range<Int> { Int(offsets[node])..<Int(offsets[node + 1]) }

    /// An edge between two different nodes, `low < high`.
    struct Edge {
        var low: Int32
        var high: Int32
        var weight: Double
    }

    /// Builds a graph of edges of which no two join the same nodes, in order of their nodes.
    init(count: Int, edges: [Edge]) {
        var offsets = [Int32](repeating: 0, count: count + 1)
        for edge in edges {
            offsets[Int(edge.low) + 1] += 1
            offsets[Int(edge.high) + 1] += 1
        }
        for node in 0..<count { offsets[node + 1] += offsets[node] }
        var next = offsets
        var targets = [Int32](repeating: 0, count: edges.count * 2)
        var weights = [Float](repeating: 0, count: edges.count * 2)
        for edge in edges {
            for (from, to) in [(Int(edge.low), edge.high), (Int(edge.high), edge.low)] {
                targets[Int(next[from])] = to
                weights[Int(next[from])] = Float(edge.weight)
                next[from] += 1
            }
        }
        self.init(
            offsets: offsets, targets: targets, weights: weights, loops: [Double](repeating: 0, count: count))
    }
}
