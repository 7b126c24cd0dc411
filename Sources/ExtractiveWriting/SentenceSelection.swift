/// Chooses sentences that say much and do not repeat each other: maximal marginal relevance (Carbonell and
/// Goldstein, 1998).
enum SentenceSelection {
    /// Indices of the chosen sentences, in order of choice.
    /// - Parameters:
    ///   - scores: relevance of each sentence, 0 or more; a sentence of 0 is never chosen.
    ///   - relevanceShare: 0 to 1; the rest is held against repetition.
    ///   - repetitionLimit: a sentence that shares more of its terms with a chosen one (Jaccard) is left out.
    static func choose(
        _ sentences: [ProseSentence], scores: [Double], count: Int, relevanceShare: Double = 0.7,
        repetitionLimit: Double = 0.5
    ) -> [Int] {
        let highest = scores.max() ?? 0
        guard highest > 0 else { return [] }
        var chosen: [Int] = []
        while chosen.count < count {
            var best: (index: Int, gain: Double)?
            for index in sentences.indices where scores[index] > 0 && !chosen.contains(index) {
                let repetition = chosen.map { overlap(sentences[index].terms, sentences[$0].terms) }.max() ?? 0
                if repetition > repetitionLimit { continue }
                let gain = relevanceShare * scores[index] / highest - (1 - relevanceShare) * repetition
                if gain > (best?.gain ?? -.infinity) { best = (index, gain) }
            }
            guard let best else { break }
            chosen.append(best.index)
        }
        return chosen
    }

    /// Jaccard's coefficient of two lists of distinct terms.
    static func overlap(_ left: [Int], _ right: [Int]) -> Double {
        let shared = Set(left).intersection(right).count
        let all = left.count + right.count - shared
        return all == 0 ? 0 : Double(shared) / Double(all)
    }
}
