internal import Domain
internal import Foundation

/// `vocab.txt`: a piece a line, whose id is the line's number from zero.
struct VocabularyText {
    private let file: ModelFile

    init(_ file: ModelFile) { self.file = file }

    /// A BERT tokenizer with these pieces and the options of `tokenizer_config.json`.
    func configuration(_ options: JSONNode?) throws(CasebookError) -> WordPieceTokenizer.Configuration {
        let folder = file.url.deletingLastPathComponent()
        if let name = options?["tokenizer_class"]?.string, name != "BertTokenizer", name != "BertTokenizerFast" {
            throw ModelFault.unsupported(file.url, "the tokenizer \"\(name)\" is not supported, only BERT's is")
        }
        let added = folder.appending(path: "added_tokens.json")
        guard !FileManager.default.fileExists(atPath: added.path) else {
            throw ModelFault.unsupported(added, "added tokens are supported in tokenizer.json only")
        }
        let pieces = try file.lines().enumerated().map { (text: $0.element, id: Int32(truncatingIfNeeded: $0.offset)) }
        // Of equal lines the last one's number counts.
        let table = WordTable(pieces.map { (Array($0.text.utf8), $0.id) })
        func special(_ key: String, _ standard: String) throws(CasebookError) -> AddedToken {
            let text = options?[key]?.string ?? options?[key]?["content"]?.string ?? standard
            guard let id = table.id(of: text) else {
                throw ModelFault.mismatch(file.url, "the vocabulary has no \"\(text)\"")
            }
            return AddedToken(content: text, id: id)
        }
        let unknown = try special("unk_token", "[UNK]")
        let first = try special("cls_token", "[CLS]")
        let last = try special("sep_token", "[SEP]")
        var normalizer = BertNormalizer(
            cleansText: true, separatesIdeographs: true, stripsAccents: true, lowercases: true)
        normalizer.apply(options)
        return WordPieceTokenizer.Configuration(
            normalizer: normalizer,
            vocabulary: WordPieceVocabulary(pieces: pieces, unknown: unknown.id, prefix: "##", longestWord: 100),
            addedTokens: [
                unknown, first, last, try special("pad_token", "[PAD]"), try special("mask_token", "[MASK]"),
            ],
            prefix: [first.id], suffix: [last.id], size: pieces.count)
    }
}
