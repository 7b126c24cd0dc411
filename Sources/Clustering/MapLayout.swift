public import Domain

/// Places every ticket on a map: like clusters near each other, each cluster a disc with its firmest tickets in the
/// middle, unusual tickets in a ring around all.
///
/// Clusters are placed by stress majorisation (Gansner, Koren and North, "Graph drawing by stress majorization", 2004) of
/// the distances between their centroids, begun from the two principal axes, and then pushed apart until no discs overlap.
/// Members follow a sunflower's spiral. Cost: clusters² × 150, and tickets × log tickets.
public enum MapLayout {
    /// Positions row by row, each coordinate 0 to 1, rounded to four digits.
    public static func positions(vectors: EmbeddingMatrix, partition: Partition) -> [(Float, Float)] {
        let members = partition.members
        let shapes = ClusterShapes(
            labels: partition.labels, clusterCount: members.count, nodes: Array(partition.labels.indices),
            vectors: DenseVectors(
                Array(partition.labels.indices), of: vectors.storage, dimension: vectors.dimension))
        let radii = members.map { Double($0.count).squareRoot() * DiscPacking.spacing }
        var centres = StressLayout(shapes: shapes, count: members.count).centres()
        DiscPacking.separate(&centres, radii: radii)
        return placed(partition, members, centres)
    }

    private static func placed(_ partition: Partition, _ members: [[Int]], _ centres: [Point]) -> [(Float, Float)] {
        var points = [Point](repeating: Point(x: 0, y: 0), count: partition.labels.count)
        var reach = 0.0
        for (cluster, rows) in members.enumerated() {
            for (row, offset) in zip(rows, Sunflower(count: rows.count)) {
                points[row] = centres[cluster] + offset
                reach = max(reach, points[row].length)
            }
        }
        let unusual = partition.labels.indices.filter { partition.labels[$0] < 0 }
        let inner = reach > 0 ? reach + 2 * DiscPacking.spacing : 0
        // As many turns of the spiral as lie within the reach are left out, so that the ring is as dense as the discs.
        let skipped = (inner / DiscPacking.spacing) * (inner / DiscPacking.spacing)
        for (row, offset) in zip(unusual, Sunflower(count: unusual.count, skipping: skipped)) { points[row] = offset }
        return normalised(points)
    }

    private static func normalised(_ points: [Point]) -> [(Float, Float)] {
        guard let first = points.first else { return [] }
        var low = first
        var high = first
        for point in points {
            low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
            high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
        }
        // One scale for both axes keeps the discs round.
        let span = max(high.x - low.x, high.y - low.y)
        guard span > 0 else { return [(Float, Float)](repeating: (0.5, 0.5), count: points.count) }
        let middle = Point(x: (low.x + high.x) / 2, y: (low.y + high.y) / 2)
        func coordinate(_ value: Double) -> Float {
            Float(((0.5 + value / span * 0.96) * 10_000).rounded() / 10_000)
        }
        return points.map { (coordinate($0.x - middle.x), coordinate($0.y - middle.y)) }
    }
}
