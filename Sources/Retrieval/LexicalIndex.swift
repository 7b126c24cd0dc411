/// An inverted index of passages with BM25 impacts, as flat arrays: for each term its passages in order and what
/// each adds to a score.
struct LexicalIndex: Sendable {
    /// A piece of one document, or the whole of it. A document of several pieces has one more unit, its last: the whole,
    /// whose score is added to that of the best piece. A document of one piece has a single unit, which counts as both.
    struct Unit: Sendable {
        let document: Int32
        /// Byte range of the document's text.
        let start: Int32
        let end: Int32
    }

    let units: [Unit]
    /// The first unit of each document, and the number of units at the end.
    let firstUnit: [Int32]
    let vocabulary: TermVocabulary
    /// By term, the place of its first posting; one more at the end.
    let postingStart: [Int]
    let postingUnit: [Int32]
    let postingImpact: [Float]
    /// By term, the number of documents it stands in.
    let documentFrequency: [Int32]
    /// By document, a digest of its words: equal for texts that differ in punctuation and case alone.
    let wordDigests: [UInt64]
    let documentCount: Int
    /// Terms of a document, on average.
    let meanLength: Double
    let parameters: BM25Parameters

    /// Indexes documents in the order given. Cost grows with the number of words.
    init(documents: [EvidenceDocument], parameters: BM25Parameters) {
        var builder = LexicalIndexBuilder(parameters: parameters)
        for document in documents { builder.add(document) }
        self = builder.build()
    }

    init(
        units: [Unit], firstUnit: [Int32], vocabulary: TermVocabulary, postingStart: [Int], postingUnit: [Int32],
        postingImpact: [Float], documentFrequency: [Int32], wordDigests: [UInt64], meanLength: Double,
        parameters: BM25Parameters
    ) {
        self.units = units
        self.firstUnit = firstUnit
        self.vocabulary = vocabulary
        self.postingStart = postingStart
        self.postingUnit = postingUnit
        self.postingImpact = postingImpact
        self.documentFrequency = documentFrequency
        self.wordDigests = wordDigests
        documentCount = wordDigests.count
        self.meanLength = meanLength
        self.parameters = parameters
    }

    /// Lucene's form of the inverse document frequency, which is never negative.
    static func inverseDocumentFrequency(_ frequency: Int, of count: Int) -> Double {
        logarithm(1 + (Double(count - frequency) + 0.5) / (Double(frequency) + 0.5))
    }

    /// The terms of a query in order of first use, each with its saturated count.
    func bag(of query: String) -> [(term: Int32, weight: Float)] {
        var order: [Int32] = []
        var counts: [Int32: Int] = [:]
        WordScanner.scanWithParts(query) { word, _ in
            guard case .term(let term) = vocabulary.lookUp(word) else { return }
            if counts[term] == nil { order.append(term) }
            counts[term, default: 0] += 1
        }
        return order.map { term in
            let count = Double(counts[term] ?? 0)
            return (term, Float((parameters.k3 + 1) * count / (parameters.k3 + count)))
        }
    }

    /// What the terms of a query weigh together.
    func weight(of bag: [(term: Int32, weight: Float)]) -> Double {
        bag.reduce(0) { sum, entry in
            let frequency = Int(documentFrequency[Int(entry.term)])
            return sum + Double(entry.weight) * LexicalIndex.inverseDocumentFrequency(frequency, of: documentCount)
        }
    }

    /// A document's score: of its best piece, and of the whole.
    ///
    /// - Parameter scores: of the units.
    func score(of document: Int, _ scores: UnsafeBufferPointer<Float>) -> Float {
        let (start, end) = (Int(firstUnit[document]), Int(firstUnit[document + 1]))
        guard end - start > 1 else { return scores[start] }
        var best = scores[start]
        for unit in start..<end - 1 { best = max(best, scores[unit]) }
        return best + scores[end - 1]
    }

    /// The piece of a document that scores best.
    func bestUnit(of document: Int, _ scores: [Float]) -> Int {
        var best = Int(firstUnit[document])
        for unit in best..<max(best, Int(firstUnit[document + 1]) - 1) where scores[unit] > scores[best] { best = unit }
        return best
    }

    /// BM25 of every unit, its share of the document's score.
    func scores(of bag: [(term: Int32, weight: Float)]) -> [Float] {
        var scores = [Float](repeating: 0, count: units.count)
        scores.withUnsafeMutableBufferPointer { scores in
            postingUnit.withUnsafeBufferPointer { unit in
                postingImpact.withUnsafeBufferPointer { impact in
                    for (term, weight) in bag {
                        for place in postingStart[Int(term)]..<postingStart[Int(term) + 1] {
                            scores[Int(unit[place])] += weight * impact[place]
                        }
                    }
                }
            }
        }
        return scores
    }
}
