import Foundation
import TestSupport
import Testing

@testable import SentenceModel

/// Everything here asks the reference tokenizer itself.
@Suite(.enabled(if: Reference.isHere, Reference.absence)) struct TokenizerReferenceTests {
    /// A table of pieces that are one byte each, so that the ids of a word are its bytes.
    private static let bytes = WordPieceVocabulary(
        initial: WordTable((0...255).map { ([UInt8($0)], Int32($0)) }),
        continuing: WordTable((0...255).map { ([UInt8($0)], Int32($0) + 256) }), unknown: -1, longestWord: 1_000)

    private static func words(_ text: String, _ table: CharacterTable) -> [[UInt8]] {
        var text = text
        let ids = text.withUTF8 { bytes in
            var scanner = WordScanner(
                table, vocabulary: Self.bytes, letters: [UInt8](repeating: 0, count: 128), added: AddedTokenMatcher([]),
                limit: .max)
            scanner.scan(bytes)
            return scanner.ids
        }
        var words: [[UInt8]] = []
        for id in ids {
            if id < 256 { words.append([]) }
            words[words.count - 1].append(UInt8(truncatingIfNeeded: id))
        }
        return words
    }

    /// Every scalar value alone, and random mixtures of those that anything happens to, by the rules of uncased
    /// models, of cased ones, and by those of which every step is chosen on its own.
    @Test(
        arguments: [
            ("scalars", true, "null", true), ("mixtures", true, "null", true), ("mixtures", false, "null", true),
            ("scalars", true, "false", false), ("mixtures", false, "true", false),
        ])
    func normalisesAndSplitsAlike(_ set: String, lowercase: Bool, stripAccents: String, cleanText: Bool) throws {
        let scratch = try Scratch()
        let folder = try TokenizerFolder.make(
            TokenizerFolder.json(lowercase: lowercase, stripAccents: stripAccents, cleanText: cleanText), in: scratch)
        let normalizer = BertNormalizer(
            cleansText: cleanText, separatesIdeographs: true,
            stripsAccents: stripAccents == "null" ? lowercase : stripAccents == "true", lowercases: lowercase)
        let table = CharacterTable(normalizer)
        let cases = try Reference.words(set, tokenizer: folder)
        #expect(cases.count == (set == "scalars" ? 1_112_064 : 50_000))
        let wrong = cases.filter { Self.words($0.text, table) != $0.words }
        #expect(wrong.count == 0, "\(wrong.prefix(5).map { $0.text.unicodeScalars.map(\.value) })")
        // The way in steps, which models with unusual added tokens need, is the same one.
        let plain = CharacterTable(.identity)
        let different = cases.prefix(50_000).filter { each in
            let normal = normalizer.normalize(each.text.unicodeScalars.map(\.value)).compactMap(Unicode.Scalar.init)
            return Self.words(String(String.UnicodeScalarView(normal)), plain) != each.words
        }
        #expect(different.count == 0, "\(different.prefix(5).map { $0.text.unicodeScalars.map(\.value) })")
    }

    /// Texts in which added tokens of every kind stand, touch words, overlap and hide in other letters.
    private static let texts = [
        "", " ", "[SEP]", "a[SEP]b", "[sep]", "[ SEP ]", "[[SEP]]", "[SEP", "[CLS][MASK]a [MASK]", "run[MASK]ning",
        "<q> a<q>", "a <w> b", "a<w>", "<w>a", "é<w>", "<w>\u{301}", "_<w>", "-<w>-", "<w><w>", "<Q>", "<É> a", "<é> a",
        "<E> a", "<e\u{301}>", "< q >", "中<w>中", "a \u{A0}<l>\u{2003} a", "ab<r> \u{301}a", "ABC abc AB", "<longest<w>",
        "<longest> <longe", "<n>\u{302E}<n>", "\u{200D}<\u{200D}q>", "<\u{200D}É>", "<s p>", "<s  p>", "< s p>",
        "un<l> <r>aff", "   <l>   <r>   ", "<中> <", "<r><l>",
    ]

    @Test func findsAddedTokensAlike() throws {
        let kinds: [(String, String)] = [
            ("<q>", ""), ("<w>", "single_word"), ("<l>", "lstrip"), ("<r>", "rstrip"), ("<É>", "normalized"),
            ("<longest", ""), ("<longest>", ""), ("ABC", "normalized"), ("<n>", "normalized"), ("<s p>", ""),
            ("<中>", "normalized"),
        ]
        for selection in [kinds, kinds.filter { $0.1 != "normalized" }] {
            let added = selection.enumerated().map { offset, kind in
                let flags = ["single_word", "lstrip", "rstrip", "normalized"].map { "\"\($0)\":\($0 == kind.1)" }
                return ",{\"id\":\(TokenizerFolder.pieces.count + offset),\"content\":\"\(kind.0)\",\"special\":false,"
                    + flags.joined(separator: ",") + "}"
            }.joined()
            let scratch = try Scratch()
            let folder = try TokenizerFolder.make(TokenizerFolder.json(added: added), in: scratch)
            let tokenizer = try TokenizerFiles.read(folder).tokenizer
            let cases = try Reference.ids(of: Self.texts, tokenizer: folder)
            #expect(cases.count == Self.texts.count)
            for each in cases { #expect(tokenizer.encode(each.text) == each.ids, "\(each.text)") }
        }
    }

    @Test(
        .enabled(if: ModelFolder.isHere, ModelFolder.absence),
        .enabled(if: Repository.has("data/banking77/tickets.csv"), "../shared is not here"),
        arguments: [
            ["data/banking77/tickets.csv"], ["data/cfpb/tickets.csv"],
            ["data/hadoop/export.csv", "data/hadoop/queries.csv", "data/hadoop/tickets.csv"],
            ["data/it_helpdesk/tickets.csv.gz"], ["data/seamonkey/export.csv"],
            ["corpora/blns/blns.txt", "corpora/blns/blns.json", "corpora/blns/blns.base64.json"],
        ])
    func givesTheIdsOfRealTexts(_ files: [String]) throws {
        let model = try ModelFolder.url
        let tokenizer = try TokenizerFiles.read(model).tokenizer
        let cases = try Reference.ids(inFiles: files, tokenizer: model)
        #expect(cases.count > 400)
        let wrong = cases.filter { tokenizer.encode($0.text) != $0.ids }
        #expect(wrong.count == 0, "\(wrong.prefix(3).map(\.text))")
        let cut = cases.filter { each in
            let ids = tokenizer.encode(each.text, limit: 64)
            return ids != (each.ids.count <= 64 ? each.ids : each.ids.prefix(63) + [102])
        }
        #expect(cut.count == 0)
    }
}
