import Domain

extension EvidenceIndex {
    /// A document's place in a ranking, with the passage that speaks for it.
    struct Hit {
        let document: Int
        let score: Double
        let unit: Int
    }

    /// A document that may be found, by its place among the candidates.
    private struct Scored {
        let place: Int
        let score: Double
        let cosine: Float
    }

    /// The documents that pass a filter, with what words say of them.
    private struct Candidates {
        let documents: [Int32]
        /// BM25 of the best passage and of the whole.
        let words: [Float]
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
        let unitScores = lexical.scores(of: bag)
        let candidates = candidates(unitScores, filter)
        let search = search(vector, bag, candidates)
        var limit = suppressing ? top * 2 + 16 : top
        while true {
            limit = min(limit, candidates.documents.count)
            let found = best(candidates, search, limit: limit)
            let kept = suppressing ? withoutDuplicates(found, candidates, top: top) : found
            if kept.count >= top || limit >= candidates.documents.count {
                return kept.prefix(top).map { entry in
                    let document = Int(candidates.documents[entry.place])
                    return Hit(
                        document: document, score: entry.score, unit: lexical.bestUnit(of: document, unitScores))
                }
            }
            limit *= 4
        }
    }

    private func search(
        _ vector: [Float]?, _ bag: [(term: Int32, weight: Float)], _ candidates: Candidates
    ) -> Search? {
        guard let dense, let vector, vector.count == dense.dimension else { return nil }
        let unit = fusion.unit(
            queryWeight: lexical.weight(of: bag), spread: dense.spread, length: lexical.meanLength)
        let search = Search(dense: dense, query: vector, unit: unit)
        guard fusion.feedback > 0 else { return search }
        return Search(dense: dense, query: movedQuery(candidates, search), unit: unit)
    }

    private func candidates(_ unitScores: [Float], _ filter: EvidenceFilter) -> Candidates {
        let chosen: [Int32]
        if filter == .none {
            chosen = allDocuments
        } else {
            chosen = allDocuments.filter { filter.admits(documents[Int($0)]) }
        }
        let words = [Float](unsafeUninitializedCapacity: chosen.count) { words, initialized in
            unitScores.withUnsafeBufferPointer { scores in
                for (place, document) in chosen.enumerated() {
                    words[place] = lexical.score(of: Int(document), scores)
                }
            }
            initialized = chosen.count
        }
        guard let near else { return Candidates(documents: chosen, words: words) }
        let kept = chosen.indices.filter { words[$0] > 0 || near.contains(chosen[$0]) }
        return Candidates(documents: kept.map { chosen[$0] }, words: kept.map { words[$0] })
    }

    /// What vectors are searched with.
    private struct Search {
        let dense: DenseIndex
        let query: [Float]
        /// What a unit of BM25 counts.
        let unit: Double
    }

    /// The best documents that share a word or some meaning with the query, best first. Exact.
    private func best(_ candidates: Candidates, _ search: Search?, limit: Int) -> [Scored] {
        let places: [Int]
        var cosines: [Float] = []
        if let search {
            places = contenders(candidates, search, limit: limit)
            cosines = search.dense.products(of: search.query, with: places.map { candidates.documents[$0] })
        } else {
            places = candidates.words.indices.filter { candidates.words[$0] > 0 }
        }
        var ranking = TopRanking(limit: limit)
        for (index, place) in places.enumerated() {
            if let search {
                guard candidates.words[place] > 0 || cosines[index] > 0 else { continue }
                ranking.offer(index, score: score(place, Double(cosines[index]), candidates, search))
            } else {
                ranking.offer(index, score: preferred(Double(candidates.words[place]), place, candidates))
            }
        }
        return ranking.ranked().map {
            Scored(place: places[$0.number], score: $0.score, cosine: search == nil ? 0 : cosines[$0.number])
        }
    }

    private func score(_ place: Int, _ cosine: Double, _ candidates: Candidates, _ search: Search) -> Double {
        let common = fusion.commonness * Double(search.dense.commonness[Int(candidates.documents[place])])
        let score = cosine - common + search.unit * Double(candidates.words[place])
        return preferred(score, place, candidates)
    }

    /// A score with its document's precedence.
    private func preferred(_ score: Double, _ place: Int, _ candidates: Candidates) -> Double {
        let factor = precedence[Int(candidates.documents[place])]
        return score > 0 ? score * factor : score / factor
    }

    /// The places of all candidates that can be among the best, by scores whose error is bounded.
    private func contenders(_ candidates: Candidates, _ search: Search, limit: Int) -> [Int] {
        guard limit > 0, limit < candidates.documents.count else { return Array(candidates.documents.indices) }
        let (products, error) = search.dense.approximateProducts(of: search.query, with: candidates.documents)
        var ranking = TopRanking(limit: limit)
        let scores = products.indices.map { place in
            let score = score(place, Double(products[place]), candidates, search)
            ranking.offer(place, score: score)
            return score
        }
        let bar = ranking.worst - 2 * Double(error) * greatestPrecedence
        return scores.indices.filter { scores[$0] >= bar }
    }

    /// The query, moved towards the first documents. A document that repeats the query would move it nowhere.
    private func movedQuery(_ candidates: Candidates, _ search: Search) -> [Float] {
        let query = search.query
        let first = best(candidates, search, limit: min(FusionRule.feedbackDocuments + 5, candidates.documents.count))
            .filter { $0.cosine < fusion.duplicateCosine }.prefix(FusionRule.feedbackDocuments)
        guard !first.isEmpty else { return query }
        var sum = [Float](repeating: 0, count: query.count)
        var total: Float = 0
        for (rank, entry) in first.enumerated() {
            let weight = 1 / Float(rank + 1)
            total += weight
            let vector = search.dense.vector(Int(candidates.documents[entry.place]))
            for (column, value) in vector.enumerated() { sum[column] += weight * value }
        }
        let share = Float(fusion.feedback) / total
        let moved = zip(query, sum).map { $0 + share * $1 }
        let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? moved.map { $0 / length } : query
    }

    /// Leaves out entries that repeat a better one.
    private func withoutDuplicates(_ entries: [Scored], _ candidates: Candidates, top: Int) -> [Scored] {
        var kept: [Scored] = []
        var digests: Set<UInt64> = []
        for entry in entries {
            let document = candidates.documents[entry.place]
            guard digests.insert(lexical.wordDigests[Int(document)]).inserted else { continue }
            if let dense {
                let others = kept.map { candidates.documents[$0.place] }
                let cosines = dense.products(of: Array(dense.vector(Int(document))), with: others)
                if cosines.contains(where: { $0 >= fusion.duplicateCosine }) { continue }
            }
            kept.append(entry)
            if kept.count == top { break }
        }
        return kept
    }
}
