/// Collects the word forms of documents, then decides on terms and weighs them.
struct LexicalIndexBuilder {
    let parameters: BM25Parameters
    private var forms = ByteStringTable()
    /// Forms of all units, one after another.
    private(set) var uses: [Int32] = []
    private(set) var useStart: [Int] = [0]
    private(set) var units: [LexicalIndex.Unit] = []
    private(set) var firstUnit: [Int32] = [0]
    private(set) var wordDigests: [UInt64] = []

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
            if passages.count > 1 {
                let extra = parameters.titleWeight - (beginsWithTitle ? 1 : 0)
                addUnit(title: title.forms, times: extra, forms: text.forms, range: 0..<document.text.utf8.count)
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
        let counts = counts(vocabulary)
        let postings = postings(counts)
        return LexicalIndex(
            units: units, firstUnit: firstUnit, vocabulary: vocabulary, postingStart: postings.start,
            postingUnit: postings.unit, postingImpact: postings.impact,
            documentFrequency: counts.documentFrequency, wordDigests: wordDigests,
            meanLength: meanLengths(counts.lengths).whole, parameters: parameters)
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
}
