import Domain

extension EvidenceIndex {
    /// A document's place in a ranking, with the passage that speaks for it.
    struct Hit {
        let document: Int
        let score: Double
        let unit: Int
    }

    /// What one query gives for the documents that pass its filter, all arrays in the same order.
    private struct Candidates {
        var documents: [Int] = []
        var units: [Int] = []
        var lexical: [Double] = []
        var cosines: [Float]?
    }

    /// The ranking alone, near duplicates and all.
    func rankWithDuplicates(_ query: String, vector: [Float]?, top: Int) -> [RankedRun.Result] {
        rank(bag: lexical.bag(of: query), vector: vector, top: top, filter: .none, suppressing: false).map {
            RankedRun.Result(evidence: documents[$0.document].id, score: $0.score)
        }
    }

    /// The best hits, best first.
    func rank(
        bag: [(term: Int32, weight: Float)], vector: [Float]?, top: Int, filter: EvidenceFilter, suppressing: Bool
    ) -> [Hit] {
        guard top > 0 else { return [] }
        var candidates = lexicalCandidates(bag, filter)
        if let vectors, let vector, vector.count == vectors.dimension {
            candidates.cosines = DenseScorer.scores(
                of: vector, rows: candidates.documents.map { rows[$0] }, in: vectors)
        }
        let scores = fused(candidates, words: bag.count)
        var limit = suppressing ? top * 2 + 16 : top
        while true {
            var ranking = TopRanking(limit: min(limit, candidates.documents.count))
            for index in candidates.documents.indices where isFound(index, candidates) {
                ranking.offer(index, score: scores[index])
            }
            let entries = ranking.ranked()
            let kept = suppressing ? withoutDuplicates(entries, candidates, top: top) : entries
            if kept.count >= top || limit >= candidates.documents.count {
                return kept.prefix(top).map {
                    Hit(
                        document: candidates.documents[$0.number], score: $0.score, unit: candidates.units[$0.number])
                }
            }
            limit *= 4
        }
    }

    private func isFound(_ index: Int, _ candidates: Candidates) -> Bool {
        candidates.lexical[index] > 0 || (candidates.cosines.map { $0[index] > 0 } ?? false)
    }

    private func lexicalCandidates(_ bag: [(term: Int32, weight: Float)], _ filter: EvidenceFilter) -> Candidates {
        let scores = lexical.scores(of: bag)
        var candidates = Candidates()
        candidates.documents.reserveCapacity(documents.count)
        let admitsAll = filter == .none
        for document in documents.indices where admitsAll || filter.admits(documents[document]) {
            var best = Int(lexical.firstUnit[document])
            for unit in best..<Int(lexical.firstUnit[document + 1]) where scores[unit] > scores[best] { best = unit }
            candidates.documents.append(document)
            candidates.units.append(best)
            candidates.lexical.append(Double(scores[best]))
        }
        return candidates
    }

    private func fused(_ candidates: Candidates, words: Int) -> [Double] {
        var scores = candidates.lexical
        if let cosines = candidates.cosines {
            // A document that repeats the query tells nothing of how the others compare.
            let others = cosines.indices.filter { cosines[$0] < fusion.duplicateCosine }
            let byWords = leaders(others) { candidates.lexical[$0] }
            let byVectors = leaders(others) { Double(cosines[$0]) }
            let leading = Set(byWords.map(\.number)).union(byVectors.map(\.number)).sorted()
            let lexical = Standardisation(leading.map { candidates.lexical[$0] })
            let dense = Standardisation(leading.map { Double(cosines[$0]) })
            let weight = fusion.denseWeight(words: words, standout: Self.standout(byWords))
            for index in scores.indices {
                scores[index] =
                    (1 - weight) * lexical.score(of: scores[index])
                    + weight * dense.score(of: Double(cosines[index]))
            }
        }
        for index in scores.indices {
            let document = documents[candidates.documents[index]]
            guard case .article = document.id else { continue }
            let factor = fusion.articleFactor * document.weight
            scores[index] *= scores[index] > 0 ? factor : 1 / factor
        }
        return scores
    }

    private func leaders(_ indices: [Int], by score: (Int) -> Double) -> [TopRanking.Entry] {
        var ranking = TopRanking(limit: min(FusionRule.leaders, indices.count))
        for index in indices { ranking.offer(index, score: score(index)) }
        return ranking.ranked()
    }

    /// By what share the best score exceeds the tenth.
    private static func standout(_ leaders: [TopRanking.Entry]) -> Double {
        guard let best = leaders.first?.score, best > 0, leaders.count > 1 else { return 0 }
        return (best - leaders[min(FusionRule.comparedPlace, leaders.count) - 1].score) / best
    }

    /// Leaves out entries that repeat a better one.
    private func withoutDuplicates(
        _ entries: [TopRanking.Entry], _ candidates: Candidates, top: Int
    ) -> [TopRanking.Entry] {
        var kept: [TopRanking.Entry] = []
        var digests: Set<UInt64> = []
        for entry in entries {
            let document = candidates.documents[entry.number]
            guard digests.insert(lexical.wordDigests[document]).inserted else { continue }
            if let vectors {
                let isNear = kept.contains { other in
                    DenseScorer.similarity(rows[document], rows[candidates.documents[other.number]], in: vectors)
                        >= fusion.duplicateCosine
                }
                if isNear { continue }
            }
            kept.append(entry)
            if kept.count == top { break }
        }
        return kept
    }
}

/// Brings scores to mean 0 and deviation 1.
private struct Standardisation {
    private let mean: Double
    private let deviation: Double

    init(_ values: [Double]) {
        let count = Double(max(1, values.count))
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        self.mean = mean
        deviation = variance.squareRoot()
    }

    func score(of value: Double) -> Double { deviation > 0 ? (value - mean) / deviation : 0 }
}
