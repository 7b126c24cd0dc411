import Domain

/// TF-IDF vectors of words and word pairs, sparse and of unit length, with the index from terms to texts.
///
/// Terms are numbered from the rarest to the commonest, so that each text begins with what it is most easily told by.
struct TermMatrix: Sendable {
    /// A term of a text, or a text of a term.
    struct Entry: BitwiseCopyable, Sendable {
        let number: Int32
        let weight: Float
    }

    let count: Int
    /// Terms of at least two texts.
    let termCount: Int
    /// Where each text's terms begin, and the end of the last.
    private let offsets: [Int]
    /// Ascending within a text.
    private let terms: [Entry]
    private let postingOffsets: [Int]
    /// Of each term, ascending; none of terms in more texts than a search may visit.
    private let postings: [Entry]

    /// Terms of one text that are kept, the weightiest.
    private static let termLimit = 384
    /// Postings that one search for candidates visits, rarest terms first.
    static let postingBudget = 6000

    private static let chunk = 1_024

    init(_ texts: [RedactedText], threads: Int) {
        let chunks = (texts.count + TermMatrix.chunk - 1) / TermMatrix.chunk
        let features = Parallel.map(count: chunks, size: 1, threads: threads) { chunk in
            var features = TermFeatures()
            for row in chunk * TermMatrix.chunk..<min((chunk + 1) * TermMatrix.chunk, texts.count) {
                features.read(texts[row].masked)
            }
            return features
        }
        let vocabulary = TermVocabulary(features.map(\.hashes), texts: texts.count)
        let rows = Parallel.map(count: chunks, size: 1, threads: threads) { chunk in
            TermRows(features[chunk], vocabulary.numbers[chunk], vocabulary, limit: TermMatrix.termLimit)
        }
        var offsets = [0]
        offsets.reserveCapacity(texts.count + 1)
        var terms: [Entry] = []
        terms.reserveCapacity(rows.reduce(0) { $0 + $1.entries.count })
        for part in rows {
            for end in part.ends { offsets.append(terms.count + end) }
            terms += part.entries
        }
        (postingOffsets, postings) = TermMatrix.inverted(
            offsets, terms, termCount: vocabulary.termCount, searched: vocabulary.count(below: TermMatrix.postingBudget)
        )
        count = texts.count
        termCount = vocabulary.termCount
        self.offsets = offsets
        self.terms = terms
    }

    /// The texts of each of the first `searched` terms.
    private static func inverted(
        _ offsets: [Int], _ terms: [Entry], termCount: Int, searched: Int
    ) -> ([Int], [Entry]) {
        var starts = [Int](repeating: 0, count: termCount + 1)
        for term in terms where Int(term.number) < searched { starts[Int(term.number) + 1] += 1 }
        for term in 0..<termCount { starts[term + 1] += starts[term] }
        var next = starts
        var postings = [Entry](repeating: Entry(number: 0, weight: 0), count: starts[termCount])
        for row in 0..<offsets.count - 1 {
            for term in terms[offsets[row]..<offsets[row + 1]] where Int(term.number) < searched {
                postings[next[Int(term.number)]] = Entry(number: Int32(row), weight: term.weight)
                next[Int(term.number)] += 1
            }
        }
        return (starts, postings)
    }

    /// Reads a text's terms, ascending.
    @inline(__always) func withTerms<Result>(of row: Int, _ body: (UnsafeBufferPointer<Entry>) -> Result) -> Result {
        terms.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[offsets[row]..<offsets[row + 1]])) }
    }

    /// Reads the texts of a term; none where there are too many to be searched.
    @inline(__always) func withTexts<Result>(of term: Int32, _ body: (UnsafeBufferPointer<Entry>) -> Result) -> Result {
        postings.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[postingOffsets[Int(term)]..<postingOffsets[Int(term) + 1]]))
        }
    }

    /// The cosine of two texts.
    func similarity(_ left: Int, _ right: Int) -> Float {
        withTerms(of: left) { left in
            withTerms(of: right) { right in
                var (a, b) = (0, 0)
                var sum: Float = 0
                while a < left.count, b < right.count {
                    let (termA, termB) = (left[a].number, right[b].number)
                    if termA == termB { sum += left[a].weight * right[b].weight }
                    a += termA <= termB ? 1 : 0
                    b += termB <= termA ? 1 : 0
                }
                return sum
            }
        }
    }
}
