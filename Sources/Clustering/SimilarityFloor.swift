/// The fused similarity below which two tickets have nothing to do with each other.
///
/// Every ticket has nearest neighbours, but not every ticket is near anything. What chance gives is measured on the
/// tickets themselves: 4,000 random pairs, whose median and median absolute deviation (which the few pairs of one
/// problem hardly move) put the floor one and a half standard deviations above the middle. Where most tickets are alike the floor
/// stays below half of the usual best similarity.
enum SimilarityFloor {
    private static let pairs = 4_000

    static func measure(
        _ lists: NeighbourLists, _ nodes: [Int], _ vectors: DenseVectors, _ terms: TermMatrix,
        settings: ClusteringSettings
    ) -> Float {
        let best = lists.lists.compactMap { $0.first?.similarity }.sorted()
        guard nodes.count > 2, !best.isEmpty else { return -.infinity }
        var random = SplitMix64(seed: settings.seed ^ 0xF100)
        var sample: [Float] = []
        for _ in 0..<pairs {
            let left = nodes[random.next(below: nodes.count)]
            let right = nodes[random.next(below: nodes.count)]
            guard left != right else { continue }
            sample.append(vectors.similarity(left, right) + settings.lexicalWeight * terms.similarity(left, right))
        }
        guard !sample.isEmpty else { return -.infinity }
        sample.sort()
        let middle = sample[sample.count / 2]
        let deviations = sample.map { ($0 - middle).magnitude }.sorted()
        return min(middle + 1.5 * 1.4826 * deviations[deviations.count / 2], 0.5 * best[best.count / 2])
    }
}
