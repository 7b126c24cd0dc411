/// Terms of texts that stand in no index, as numbers that can be compared: stems of the meaningful words.
///
/// Each word form is stemmed once, so that thousands of texts are read at little more than the cost of splitting them.
public struct TextTerms: Sendable {
    private var forms = ByteStringTable()
    private var stems = ByteStringTable()
    /// By form: its term in an English text and in a German one; -1 for a stop word.
    private var english: [Int32] = []
    private var german: [Int32] = []
    /// By form, uses in German texts less uses in English ones, so far.
    private var germanUses: [Int] = []

    public init() {}

    /// The terms of a text in order, stop words left out.
    ///
    /// The language is judged from the text's own stop words: German when the German ones outnumber the English ones,
    /// English the other way round. In a text that does not tell, such as a phrase of two words, each word has the
    /// language that it had in most of the texts read before.
    public mutating func terms(of text: String) -> [Int] {
        var read: [Int] = []
        var balance = 0
        WordScanner.scan(text) { word in
            let form = number(of: word)
            read.append(form)
            balance += (german[form] < 0 ? 1 : 0) - (english[form] < 0 ? 1 : 0)
        }
        if balance != 0 {
            for form in read { germanUses[form] += balance.signum() }
        }
        return read.compactMap { form in
            let isGerman = balance > 0 || (balance == 0 && germanUses[form] > 0)
            let term = isGerman ? german[form] : english[form]
            return term < 0 ? nil : Int(term)
        }
    }

    /// How many words a text has, and how many of them are stop words of English or German: running text has
    /// many, listings and logs hardly any.
    public mutating func functionWords(of text: String) -> (function: Int, all: Int) {
        var function = 0
        var all = 0
        WordScanner.scan(text) { word in
            let form = number(of: word)
            all += 1
            if english[form] < 0 || german[form] < 0 { function += 1 }
        }
        return (function, all)
    }

    private mutating func number(of word: [UInt8]) -> Int {
        let form = forms.intern(word)
        if form == english.count {
            let text = String(decoding: word, as: UTF8.self)
            english.append(term(of: word, text, .english))
            german.append(term(of: word, text, .german))
            germanUses.append(0)
        }
        return form
    }

    private mutating func term(of word: [UInt8], _ text: String, _ language: WordLanguage) -> Int32 {
        language.isStopWord(text) ? -1 : Int32(stems.intern(language.stem(word)))
    }
}
