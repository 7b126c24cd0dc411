/// Leiden's first phase: single nodes go to the neighbouring community of greatest gain until none gains; only nodes
/// whose neighbours moved are visited again.
struct LocalMove {
    let resolution: Double
    /// The sum of all degrees of the graph.
    let total: Double

    /// The communities after all moves, numbered in order of first node.
    ///
    /// - Parameter order: every node once; they are first visited in this order.
    func moved(_ start: [Int32], in graph: GraphReader, order: [Int32]) -> [Int32] {
        let count = graph.count
        var part = start
        var weightOf = [Double](repeating: 0, count: count)
        var sizeOf = [Int32](repeating: 0, count: count)
        for node in 0..<count {
            weightOf[Int(part[node])] += graph.degrees[node]
            sizeOf[Int(part[node])] += 1
        }
        var free = (0..<Int32(count)).filter { sizeOf[Int($0)] == 0 }
        let links = NeighbourSums(count: count)
        var queue = NodeQueue(order)
        let scale = resolution / total
        links.withRoom { links in
            part.withUnsafeMutableBufferPointer { part in
                weightOf.withUnsafeMutableBufferPointer { weightOf in
                    while let node = queue.next() {
                        let old = Int(part[node])
                        var touched = 0
                        for edge in graph.edges(of: node) {
                            touched = links.add(
                                Int(part[Int(graph.targets[edge])]), Double(graph.weights[edge]), touched: touched)
                        }
                        let cost = scale * graph.degrees[node]
                        weightOf[old] -= graph.degrees[node]
                        sizeOf[old] -= 1
                        var best = old
                        var bestGain = links[old] - cost * weightOf[old]
                        for index in 0..<touched {
                            let candidate = links.touchedCommunity(index)
                            let gain = links[candidate] - cost * weightOf[candidate]
                            // Two choices without a branch: chance decides.
                            let isBetter = gain > bestGain
                            bestGain = isBetter ? gain : bestGain
                            best = isBetter ? candidate : best
                        }
                        links.clear(touched: touched)
                        if bestGain < 0, sizeOf[old] > 0, let empty = free.popLast() { best = Int(empty) }
                        weightOf[best] += graph.degrees[node]
                        sizeOf[best] += 1
                        if best == old { continue }
                        if sizeOf[old] == 0 { free.append(Int32(truncatingIfNeeded: old)) }
                        part[node] = Int32(truncatingIfNeeded: best)
                        for edge in graph.edges(of: node) where Int(part[Int(graph.targets[edge])]) != best {
                            queue.append(graph.targets[edge])
                        }
                    }
                }
            }
        }
        return Leiden.renumbered(part)
    }
}

/// Nodes waiting for a visit, each at most once: a ring as long as there are nodes.
struct NodeQueue {
    private var ring: [Int32]
    private var isWaiting: [Bool]
    private var head = 0
    private var waiting: Int

    /// All nodes, in an order.
    init(_ order: [Int32]) {
        ring = order
        isWaiting = [Bool](repeating: true, count: order.count)
        waiting = order.count
    }

    @inline(__always) mutating func next() -> Int? {
        guard waiting > 0 else { return nil }
        let node = Int(ring[head])
        head = head + 1 == ring.count ? 0 : head + 1
        waiting -= 1
        isWaiting[node] = false
        return node
    }

    @inline(__always) mutating func append(_ node: Int32) {
        if isWaiting[Int(node)] { return }
        isWaiting[Int(node)] = true
        var end = head + waiting
        if end >= ring.count { end -= ring.count }
        ring[end] = node
        waiting += 1
    }
}
