/// The languages whose endings and stop words are known.
enum WordLanguage: Sendable {
    case english, german

    /// Words that carry grammar rather than meaning, folded as `WordScanner` gives them.
    func isStopWord(_ word: String) -> Bool {
        switch self {
        case .english: WordLanguage.englishStopWords.contains(word)
        case .german: WordLanguage.germanStopWords.contains(word)
        }
    }

    /// The form that words of one meaning share, mostly.
    func stem(_ word: [UInt8]) -> [UInt8] {
        switch self {
        case .english: EnglishStemmer.stem(word)
        case .german: GermanStemmer.stem(word)
        }
    }

    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    static let englishStopWords = words(
        """
        a an the and or but if then else of at by for with about against between into through during before after \
        above below to from up down in out on off over under again further once here there all any both each few \
        more most other some such no nor not only own same so than too very s t can will just don should now i me \
        my we our ours you your yours he him his she her hers it its they them their theirs what which who whom \
        this that these those am is are was were be been being have has had having do does did doing would could \
        ought cannot as until while because how when where why d ll m o re ve also may might must shall us upon \
        please hi hello dear thanks thank
        """)

    static let germanStopWords = words(
        """
        der die das den dem des ein eine einer eines einem einen und oder aber wenn dann sonst als wie von vom zu \
        zum zur bei beim mit nach vor uber unter auf aus in im ins an am fur durch gegen ohne um bis seit wahrend \
        ich mich mir mein meine meinen meiner meinem wir uns unser unsere unseren du dich dir dein deine er ihn \
        ihm sein seine seinen sie ihr ihre ihren ihnen ihrer es man sich ist sind war waren wird werden wurde \
        wurden bin bist sei hat habe haben hatte hatten kann konnen konnte konnten soll sollen sollte muss mussen \
        musste darf durfen will wollen wollte mag nicht kein keine keinen keiner nur noch schon auch so sehr mehr \
        immer wieder hier da dort jetzt nun dass dieser diese dieses diesen diesem jener jene alle alles \
        allem jeder jede jedes was wer wo warum wann welche welcher welches doch mal bitte danke hallo guten tag \
        etwa etwas denn weil ob damit dazu dabei daher also zwischen hin her
        """)
}
