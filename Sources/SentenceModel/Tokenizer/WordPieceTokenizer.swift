/// Turns a text into the numbers a BERT model reads, exactly those of Hugging Face's `tokenizers`.
///
/// Made by `TokenizerFiles`. At least ten million characters a second on one core for English; memory for the ids and
/// one word, whatever the text's length.
public struct WordPieceTokenizer: Sendable {
    /// What a tokenizer's files say.
    struct Configuration: Sendable {
        var normalizer: BertNormalizer
        var vocabulary: WordPieceVocabulary
        var addedTokens: [AddedToken]
        /// The ids before every text, `[CLS]`.
        var prefix: [Int32]
        /// The ids after every text, `[SEP]`.
        var suffix: [Int32]
        /// One more than the largest id.
        var size: Int
    }

    /// One more than the largest id: how many rows the model's table of words needs.
    public let size: Int
    /// How many ids each text has beside those of its words.
    public var overhead: Int { configuration.prefix.count + configuration.suffix.count }

    private let configuration: Configuration
    private let table: CharacterTable
    /// For text that is normalised already; used only when there are added tokens to find in it.
    private let plainTable: CharacterTable?
    private let added: AddedTokenMatcher
    private let normalizedAdded: AddedTokenMatcher
    private let letters: [UInt8]

    init(_ configuration: Configuration) {
        self.configuration = configuration
        size = configuration.size
        let raw = configuration.addedTokens.filter { !$0.isNormalized }
        let normalized = configuration.addedTokens.filter(\.isNormalized)
        added = AddedTokenMatcher(raw.map { (Array($0.content.utf8), $0) })
        normalizedAdded = AddedTokenMatcher(
            normalized.map {
                (Self.utf8(configuration.normalizer.normalize($0.content.unicodeScalars.map(\.value))), $0)
            })
        table = CharacterTable(configuration.normalizer)
        plainTable = normalized.isEmpty ? nil : CharacterTable(.identity)
        letters = Self.letters(table, except: added)
    }

    /// The ids of a text between those that begin and end every text, at most `limit` in all: of a longer text the
    /// first ones. Reads no more of the text than it needs.
    ///
    /// - Precondition: `limit` is at least `overhead`.
    public func encode(_ text: String, limit: Int = .max) -> [Int32] {
        precondition(limit >= overhead, "the limit leaves room for what every text begins and ends with")
        var text = text
        let ids = text.withUTF8 { bytes in
            plainTable.map { throughNormalizedText(bytes, plainTable: $0, limit: limit - overhead) }
                ?? direct(bytes, limit: limit - overhead)
        }
        return configuration.prefix + ids + configuration.suffix
    }

    private func direct(_ text: UnsafeBufferPointer<UInt8>, limit: Int) -> [Int32] {
        var scanner = WordScanner(
            table, vocabulary: configuration.vocabulary, letters: letters, added: added, limit: limit)
        if limit > 0 { scanner.scan(text) }
        return scanner.ids
    }

    /// The way for models with added tokens that are looked for in the normalised text: which must then be made.
    private func throughNormalizedText(
        _ text: UnsafeBufferPointer<UInt8>, plainTable: CharacterTable, limit: Int
    ) -> [Int32] {
        let none = AddedTokenMatcher([])
        var scanner = WordScanner(
            plainTable, vocabulary: configuration.vocabulary, letters: Self.letters(plainTable, except: none),
            added: none, limit: limit)
        for part in added.split(text) {
            if let token = part.token {
                scanner.append(id: token.id)
                continue
            }
            let raw = String(decoding: text[part.range], as: UTF8.self).unicodeScalars.lazy.map(\.value)
            Self.utf8(configuration.normalizer.normalize(raw)).withUnsafeBufferPointer { normalized in
                for part in normalizedAdded.split(normalized) {
                    if let token = part.token {
                        scanner.append(id: token.id)
                    } else if !scanner.isFull {
                        scanner.scan(UnsafeBufferPointer(rebasing: normalized[part.range]))
                    }
                }
            }
        }
        return scanner.ids
    }

    private static func utf8(_ scalars: [UInt32]) -> [UInt8] {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.lazy.compactMap(Unicode.Scalar.init))
        return Array(String(view).utf8)
    }

    /// The ASCII characters that become one ASCII letter and begin no added token.
    private static func letters(_ table: CharacterTable, except added: AddedTokenMatcher) -> [UInt8] {
        (0..<128).map { byte in
            let action = table.actions[byte]
            guard action.kind == .letter, action.payload < 128, !added.mayBegin[byte] else { return 0 }
            return action.payload == 0 ? UInt8(byte) : UInt8(action.payload)
        }
    }
}
