import Lexicon
import Testing

struct WordScannerTests {
    private func scan(_ text: String) -> [(word: String, kind: WordScanner.Word.Kind)] {
        var scanner = WordScanner()
        scanner.scan(text)
        return scanner.words.map { (String(decoding: scanner.folded[$0.folded], as: UTF8.self), $0.kind) }
    }

    private func words(_ text: String) -> [String] { scan(text).map(\.word) }

    @Test func foldsCaseAndDiacritics() {
        #expect(words("Straße ÜBERPRÜFEN déjà-vu Señor") == ["strasse", "uberprufen", "deja", "vu", "senor"])
    }

    @Test func foldsComposedAndCombiningMarksAlike() {
        #expect(words("cafe\u{301} caf\u{E9}") == ["cafe", "cafe"])
    }

    @Test func joinsNegationsAndDropsPossessives() {
        #expect(words("I can't open Bob's l'eau don’t") == ["i", "cant", "open", "bob", "l", "eau", "dont"])
    }

    @Test func readsMasksAsTheirTypeAndNothingElse() {
        let found = scan("write to [[EMAIL_12]] or [[CREDIT_CARD_m6iroeylxczqi]]")
        #expect(found.map(\.word) == ["write", "to", "[email]", "or", "[credit card]"])
        #expect(found[2].kind == .mask)
    }

    @Test(arguments: [
        "org.apache.hadoop.fs.FileSystem", "/usr/local/lib", "https://example.com/a", "max_retry_count", "a=b",
        "C:\\Temp",
    ])
    func takesDebrisForCode(_ text: String) {
        #expect(scan(text).allSatisfy { $0.kind != .word })
    }

    @Test func takesALineOfDebrisForCode() {
        let found = scan("it fails\n\tat org.apache.a.b(F.java:10) caused x=1 y=2 0xdeadbeef99")
        #expect(found.filter { $0.kind == .word }.map(\.word) == ["it", "fails"])
    }

    @Test func tellsNumbersFromWords() {
        #expect(
            scan("error 403 in s3a 20230405 deadbeef99").map(\.kind) == [
                .word, .number, .word, .word, .number, .number,
            ])
    }

    @Test func readsScriptsWithoutSpacesAsPairs() {
        #expect(words("忘记密码 ok") == ["忘记", "记密", "密码", "ok"])
        #expect(words("я не могу войти") == ["я", "не", "могу", "войти"])
    }

    @Test func marksStopWordsOfFourLanguages() {
        var scanner = WordScanner()
        scanner.scan("the printer und avec pero")
        #expect(scanner.words.map(\.isStopWord) == [true, false, true, true, true])
    }

    @Test func knowsWhichWordsJoin() {
        var scanner = WordScanner()
        scanner.scan("sign-in fails. Try again\nlater (please)")
        #expect(scanner.words.map(\.joinsPrevious) == [false, true, true, false, true, false, false])
        #expect(scanner.words.map(\.line) == [0, 0, 0, 0, 0, 1, 1])
    }

    @Test(arguments: [
        "", " \n\t ", "🙂🙃", "\u{301}\u{301}", "[[", "[[_1]]", "'", "’", "\u{0}", "a\u{2060}", "[\u{2060}[",
    ])
    func survivesTextsWithoutWords(_ text: String) {
        #expect(scan(text).count <= 1)
    }

    @Test func keepsSourceRangesWithinTheText() {
        let text = "Ça va? – Прив’т 忘 x's [[EMAIL_1]]!"
        var scanner = WordScanner()
        scanner.scan(text)
        for word in scanner.words { #expect(word.source.upperBound <= text.utf8.count && !word.source.isEmpty) }
    }
}

struct StemmerTests {
    @Test(arguments: [
        ("charges", "charging"), ("charged", "charge"), ("queries", "query"), ("stopped", "stops"),
        ("connection", "connections"), ("activation", "activations"), ("deployment", "deploy"), ("tries", "try"),
    ])
    func unitesInflections(_ pair: (String, String)) {
        #expect(Stemmer.stem(pair.0) == Stemmer.stem(pair.1))
    }

    @Test(arguments: ["bus", "access", "this", "red", "sing", "ip", "s3a"])
    func leavesOthersAlone(_ word: String) {
        #expect(Stemmer.stem(word) == word)
    }
}
