public import Domain

/// Rankings of many queries as TREC run lines, for measuring.
public struct RankedRun: Sendable {
    /// One query's ranking, best first.
    public struct Ranking: Sendable, Hashable {
        public let query: String
        public let results: [Result]

        public init(query: String, results: [Result]) {
            self.query = query
            self.results = results
        }
    }

    /// A document and its score; no passage, which would cost more than the search.
    public struct Result: Sendable, Hashable {
        public let evidence: EvidenceID
        public let score: Double

        public init(evidence: EvidenceID, score: Double) {
            self.evidence = evidence
            self.score = score
        }
    }

    public let rankings: [Ranking]
    /// The last column: which program ranked.
    public let tag: String

    public init(rankings: [Ranking], tag: String = "casebook") {
        self.rankings = rankings
        self.tag = tag
    }

    /// Ranks the evidence for each query. Near duplicates stay in: in a measurement they are answers too.
    /// - Parameters:
    ///   - queries: ids and texts.
    ///   - vectors: rows in the order of `queries`.
    ///   - leavingOutSelf: a query whose id is a ticket's does not find that ticket.
    public init(
        queries: [(id: String, text: String)], vectors: EmbeddingMatrix? = nil, index: EvidenceIndex, top: Int,
        leavingOutSelf: Bool = false, tag: String = "casebook"
    ) {
        let rankings = queries.enumerated().map { row, query in
            let results = index.rankWithDuplicates(
                query.text, vector: vectors.map { Array($0[row]) }, top: leavingOutSelf ? top + 1 : top)
            let itself = EvidenceID.ticket(TicketID(query.id))
            let kept = leavingOutSelf ? results.filter { $0.evidence != itself } : results
            return Ranking(query: query.id, results: Array(kept.prefix(top)))
        }
        self.init(rankings: rankings, tag: tag)
    }

    /// `qid Q0 docid rank score tag`, a line for each result, ranks from 1. White space within an id, which would
    /// break the columns, becomes `_`.
    public var trecLines: String {
        var output = ""
        for ranking in rankings {
            for (place, result) in ranking.results.enumerated() {
                let document =
                    switch result.evidence {
                    case .ticket(let id): id.rawValue
                    case .article(let id): id.rawValue
                    }
                output += "\(RankedRun.column(ranking.query)) Q0 \(RankedRun.column(document)) \(place + 1) "
                output += "\(result.score) \(RankedRun.column(tag))\n"
            }
        }
        return output
    }

    private static func column(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(scalar.properties.isWhitespace ? "_" : scalar) }
        return scalars.isEmpty ? "_" : String(scalars)
    }
}
