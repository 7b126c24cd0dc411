import Testing

@testable import Retrieval

@Suite struct StemmingTests {
    private func english(_ word: String) -> String {
        String(decoding: EnglishStemmer.stem(Array(word.utf8)), as: UTF8.self)
    }

    private func german(_ word: String) -> String {
        String(decoding: GermanStemmer.stem(Array(word.utf8)), as: UTF8.self)
    }

    /// Pairs from Porter's paper.
    @Test(arguments: [
        ("caresses", "caress"), ("ponies", "poni"), ("cats", "cat"), ("agreed", "agre"), ("plastered", "plaster"),
        ("motoring", "motor"), ("conflated", "conflat"), ("hopping", "hop"), ("falling", "fall"), ("filing", "file"),
        ("happy", "happi"), ("relational", "relat"), ("digitizer", "digit"), ("hopefulness", "hope"),
        ("electrical", "electr"), ("adjustment", "adjust"), ("adoption", "adopt"), ("controlling", "control"),
        ("rate", "rate"), ("cease", "ceas"),
    ])
    func stemsEnglishAsPorterDoes(_ word: String, _ stem: String) { #expect(english(word) == stem) }

    @Test func bringsGermanFormsOfOneWordTogether() {
        #expect(german("drucker") == german("druckers"))
        #expect(german("verbindung") == german("verbindungen"))
        #expect(german("fehlermeldung") == german("fehlermeldungen"))
        #expect(german("konten") == german("konte"))
    }

    @Test func leavesNumbersAndOtherScriptsAlone() {
        #expect(english("s3a") == "s3a")
        #expect(german("12345") == "12345")
    }

    @Test func scansTheWordsOfTextAnalysisWithAccentsFolded() {
        var words: [String] = []
        WordScanner.scan("Der Drucker läßt sich nicht öffnen: fs.s3a-timeout café 接続失敗") {
            words.append(String(decoding: $0, as: UTF8.self))
        }
        #expect(
            words == [
                "der", "drucker", "lasst", "sich", "nicht", "offnen", "fs", "s3a", "timeout", "cafe", "接続", "続失", "失敗",
            ])
    }

    @Test func readsTermsByTheLanguageOfTheText() {
        var terms = TextTerms()
        let one = terms.terms(of: "Die Verbindungen werden getrennt und der Drucker ist offline")
        let other = terms.terms(of: "Das ist eine Verbindung mit dem Drucker")
        #expect(Set(one).intersection(other).count == 2)
        #expect(terms.functionWords(of: "the printer is on fire").function == 3)
    }
}
