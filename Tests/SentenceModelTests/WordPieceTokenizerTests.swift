import Domain
import Foundation
import TestSupport
import Testing

@testable import SentenceModel

@Suite struct WordPieceTokenizerTests {
    private func tokenizer(_ json: String = TokenizerFolder.json()) throws -> WordPieceTokenizer {
        let scratch = try Scratch()
        return try TokenizerFiles.read(TokenizerFolder.make(json, in: scratch)).tokenizer
    }

    @Test(
        arguments: [
            ("", []), ("unaffable", [5, 6, 7]), ("RUNNING a!", [8, 9, 10, 14]), ("zebra", [1]), ("unzebra", [1]),
            ("a中a", [10, 18, 10]), ("[SEP]a[sep]", [3, 10, 15, 17, 16]), ("\u{301}", []), ("\u{0}\u{FFFD}", []),
            ("i\u{307}İ", [1]), ("İ", [11]), ("👩‍👩‍👧", [1]), ("a\u{E0061}", [10]),
        ] as [(String, [Int32])])
    func cutsWords(_ text: String, _ ids: [Int32]) throws {
        #expect(try tokenizer().encode(text) == [2] + ids + [3])
    }

    @Test func tellsApartPiecesThatUnicodeCallsEqual() throws {
        let tokenizer = try tokenizer(TokenizerFolder.json(lowercase: true, stripAccents: "false"))
        #expect(tokenizer.encode("é") == [2, 12, 3])
        #expect(tokenizer.encode("e\u{301}") == [2, 13, 3])
    }

    @Test func keepsTheFirstPiecesOfALongText() throws {
        let tokenizer = try tokenizer()
        let text = String(repeating: "unaffable ", count: 100)
        for limit in 2...12 {
            #expect(tokenizer.encode(text, limit: limit) == Array(tokenizer.encode(text).prefix(limit - 1)) + [3])
        }
    }

    @Test func callsAWordOfMoreThanAHundredCharactersUnknown() throws {
        let pieces = TokenizerFolder.pieces + ["x", "##x", "##é"]
        let tokenizer = try tokenizer(TokenizerFolder.json(pieces: pieces, stripAccents: "false"))
        #expect(tokenizer.encode("x" + String(repeating: "é", count: 99)).count == 102)
        #expect(tokenizer.encode("x" + String(repeating: "é", count: 100)) == [2, 1, 3])
    }

    @Test func readsTenMegabytesInTheirTime() throws {
        let tokenizer = try tokenizer()
        let start = Self.threadSeconds
        for piece in ["x", "\u{302E}\u{1BAA}", "unaffable", "[SEP]", "[", "Σ", "unaffabl "] {
            let text = String(repeating: piece, count: 10_000_000 / piece.utf8.count)
            #expect(tokenizer.encode(text).count >= 3)
            #expect(tokenizer.encode(text, limit: 256).count <= 256)
        }
        #expect(Self.threadSeconds - start < 20)
    }

    /// The processor's time that this thread had.
    private static var threadSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    @Test func readsAVocabularyOfLines() throws {
        let scratch = try Scratch()
        try scratch.write("tokenizer_config.json", "{\"do_lower_case\":false,\"tokenizer_class\":\"BertTokenizer\"}")
        let lines = TokenizerFolder.pieces.joined(separator: "\n") + "\n"
        let folder = try TokenizerFolder.make(lines, in: scratch, named: "vocab.txt")
        let tokenizer = try TokenizerFiles.read(folder).tokenizer
        #expect(tokenizer.size == TokenizerFolder.pieces.count)
        #expect(tokenizer.encode("unaffable Run é [MASK]") == [2, 5, 6, 7, 1, 12, 4, 3])
    }

    @Test func letsTheSettingsBesideItDecideOnCase() throws {
        let scratch = try Scratch()
        try scratch.write("tokenizer_config.json", "{\"do_lower_case\":false}")
        let folder = try TokenizerFolder.make(TokenizerFolder.json(), in: scratch)
        #expect(try TokenizerFiles.read(folder).tokenizer.encode("RUN run é") == [2, 1, 8, 12, 3])
    }

    @Test(
        arguments: [
            ("ΑΣ", "ας"), ("ΑΣΑ", "ασα"), ("Σ", "σ"), ("ΑΣ'Α", "ασ'α"), ("ΑΣ' Α", "ας' α"), ("İ[SEP]", "i\u{307}[sep]"),
            ("", ""),
        ])
    func lowersCaseAsPythonDoes(_ text: String, _ lower: String) {
        #expect(LowercasedText.lowercased(text).unicodeScalars.elementsEqual(lower.unicodeScalars))
    }
}
