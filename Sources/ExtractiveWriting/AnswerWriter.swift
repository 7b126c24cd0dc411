public import Domain
public import Retrieval

/// Answers a standing question with sentences of the evidence, or says what is missing.
public struct AnswerWriter: Sendable {
    /// Changes when the rules change, so that stored answers are not taken for answers of these rules.
    public static let version = "extractive/3"

    /// When evidence is too thin to answer. Weights are inverse document frequencies, so rare words count most, and a
    /// word that no document has counts more than any other.
    public struct AbstentionRule: Sendable, Hashable {
        /// The best single document must speak of this share of the question's weight.
        public var leastDocumentCoverage: Double
        /// The chosen sentences, with the titles over them, must together speak of this share.
        public var leastAnswerCoverage: Double

        public init(leastDocumentCoverage: Double = 0.7, leastAnswerCoverage: Double = 0.7) {
            self.leastDocumentCoverage = leastDocumentCoverage
            self.leastAnswerCoverage = leastAnswerCoverage
        }
    }

    private let rule: AbstentionRule
    private let isSilenced: @Sendable (String) -> Bool

    /// - Parameter isSilenced: whether a ticket's text is not to be quoted, because it speaks to programs.
    public init(
        rule: AbstentionRule = AbstentionRule(), isSilenced: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.rule = rule
        self.isSilenced = isSilenced
    }

    /// The grounded answer: 2 to 5 sentences where there are so many, articles before tickets.
    ///
    /// Questions for a number are only answered by sentences that state one: nothing is counted here, since tickets
    /// that were not retrieved would be left out of the count.
    /// - Parameters:
    ///   - index: the tenant's tickets and articles.
    ///   - vector: the question's embedding by the model of the index's vectors.
    ///   - filter: what may be evidence, beside the question's own product.
    public func answer(
        _ question: Question, index: EvidenceIndex, vector: [Float]? = nil, filter: EvidenceFilter = .none
    ) -> Assessment {
        var filter = filter
        filter.product = question.product ?? filter.product
        let found = index.search(question.text, vector: vector, top: 80, filter: filter)
        let evidence = Self.knowledgeFirst(found.filter { !isSilenced($0.evidence, index) })
        let reading = QuestionReading(question.text, index: index)
        var search = AnswerSearch(index: index, reading: reading, evidence: evidence)
        let outcome = outcome(reading, &search)
        var dropped = 0
        let checked: Assessment.Outcome
        switch outcome {
        case .abstained: checked = outcome
        case .answered(let claims):
            let result = CitationCheck(index: index).checked(claims)
            dropped = result.dropped
            checked =
                result.kept.isEmpty
                ? .abstained(missing: "No citation of the evidence found could be confirmed.") : .answered(result.kept)
        }
        return Assessment(
            question: question, outcome: checked, evidence: evidence, origin: .extractive, droppedClaims: dropped)
    }

    private func isSilenced(_ evidence: EvidenceID, _ index: EvidenceIndex) -> Bool {
        guard case .ticket = evidence, let document = index.document(evidence) else { return false }
        return isSilenced(document.text)
    }

    /// Up to three articles that match nearly as well as the best evidence, then the rest, 20 in all: many tickets
    /// repeat the question's own words, and an article that was written to answer it must not drown among them.
    private static func knowledgeFirst(_ ranked: [RankedEvidence]) -> [RankedEvidence] {
        let floor = 0.7 * (ranked.first?.score ?? 0)
        let articles = ranked.filter { hit in
            if case .article = hit.evidence { hit.score >= floor && floor > 0 } else { false }
        }.prefix(3)
        let first = Set(articles.map(\.evidence))
        return Array((articles + ranked.filter { !first.contains($0.evidence) }).prefix(20))
    }

    private func outcome(_ reading: QuestionReading, _ search: inout AnswerSearch) -> Assessment.Outcome {
        guard !reading.terms.isEmpty else {
            return .abstained(missing: "The question names nothing that tickets or articles could be searched for.")
        }
        guard search.bestDocumentCoverage >= rule.leastDocumentCoverage else {
            return .abstained(missing: missing(reading, covered: search.bestCoveredTerms))
        }
        let answer = search.answer()
        if answer.claims.isEmpty {
            let sought =
                switch reading.aim {
                case .count: "states a number for"
                default: "says in a whole sentence anything about"
                }
            return .abstained(missing: "No ticket or article \(sought) \(list(reading.terms.map(\.word), "and")).")
        }
        guard answer.coverage >= rule.leastAnswerCoverage else {
            return .abstained(missing: missing(reading, covered: answer.covered))
        }
        return .answered(answer.claims)
    }

    /// Names what the evidence does not speak of; when it speaks of each word but nowhere of all, says that.
    private func missing(_ reading: QuestionReading, covered: Set<Int>) -> String {
        let unknown = reading.terms.filter { $0.number == nil }
        if !unknown.isEmpty { return "No ticket or article speaks of \(list(unknown.map(\.word), "or"))." }
        let uncovered = reading.terms.filter { $0.number.map { !covered.contains($0) } ?? true }
        let known = reading.terms.filter { $0.number.map(covered.contains) ?? false }
        if uncovered.isEmpty || known.isEmpty {
            return "No ticket or article speaks of \(list(reading.terms.map(\.word), "and")) together."
        }
        return "What was found on \(list(known.map(\.word), "and")) does not speak of "
            + "\(list(uncovered.map(\.word), "or"))."
    }

    /// `“refund”, “annual” and “plans”`; at most four.
    private func list(_ words: [String], _ conjunction: String) -> String {
        let quoted = words.prefix(4).map { "“\($0)”" }
        guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "this" }
        return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
