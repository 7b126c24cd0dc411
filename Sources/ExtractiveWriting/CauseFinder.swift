import Domain

/// Finds sentences in which members tell why it happens.
struct CauseFinder {
    private static let leastScore = 0.3

    /// Up to two, from recorded resolutions before bodies; none when no sentence says so with a word of cause.
    func claims(
        for cluster: Cluster, profile: ClusterProfile, sentences: [TicketID: [ProseSentence]],
        resolutions: [TicketID: [ProseSentence]]
    ) -> [Claim] {
        var candidates: [ProseSentence] = []
        var scores: [Double] = []
        for (rank, id) in cluster.exemplars.enumerated() {
            let decay = 1 - 0.4 * Double(rank) / Double(max(1, cluster.exemplars.count))
            // What closed a case is about the case, even in words that the reporters never used.
            for (source, weight, floor) in [(resolutions[id] ?? [], 1.4, 0.6), (sentences[id] ?? [], 1.0, 0)] {
                for sentence in source {
                    let cue = SentenceCues.cause(sentence.text)
                    guard cue > 0, !sentence.text.hasSuffix("…") else { continue }
                    let lean = SentenceCues.leansOnContext(sentence.text) ? 0.5 : 1
                    candidates.append(sentence)
                    scores.append(cue * weight * decay * lean * max(floor, profile.centrality(of: sentence.terms)))
                }
            }
        }
        let kept = scores.map { $0 >= CauseFinder.leastScore ? $0 : 0 }
        return SentenceSelection.choose(candidates, scores: kept, count: 2).map { candidates[$0].claim }
    }
}
