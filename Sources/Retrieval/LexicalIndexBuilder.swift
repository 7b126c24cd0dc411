/// Collects the word forms of documents, then decides on terms and weighs them.
struct LexicalIndexBuilder {
    private let parameters: BM25Parameters
    private var forms = ByteStringTable()
    /// Forms of all units, one after another.
    private var uses: [Int32] = []
    private var useStart: [Int] = [0]
    private var units: [LexicalIndex.Unit] = []
    private var firstUnit: [Int32] = [0]
    private var wordDigests: [UInt64] = []

    init(parameters: BM25Parameters) { self.parameters = parameters }

    /// Adds the next document.
    mutating func add(_ document: EvidenceDocument) {
        let title = intern(document.title)
        let text = intern(document.text)
        wordDigests.append(digest(text.words.isEmpty ? title.words : text.words))
        let beginsWithTitle = !title.words.isEmpty && text.words.starts(with: title.words)
        if text.words.count <= parameters.wholeWords {
            let extra = parameters.titleWeight - (beginsWithTitle ? 1 : 0)
            addUnit(title: title.forms, times: extra, forms: text.forms, range: 0..<document.text.utf8.count)
        } else {
            let passages = PassageSplitter.passages(of: document.text, parameters: parameters)
            var source = document.text
            source.withUTF8 { bytes in
                for (index, range) in passages.enumerated() {
                    let forms = intern(UnsafeBufferPointer(rebasing: bytes[range])).forms
                    let extra = parameters.titleWeight - (beginsWithTitle && index == 0 ? 1 : 0)
                    addUnit(title: title.forms, times: extra, forms: forms, range: range)
                }
            }
        }
        firstUnit.append(Int32(units.count))
    }

    private mutating func addUnit(title: [Int32], times: Int, forms: [Int32], range: Range<Int>) {
        for _ in 0..<max(0, times) { uses += title }
        uses += forms
        useStart.append(uses.count)
        units.append(
            LexicalIndex.Unit(
                document: Int32(firstUnit.count - 1), start: Int32(range.lowerBound), end: Int32(range.upperBound)))
    }

    /// A text's words, and all that is indexed of it: the words and the parts of compound identifiers.
    private struct Interned {
        var words: [Int32] = []
        var forms: [Int32] = []
    }

    private mutating func intern(_ text: String) -> Interned {
        var text = text
        return text.withUTF8 { intern($0) }
    }

    private mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> Interned {
        var interned = Interned()
        WordScanner.scanWithParts(bytes) { word, isPart in
            let number = Int32(forms.intern(word))
            interned.forms.append(number)
            if !isPart { interned.words.append(number) }
        }
        return interned
    }

    private func digest(_ numbers: [Int32]) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for number in numbers {
            for byte in forms[Int(number)] { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
            value = (value ^ 0xFF) &* 0x100_0000_01B3
        }
        return value
    }

    /// Weighs what was added.
    func build() -> LexicalIndex {
        let vocabulary = TermVocabulary(forms: forms, germanUses: germanUses())
        var frequency = [Int](repeating: 0, count: vocabulary.count)
        var documentFrequency = [Int32](repeating: 0, count: vocabulary.count)
        var lastDocument = [Int32](repeating: -1, count: vocabulary.count)
        var lengths = [Int](repeating: 0, count: units.count)
        var counted: [(term: Int32, count: Int32)] = []
        var countedStart = [0]
        for unit in units.indices {
            var terms = uses[useStart[unit]..<useStart[unit + 1]].map { vocabulary.term(ofForm: $0) }
            terms.removeAll { $0 < 0 }
            lengths[unit] = terms.count
            terms.sort()
            for term in terms {
                if counted.count > countedStart[unit], let last = counted.last, last.term == term {
                    counted[counted.count - 1].count += 1
                } else {
                    counted.append((term, 1))
                    frequency[Int(term)] += 1
                    if lastDocument[Int(term)] != units[unit].document {
                        lastDocument[Int(term)] = units[unit].document
                        documentFrequency[Int(term)] += 1
                    }
                }
            }
            countedStart.append(counted.count)
        }
        let postings = transpose(counted, countedStart, frequency, lengths)
        return LexicalIndex(
            units: units, firstUnit: firstUnit, vocabulary: vocabulary, postingStart: postings.start,
            postingUnit: postings.unit, postingImpact: postings.impact, documentFrequency: documentFrequency,
            wordDigests: wordDigests, parameters: parameters)
    }

    /// By form, uses in documents whose stop words are mostly German less uses in the others. Documents without
    /// a stop word say nothing.
    private func germanUses() -> [Int] {
        let balances = (0..<forms.count).map { form in
            let text = String(decoding: forms[form], as: UTF8.self)
            return (WordLanguage.german.isStopWord(text) ? 1 : 0) - (WordLanguage.english.isStopWord(text) ? 1 : 0)
        }
        var german = [Int](repeating: 0, count: forms.count)
        for document in 0..<firstUnit.count - 1 {
            let range = useStart[Int(firstUnit[document])]..<useStart[Int(firstUnit[document + 1])]
            var balance = 0
            for use in uses[range] { balance += balances[Int(use)] }
            if balance == 0 { continue }
            for use in uses[range] { german[Int(use)] += balance.signum() }
        }
        return german
    }

    private func transpose(
        _ counted: [(term: Int32, count: Int32)], _ countedStart: [Int], _ frequency: [Int], _ lengths: [Int]
    ) -> (start: [Int], unit: [Int32], impact: [Float]) {
        var start = [0]
        start.reserveCapacity(frequency.count + 1)
        for count in frequency { start.append((start.last ?? 0) + count) }
        let weights = frequency.map { LexicalIndex.inverseDocumentFrequency($0, of: units.count) }
        let mean = max(1, Double(lengths.reduce(0, +)) / Double(max(1, units.count)))
        var next = start
        var unitOf = [Int32](repeating: 0, count: counted.count)
        var impact = [Float](repeating: 0, count: counted.count)
        for unit in units.indices {
            let norm = parameters.k1 * (1 - parameters.b + parameters.b * Double(lengths[unit]) / mean)
            for place in countedStart[unit]..<countedStart[unit + 1] {
                let term = Int(counted[place].term)
                let count = Double(counted[place].count)
                unitOf[next[term]] = Int32(unit)
                impact[next[term]] = Float(weights[term] * count * (parameters.k1 + 1) / (count + norm))
                next[term] += 1
            }
        }
        return (start, unitOf, impact)
    }
}
