import Domain
import Retrieval

/// Weighs the sentences of retrieved documents against a question.
struct AnswerSearch {
    /// Documents whose sentences are read.
    private static let documentLimit = 10

    struct Answer {
        let claims: [Claim]
        /// The share of the question's weight that the claims and the titles over them speak of.
        let coverage: Double
        let covered: Set<Int>
    }

    private struct Candidate {
        let sentence: ProseSentence
        let document: Int
        /// Terms of the question in the sentence.
        let own: Set<Int>
        let score: Double
    }

    private let reading: QuestionReading
    private let documents: [EvidenceDocument]
    /// By document, the terms of the question that it has, and those in its title.
    private let held: [Set<Int>]
    private let titled: [Set<Int>]
    private let weights: [Int: Double]
    private let index: EvidenceIndex
    private var reader = ProseReader()

    init(index: EvidenceIndex, reading: QuestionReading, evidence: [RankedEvidence]) {
        self.index = index
        self.reading = reading
        let wanted = Set(reading.terms.compactMap(\.number))
        documents = evidence.prefix(AnswerSearch.documentLimit).compactMap { index.document($0.evidence) }
        titled = documents.map { wanted.intersection(index.termNumbers(of: $0.title)) }
        held = zip(documents, titled).map { $1.union(wanted.intersection(index.termNumbers(of: $0.text))) }
        weights = Dictionary(
            reading.terms.compactMap { term in term.number.map { ($0, term.weight) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The share of the question's weight that the best single document speaks of.
    var bestDocumentCoverage: Double { held.map { share(of: $0) }.max() ?? 0 }

    /// What that document speaks of.
    var bestCoveredTerms: Set<Int> {
        held.max { share(of: $0) < share(of: $1) } ?? []
    }

    /// Up to five sentences.
    mutating func answer() -> Answer {
        let candidates = candidates()
        let scores = candidates.map(\.score)
        let best = scores.max() ?? 0
        let chosen = SentenceSelection.choose(
            candidates.map(\.sentence), scores: scores.map { $0 >= 0.45 * best ? $0 : 0 }, count: 5)
        let kept = chosen.map { candidates[$0] }
        let covered = kept.reduce(into: Set<Int>()) { $0.formUnion($1.own.union(titled[$1.document])) }
        return Answer(claims: kept.map(\.sentence.claim), coverage: share(of: covered), covered: covered)
    }

    private mutating func candidates() -> [Candidate] {
        var candidates: [Candidate] = []
        for (place, document) in documents.enumerated() {
            let sentences = reader.read(document.text, evidence: document.id)
            let own = sentences.map { Set(index.termNumbers(of: $0.text)).intersection(weights.keys) }
            for (number, sentence) in sentences.enumerated() {
                if reading.aim == .count, !AnswerSearch.statesNumber(sentence.text) { continue }
                var around = titled[place]
                for near in max(0, number - 1)...min(sentences.count - 1, number + 1) { around.formUnion(own[near]) }
                let score = score(sentence, own: own[number], around: around, place: place)
                candidates.append(Candidate(sentence: sentence, document: place, own: own[number], score: score))
            }
        }
        return candidates
    }

    private func score(_ sentence: ProseSentence, own: Set<Int>, around: Set<Int>, place: Int) -> Double {
        let context = share(of: around)
        // A sentence that shares no word with the question may still answer it: below a title that does.
        guard context > 0.3 else { return 0 }
        var score = share(of: own) + 0.5 * context
        let cue =
            switch reading.aim {
            case .fix: max(SentenceCues.fix(sentence.text), SentenceCues.isInstruction(sentence.text) ? 0.9 : 0)
            case .cause: SentenceCues.cause(sentence.text)
            case .count, .fact: 0.0
            }
        score += 0.5 * cue * context
        // Who asks for a fix is not helped by one more description of the trouble.
        if reading.aim == .fix, cue == 0 || SentenceCues.tellsOfAVainAttempt(sentence.text) { score *= 0.5 }
        if case .article = documents[place].id {
            score *= 1.6
        } else if own.isEmpty {
            score *= 0.6
        }
        if sentence.text.hasSuffix("?") { score *= 0.5 }
        if SentenceCues.leansOnContext(sentence.text) { score *= 0.8 }
        return score * (1 - 0.03 * Double(place))
    }

    /// The share of the question's weight that terms carry, summed in the question's order.
    private func share(of terms: Set<Int>) -> Double {
        let all = reading.weight
        guard all > 0 else { return 0 }
        return reading.terms.reduce(0) { $0 + ($1.number.map(terms.contains) ?? false ? $1.weight : 0) } / all
    }

    private static func statesNumber(_ text: String) -> Bool {
        text.split(separator: " ").contains { word in
            let core = word.trimmingPrefix("(")
            return core.first.map { ("0"..."9").contains($0) } ?? false
        }
    }
}
