/// A graph's arrays without bounds checks, for the loops that communities spend their time in. Valid inside of
/// `WeightedGraph.read` alone.
struct GraphReader {
    let count: Int
    let offsets: UnsafePointer<Int32>
    let targets: UnsafePointer<Int32>
    let weights: UnsafePointer<Float>
    let loops: UnsafePointer<Double>
    let degrees: UnsafePointer<Double>

    @inline(__always) func edges(of node: Int) -> Range<Int> {
        Range(uncheckedBounds: (Int(offsets[node]), Int(offsets[node + 1])))
    }
}

extension WeightedGraph {
    /// Reads the graph through a `GraphReader`. Not for a graph without edges, which has nothing to point to.
    func read<Result>(_ body: (GraphReader) -> Result) -> Result? {
        offsets.withUnsafeBufferPointer { offsets in
            targets.withUnsafeBufferPointer { targets in
                weights.withUnsafeBufferPointer { weights in
                    loops.withUnsafeBufferPointer { loops in
                        degrees.withUnsafeBufferPointer { degrees in
                            guard let offsets = offsets.baseAddress, let targets = targets.baseAddress,
                                let weights = weights.baseAddress, let loops = loops.baseAddress,
                                let degrees = degrees.baseAddress
                            else { return nil }
                            return body(
                                GraphReader(
                                    count: count, offsets: offsets, targets: targets, weights: weights, loops: loops,
                                    degrees: degrees))
                        }
                    }
                }
            }
        }
    }
}
