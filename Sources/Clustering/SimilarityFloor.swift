/// The fused similarity below which two tickets have nothing to do with each other.
///
/// Every ticket has nearest neighbours, but not every ticket is near anything. What chance gives is measured on the
/// tickets themselves: the median of 4,000 random pairs, which the few pairs of one problem hardly move. A ticket that
/// is no nearer to any other than two random ones are to each other is unusual. Where most tickets are alike the floor
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
        return min(sample[sample.count / 2], 0.5 * best[best.count / 2])
    }
}
