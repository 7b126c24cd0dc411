/// How well rankings find what people judged relevant.
///
/// The usual measures with binary gains (Manning, Raghavan and Schütze, "Introduction to Information Retrieval",
/// chapter 8), each the mean over the queries that have something relevant. A query without a ranking counts as zero.
public struct RetrievalScores: Sendable, Hashable {
    /// What holds of the first `place` results.
    public struct Cutoff: Sendable, Hashable {
        public let place: Int
        /// The share of the places that hold something relevant; an empty place holds nothing.
        public let precision: Double
        /// The share of what is relevant that was found.
        public let recall: Double
        /// The share of queries with at least one relevant result.
        public let hit: Double
        /// Normalised discounted cumulative gain: relevant results count less the further down they stand.
        public let gain: Double
    }

    /// Queries with at least one relevant document.
    public let queries: Int
    /// Those of them for which nothing was ranked.
    public let unanswered: Int
    /// Mean average precision.
    public let averagePrecision: Double
    /// One over the place of the first relevant result, 0 when there is none.
    public let reciprocalRank: Double
    /// In the order asked for.
    public let cutoffs: [Cutoff]

    /// Scores rankings.
    ///
    /// - Parameters:
    ///   - relevant: by query, the documents judged relevant. Queries without any are left out.
    ///   - rankings: by query, the documents that were found, best first; of a repeated one the first place counts.
    ///   - places: the cutoffs to report, each at least 1.
    public init(relevant: [String: Set<String>], rankings: [String: [String]], places: [Int]) {
        // In order of query, so that sums do not depend on the dictionary's order.
        let judged = relevant.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        var totals = [Figures](repeating: Figures(), count: places.count)
        var (precision, rank, unanswered) = (0.0, 0.0, 0)
        for (query, wanted) in judged {
            let found = Ranking(rankings[query] ?? [], wanted: wanted)
            if found.length == 0 { unanswered += 1 }
            precision += found.averagePrecision
            rank += found.hits.first.map { 1 / Double($0) } ?? 0
            for (index, place) in places.enumerated() { totals[index].add(found, to: place) }
        }
        let count = Double(max(1, judged.count))
        queries = judged.count
        self.unanswered = unanswered
        averagePrecision = precision / count
        reciprocalRank = rank / count
        cutoffs = zip(places, totals).map { place, total in
            Cutoff(
                place: place, precision: total.precision / count, recall: total.recall / count,
                hit: total.hit / count, gain: total.gain / count)
        }
    }

    /// One query's ranking, as the places of its relevant documents.
    private struct Ranking {
        /// From 1, rising.
        var hits: [Int] = []
        var length = 0
        let wanted: Int

        init(_ documents: [String], wanted: Set<String>) {
            self.wanted = wanted.count
            var seen: Set<String> = []
            for document in documents where seen.insert(document).inserted {
                length += 1
                if wanted.contains(document) { hits.append(length) }
            }
        }

        var averagePrecision: Double {
            var sum = 0.0
            for (number, place) in hits.enumerated() { sum += Double(number + 1) / Double(place) }
            return sum / Double(wanted)
        }
    }

    private struct Figures {
        var (precision, recall, hit, gain) = (0.0, 0.0, 0.0, 0.0)

        mutating func add(_ ranking: Ranking, to place: Int) {
            let hits = ranking.hits.prefix { $0 <= place }
            precision += Double(hits.count) / Double(place)
            recall += Double(hits.count) / Double(ranking.wanted)
            hit += hits.isEmpty ? 0 : 1
            let ideal = (1...min(place, ranking.wanted)).reduce(0) { $0 + Self.discount($1) }
            gain += hits.reduce(0) { $0 + Self.discount($1) } / ideal
        }

        /// One over the binary logarithm of the place plus one.
        private static func discount(_ place: Int) -> Double { Naturals.log(2) / Naturals.log(Double(place + 1)) }
    }
}
