/// Sums of edge weights by community, cleared in time proportional to what was touched.
struct NeighbourSums {
    private var sums: [Double]
    private var isTouched: [Bool]
    /// In order of first touch.
    private(set) var touched: [Int32] = []

    init(count: Int) {
        sums = [Double](repeating: 0, count: count)
        isTouched = [Bool](repeating: false, count: count)
    }

    subscript(community: Int) -> Double { sums[community] }

    mutating func clear() {
        for community in touched {
            sums[Int(community)] = 0
            isTouched[Int(community)] = false
        }
        touched.removeAll(keepingCapacity: true)
    }

    @inline(__always) mutating func add(_ community: Int, _ weight: Double) {
        if !isTouched[community] {
            isTouched[community] = true
            touched.append(Int32(community))
        }
        sums[community] += weight
    }

    /// Sums the edges of a node by the community of the neighbour.
    @inline(__always) mutating func gather(
        _ node: Int, in graph: WeightedGraph, part: [Int32], where condition: (Int) -> Bool = { _ in true }
    ) {
        clear()
        for edge in graph.offsets[node]..<graph.offsets[node + 1] {
            let neighbour = Int(graph.targets[edge])
            if condition(neighbour) { add(Int(part[neighbour]), graph.weights[edge]) }
        }
    }
}
