import Lexicon

/// How much a word says about what a text is about, judged without any other text: the part of inverse document
/// frequency that holds everywhere. Function words say little, the courtesies of support mail hardly more, everyday
/// words less than long ones, which are rare in every language (Zipf).
enum WordPrior {
    /// 0 for a word to leave out, else up to about 1.5.
    static func weight(of word: WordScanner.Word, folded: [UInt8]) -> Double {
        let length = word.folded.count
        switch word.kind {
        case .mask: return 0.15
        case .number: return length <= 5 ? 0.4 : 0
        case .code: return length < 3 || length > 40 ? 0 : 0.3
        case .word: break
        }
        if word.isStopWord { return length == 1 ? 0 : 0.2 }
        let hash = word.stemHash
        if CourtesyWords.contains(stemHash: hash) { return 0.3 }
        let byLength = lengths[min(length, lengths.count - 1)]
        return everyday.contains(hash) ? byLength * 0.7 : byLength
    }

    private static let lengths = [0, 0.3, 0.7, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4]

    private static let everyday = Stemmer.stemHashes(
        """
        ask back bad big call case come day days different end fact feel find first follow following give go going good
        great happen hour hours keep know last later left long look lot made make making man many mean minute month
        need new next nothing number old part people person place point possible put right said say see seem set show
        something start still sure take tell thing think time today told tomorrow tried try trying two understand use
        used user using want way week weeks went work working world year years yesterday able actual actually anyone
        anything believe better check current done everything expected happened however information instead issue kind
        name nothing often open order problem reason result results seems several since someone sometimes step steps
        system try version
        """)
}
