import Domain
import Testing

@Suite struct TextTests {
    @Test func showsTheTypeOfAMaskAlone() {
        #expect(
            RedactedText(restoring: "Write to [[EMAIL_1]] or [[PHONE_12]].").display == "Write to [email] or [phone].")
        #expect(RedactedText(restoring: "by [[PERSON_m6iroeylxczqi]]").display == "by [person]")
    }

    @Test func leavesBracketsThatAreNoMasks() {
        for text in ["[[", "a [[b]] c", "[[EMAIL_]]", "[[_1]]", "x]] [[", "[[[EMAIL_1]]"] {
            let shown = RedactedText(restoring: text).display
            #expect(shown == text || text == "[[[EMAIL_1]]")
        }
    }

    @Test func cannotBeToldAForgedMask() {
        let forged = RedactedText(plumbing: "[[EMAIL_1]]")
        #expect(forged.masked != "[[EMAIL_1]]")
        #expect(forged.display == "[[EMAIL_1]]")
    }

    @Test func findsSentencesWithoutBreakingAbbreviations() {
        let text = "It fails, e.g. on login. Restart it! Does that help?\nNo。是的！ End"
        #expect(
            TextAnalysis.sentences(text) == [
                "It fails, e.g. on login.", "Restart it!", "Does that help?", "No。", "是的！", "End",
            ])
    }

    @Test func findsWordsOfManyScripts() {
        #expect(TextAnalysis.words("Größe-42, naïve") == ["größe", "42", "naïve"])
        #expect(TextAnalysis.words("登录失败") == ["登录", "录失", "失败"])
        #expect(TextAnalysis.words("👍🏽 ok") == ["ok"])
    }

    @Test func collapsesWhiteSpace() {
        #expect(" a\t\nb\u{A0}c ".collapsedWhitespace == "a b c")
        #expect("\r\n x y \n".trimmedWhitespace == "x y")
    }

    @Test func writesCanonicalJSON() {
        let value: JSONValue = ["b": [1, "x\"\n"], "a": ["é": true, "z": .null]]
        #expect(value.canonicalText == #"{"a":{"z":null,"é":true},"b":[1,"x\"\n"]}"#)
    }

    @Test func digestsFieldsWithoutAmbiguity() {
        #expect(ContentDigest.of(fields: ["ab", "c"]) != ContentDigest.of(fields: ["a", "bc"]))
        #expect(
            ContentDigest.of("abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
