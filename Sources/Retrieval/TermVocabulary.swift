/// Which word forms mean the same term.
///
/// The language of a form is where it is used: a form that stands mostly in German documents is stemmed and
/// stopped by German rules. So a collection in two languages needs no label, and a query of two words none either.
struct TermVocabulary: Sendable {
    private let forms: ByteStringTable
    private let stems: ByteStringTable
    /// By form: its term, or -1 for a stop word.
    private let terms: [Int32]

    /// - Parameters:
    ///   - forms: the distinct forms of the collection.
    ///   - germanUses: by form, uses in German documents less uses in English ones.
    init(forms: ByteStringTable, germanUses: [Int]) {
        var stems = ByteStringTable()
        var terms: [Int32] = []
        terms.reserveCapacity(forms.count)
        for form in 0..<forms.count {
            let bytes = Array(forms[form])
            let language: WordLanguage = germanUses[form] > 0 ? .german : .english
            let isStop = language.isStopWord(String(decoding: bytes, as: UTF8.self))
            terms.append(isStop ? -1 : Int32(stems.intern(language.stem(bytes))))
        }
        self.forms = forms
        self.stems = stems
        self.terms = terms
    }

    /// How many terms there are.
    var count: Int { stems.count }

    /// The term of a form of the collection, or -1 for a stop word.
    func term(ofForm form: Int32) -> Int32 { terms[Int(form)] }

    /// What a word of a query means here.
    func lookUp(_ word: [UInt8]) -> Lookup {
        if let form = forms.find(word) {
            // A collection without stop words of its own must not give "the" a meaning.
            let term = terms[form]
            return term < 0 ? .stopWord : .term(term)
        }
        let text = String(decoding: word, as: UTF8.self)
        if WordLanguage.english.isStopWord(text) || WordLanguage.german.isStopWord(text) { return .stopWord }
        for language in [WordLanguage.english, .german] {
            if let term = stems.find(language.stem(word)) { return .term(Int32(term)) }
        }
        return .unknown
    }

    enum Lookup: Equatable {
        case term(Int32)
        case stopWord
        case unknown
    }
}
