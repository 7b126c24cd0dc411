/// Where clusters lie among the vectors.
struct ClusterShapes {
    let dimension: Int
    /// Unit mean vectors of the clusters' nodes, cluster after cluster; zero where there is none.
    let centroids: [Float]
    /// The same after the mean of all nodes is taken off, which shows what sets clusters apart.
    let centred: [Float]

    /// - Parameter nodes: the node of each label; -1 for one without a vector.
    init(labels: [Int], clusterCount: Int, nodes: [Int], vectors: DenseVectors) {
        dimension = vectors.dimension
        let dimension = vectors.dimension
        var sums = [Double](repeating: 0, count: clusterCount * dimension)
        var counts = [Double](repeating: 0, count: clusterCount)
        var mean = [Double](repeating: 0, count: dimension)
        var total = 0.0
        for (index, label) in labels.enumerated() where label >= 0 && nodes[index] >= 0 {
            vectors.withRow(nodes[index]) { row in
                for column in 0..<dimension {
                    let value = Double(row[column])
                    sums[label * dimension + column] += value
                    mean[column] += value
                }
            }
            counts[label] += 1
            total += 1
        }
        if total > 0 { for column in 0..<dimension { mean[column] /= total } }
        var centred = sums
        for cluster in 0..<clusterCount {
            for column in 0..<dimension { centred[cluster * dimension + column] -= mean[column] * counts[cluster] }
        }
        centroids = ClusterShapes.normalised(sums, dimension)
        self.centred = ClusterShapes.normalised(centred, dimension)
    }

    private static func normalised(_ rows: [Double], _ dimension: Int) -> [Float] {
        var output = [Float](repeating: 0, count: rows.count)
        for start in stride(from: 0, to: rows.count, by: max(dimension, 1)) {
            var squares = 0.0
            for column in 0..<dimension { squares += rows[start + column] * rows[start + column] }
            guard squares > 1e-18 else { continue }
            let length = squares.squareRoot()
            for column in 0..<dimension { output[start + column] = Float(rows[start + column] / length) }
        }
        return output
    }

    /// The cosine of a node's vector with a cluster's centroid.
    func closeness(of node: Int, to cluster: Int, in vectors: DenseVectors) -> Float {
        vectors.withRow(node) { row in
            var sum: Float = 0
            for column in 0..<dimension { sum += row[column] * centroids[cluster * dimension + column] }
            return sum
        }
    }

    /// The cosine of two clusters, centred.
    func similarity(_ left: Int, _ right: Int) -> Float {
        centred.withUnsafeBufferPointer { centred in
            let left = left * dimension
            let right = right * dimension
            return UnitProduct.of(centred, left, right, 0..<dimension)
        }
    }

    /// Up to `wanted` nearest other clusters of each, best first.
    func nearest(clusterCount: Int, wanted: Int, threads: Int) -> [[(node: Int32, similarity: Float)]] {
        Parallel.map(count: clusterCount, size: 8, threads: threads) { cluster in
            var list: [(node: Int32, similarity: Float)] = []
            for other in 0..<clusterCount where other != cluster {
                let similarity = similarity(cluster, other)
                // Of equal ones the first stays ahead.
                guard list.count < wanted || similarity > list[list.count - 1].similarity else { continue }
                let place = list.firstIndex { $0.similarity < similarity } ?? list.count
                list.insert((Int32(other), similarity), at: place)
                if list.count > wanted { list.removeLast() }
            }
            return list
        }
    }
}
