public import Domain

/// Finds the evidence for a question among tickets and articles: BM25 over passages, fused with vectors.
///
/// The ranking is a total order (score, then `EvidenceID`) that depends on the set of documents alone, not on their
/// order.
public struct EvidenceIndex: Sendable {
    /// In order of id.
    public let documents: [EvidenceDocument]
    /// How scores are fused.
    public let fusion: FusionRule
    let lexical: LexicalIndex
    let dense: DenseIndex?
    /// The numbers of all documents.
    let allDocuments: [Int32]
    /// What positive scores of each document are multiplied by: 1 for tickets.
    let precedence: [Double]
    let greatestPrecedence: Double
    private let numbers: [EvidenceID: Int]
    /// Documents that are ranked by meaning alone; `nil` for all.
    private(set) var near: Set<Int32>?

    /// Indexes documents; cost grows with the number of words.
    /// - Parameters:
    ///   - vectors: unit rows in the order of `documents`, best with titles counted twice (`TitledVectors`), or `nil` to
    ///     search by words alone.
    ///   - fusion: see `FusionRule.standard(forModel:)`.
    /// - Precondition: `vectors` has a row for each document.
    public init(
        documents: [EvidenceDocument], vectors: EmbeddingMatrix? = nil, fusion: FusionRule = .lexical,
        parameters: BM25Parameters = .standard
    ) {
        precondition(vectors.map { $0.count == documents.count } ?? true, "a vector for each document")
        let order = documents.indices.sorted { left, right in
            documents[left].id != documents[right].id ? documents[left].id < documents[right].id : left < right
        }
        let sorted = order.map { documents[$0] }
        self.documents = sorted
        self.fusion = fusion
        dense = vectors.flatMap { $0.dimension > 0 ? DenseIndex($0, rows: order) : nil }
        allDocuments = sorted.indices.map(Int32.init)
        precedence = sorted.map { if case .article = $0.id { fusion.precedence(weight: $0.weight) } else { 1 } }
        greatestPrecedence = precedence.reduce(1) { max($0, $1, 1 / $1) }
        lexical = LexicalIndex(documents: sorted, parameters: parameters)
        numbers = Dictionary(zip(sorted.map(\.id), sorted.indices), uniquingKeysWith: { first, _ in first })
    }

    /// The same index, for a search whose vector is known to be near to some documents: of the others only those that
    /// share a word with the query are ranked.
    public func narrowed(to near: Set<EvidenceID>) -> EvidenceIndex {
        var index = self
        index.near = Set(near.compactMap { numbers[$0].map(Int32.init) })
        return index
    }

    /// The document of an id.
    public func document(_ id: EvidenceID) -> EvidenceDocument? { numbers[id].map { documents[$0] } }

    /// The best evidence for a query, best first.
    ///
    /// A document's score is that of its best passage. Without `vector`, only documents that share a term with the
    /// query are returned.
    /// - Parameters:
    ///   - query: words, a question or a whole ticket.
    ///   - vector: the query's embedding by the model of the index's vectors.
    ///   - top: the most results to return.
    ///   - suppressingDuplicates: leaves out what repeats a better result (equal words, or nearly equal vectors).
    public func search(
        _ query: String, vector: [Float]? = nil, top: Int, filter: EvidenceFilter = .none,
        suppressingDuplicates: Bool = true
    ) -> [RankedEvidence] {
        let bag = lexical.bag(of: query)
        return rank(bag: bag, vector: vector, top: top, filter: filter, suppressing: suppressingDuplicates).map {
            RankedEvidence(
                evidence: documents[$0.document].id, score: $0.score,
                passage: displayPassage(of: $0.document, unit: $0.unit, bag: bag))
        }
    }

    /// A word of a query and what the index knows of it.
    public struct QueryTerm: Sendable, Hashable {
        /// As the query wrote it.
        public let word: String
        /// Its number in the index, or `nil` when no document has it.
        public let term: Int?
        /// Rarer terms weigh more; a term of no document weighs most.
        public let weight: Double
    }

    /// The meaningful words of a query, in order, each term once.
    public func terms(of query: String) -> [QueryTerm] {
        var seen: Set<String> = []
        var seenTerms: Set<Int> = []
        return query.split(whereSeparator: { $0.isWhitespace }).flatMap { chunk -> [QueryTerm] in
            var found: [QueryTerm] = []
            WordScanner.scan(String(chunk)) { bytes in
                let word = String(decoding: bytes, as: UTF8.self)
                switch lexical.vocabulary.lookUp(bytes) {
                case .stopWord: return
                case .unknown:
                    guard seen.insert(word).inserted else { return }
                    found.append(QueryTerm(word: surface(of: word, in: chunk), term: nil, weight: weight(of: 0)))
                case .term(let term):
                    guard seenTerms.insert(Int(term)).inserted else { return }
                    found.append(
                        QueryTerm(
                            word: surface(of: word, in: chunk), term: Int(term),
                            weight: weight(of: Int(lexical.documentFrequency[Int(term)]))))
                }
            }
            return found
        }
    }

    /// The numbers of a text's terms, in order, stop words and unknown words left out.
    public func termNumbers(of text: String) -> [Int] {
        var numbers: [Int] = []
        WordScanner.scan(text) { word in
            if case .term(let term) = lexical.vocabulary.lookUp(word) { numbers.append(Int(term)) }
        }
        return numbers
    }

    /// How much a term of the index tells: its inverse document frequency.
    public func weight(ofTerm term: Int) -> Double { weight(of: Int(lexical.documentFrequency[term])) }

    private func weight(of frequency: Int) -> Double {
        LexicalIndex.inverseDocumentFrequency(frequency, of: documents.count)
    }

    /// The piece of a query that a folded word came from, with its capitals and accents.
    private func surface(of word: String, in chunk: Substring) -> String {
        for piece in chunk.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            var folded: [UInt8] = []
            WordScanner.scan(String(piece)) { folded += $0 }
            if folded.elementsEqual(word.utf8) { return String(piece) }
        }
        return word
    }
}
