/// Places clusters in the plane so that their distances are as near as may be to those between their centroids.
struct StressLayout {
    let shapes: ClusterShapes
    let count: Int

    private static let rounds = 80
    /// Beyond this many clusters the principal axes alone must do.
    private static let stressLimit = 1_500

    func centres() -> [Point] {
        guard count > 1 else { return [Point](repeating: Point(x: 0, y: 0), count: count) }
        let first = axis(orthogonalTo: nil)
        let second = axis(orthogonalTo: first)
        let start = (0..<count).map { Point(x: projection($0, on: first), y: projection($0, on: second)) }
        guard count > 2, count <= StressLayout.stressLimit else { return centred(start) }
        return centred(majorised(start))
    }

    /// The direction of greatest spread, by power iteration from a fixed beginning.
    private func axis(orthogonalTo other: [Double]?) -> [Double] {
        let dimension = shapes.dimension
        var random = SplitMix64(seed: 0xA1)
        var axis = (0..<dimension).map { _ in Double(random.next() >> 11) / 0x1p53 - 0.5 }
        for _ in 0..<60 {
            if let other {
                let overlap = zip(axis, other).reduce(0) { $0 + $1.0 * $1.1 }
                for column in 0..<dimension { axis[column] -= overlap * other[column] }
            }
            var next = [Double](repeating: 0, count: dimension)
            for cluster in 0..<count {
                let weight = projection(cluster, on: axis)
                for column in 0..<dimension {
                    next[column] += weight * Double(shapes.centred[cluster * dimension + column])
                }
            }
            let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard length > 1e-12 else { break }
            axis = next.map { $0 / length }
        }
        return axis
    }

    private func projection(_ cluster: Int, on axis: [Double]) -> Double {
        var sum = 0.0
        for column in 0..<shapes.dimension {
            sum += axis[column] * Double(shapes.centred[cluster * shapes.dimension + column])
        }
        return sum
    }

    private func majorised(_ start: [Point]) -> [Point] {
        var distances = [Double](repeating: 0, count: count * count)
        for left in 0..<count {
            for right in 0..<left {
                let distance = max(0.05, Double(2 - 2 * shapes.similarity(left, right))).squareRoot()
                distances[left * count + right] = distance
                distances[right * count + left] = distance
            }
        }
        var points = start
        for _ in 0..<StressLayout.rounds {
            for node in 0..<count {
                var sum = Point(x: 0, y: 0)
                var total = 0.0
                for other in 0..<count where other != node {
                    let wanted = distances[node * count + other]
                    // Near clusters must be right; far ones need only be far.
                    let weight = 1 / (wanted * wanted * wanted * wanted)
                    let gap = points[node] - points[other]
                    let length = max(gap.length, 1e-9)
                    sum += (points[other] + gap * (wanted / length)) * weight
                    total += weight
                }
                points[node] = sum * (1 / total)
            }
        }
        return points
    }

    private func centred(_ points: [Point]) -> [Point] {
        var sum = Point(x: 0, y: 0)
        for point in points { sum += point }
        let middle = sum * (1 / Double(points.count))
        return points.map { $0 - middle }
    }
}
