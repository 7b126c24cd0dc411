/// Moves discs until none overlap, drawing them together at the same time.
enum DiscPacking {
    /// Distance unit of the spiral within a disc.
    static let spacing = 1.0
    private static let rounds = 240
    /// Free space around a disc, as a share of its radius, and at least this much.
    private static let marginShare = 0.12
    private static let leastMargin = 0.8

    /// Scales the centres so that the discs about fit, then takes overlaps apart. Cost: discs² × 240.
    static func separate(_ centres: inout [Point], radii: [Double]) {
        guard centres.count > 1 else {
            if !centres.isEmpty { centres[0] = Point(x: 0, y: 0) }
            return
        }
        let reaches = radii.map { $0 * (1 + marginShare) + leastMargin }
        let area = reaches.reduce(0) { $0 + $1 * $1 }
        var spread = 0.0
        for centre in centres { spread = max(spread, centre.length) }
        let scale = spread > 0 ? 1.6 * area.squareRoot() / spread : 1
        for index in centres.indices { centres[index] = centres[index] * scale }
        // Large sets would take long for no visible gain.
        let rounds = centres.count > 1_000 ? 40 : DiscPacking.rounds
        for round in 0..<rounds {
            let isSettling = round * 4 >= rounds * 3
            if !isSettling {
                for index in centres.indices { centres[index] = centres[index] * 0.985 }
            }
            push(&centres, reaches)
        }
    }

    private static func push(_ centres: inout [Point], _ reaches: [Double]) {
        for left in centres.indices {
            for right in centres.indices where right > left {
                var gap = centres[right] - centres[left]
                var distance = gap.length
                let wanted = reaches[left] + reaches[right]
                guard distance < wanted else { continue }
                if distance < 1e-9 {
                    // Centres in one place part in a direction of their own.
                    gap = Point(x: Double(left % 7) - 3, y: Double(right % 5) - 2.5)
                    distance = gap.length
                }
                let force = min(wanted - distance, wanted) / distance
                // The smaller disc gives way.
                let leftShare = reaches[right] * reaches[right]
                let rightShare = reaches[left] * reaches[left]
                let total = leftShare + rightShare
                centres[left] = centres[left] - gap * (force * leftShare / total)
                centres[right] += gap * (force * rightShare / total)
            }
        }
    }
}
