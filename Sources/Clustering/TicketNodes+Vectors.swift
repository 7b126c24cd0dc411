import Domain

extension TicketNodes {
    /// Tickets of which only vectors are known: equal vectors are one node, and the zero vector is none.
    init(ids: [TicketID], vectors: EmbeddingMatrix, threads: Int) {
        let dimension = vectors.dimension
        func bits(_ row: Int) -> ArraySlice<Float> { vectors[row] }
        let digests = Parallel.map(count: ids.count, threads: threads) { row -> NodeKey? in
            let vector = bits(row)
            if vector.allSatisfy({ $0 == 0 }) { return nil }
            return vector.withUnsafeBufferPointer { NodeKey(nil, $0) }
        }
        let order = ids.indices.sorted { left, right in
            if ids[left] != ids[right] { return ids[left] < ids[right] }
            guard let a = digests[left], let b = digests[right] else {
                return digests[left] == nil && digests[right] != nil
            }
            return a < b
        }
        var nodeOfKey: [NodeKey: Int] = [:]
        nodeOfKey.reserveCapacity(dimension > 0 ? ids.count : 0)
        var nodeOfPosition: [Int] = []
        var positions: [[Int32]] = []
        for (position, row) in order.enumerated() {
            guard let key = digests[row] else {
                nodeOfPosition.append(-1)
                continue
            }
            if let node = nodeOfKey[key] {
                nodeOfPosition.append(node)
                positions[node].append(Int32(position))
            } else {
                nodeOfKey[key] = positions.count
                nodeOfPosition.append(positions.count)
                positions.append([Int32(position)])
            }
        }
        self.order = order
        self.nodeOfPosition = nodeOfPosition
        self.positions = positions
    }
}
