internal import Domain
internal import Foundation

/// `tokenizer.json`: a tokenizer as Hugging Face's `tokenizers` stores it. What it says of truncation and padding is
/// left to the model's own settings, as the reference leaves it.
struct TokenizerJSON {
    private let url: URL
    private let root: JSONNode

    init(_ file: ModelFile) throws(CasebookError) {
        url = file.url
        root = try file.json()
    }

    func configuration(overriddenBy options: JSONNode?) throws(CasebookError) -> WordPieceTokenizer.Configuration {
        guard let model = root["model"], let members = model["vocab"]?.members else {
            throw unsupported("a tokenizer without a vocabulary of word pieces")
        }
        if let type = model["type"]?.string, type != "WordPiece" { throw unsupported("a tokenizer of type \(type)") }
        var pieces: [(text: String, id: Int32)] = []
        pieces.reserveCapacity(members.count)
        for member in members {
            guard let id = member.value.integer.flatMap(Int32.init(exactly:)), id >= 0 else {
                throw ModelFault.damaged(url, "a piece of its vocabulary has no number")
            }
            pieces.append((member.name, id))
        }
        let table = WordTable(pieces.map { (Array($0.text.utf8), $0.id) })
        let unknown = model["unk_token"]?.string ?? "[UNK]"
        guard let unknownID = table.id(of: unknown) else {
            throw ModelFault.damaged(url, "its vocabulary has no \"\(unknown)\"")
        }
        let longest = model["max_input_chars_per_word"]?.integer ?? 100
        guard (1...10_000).contains(longest) else { throw ModelFault.damaged(url, "its longest word is not possible") }
        var normalizer = try normalizer()
        normalizer.apply(options)
        try checkSplitting()
        let added = try addedTokens(table, vocabularySize: members.count)
        let ends = try template()
        return WordPieceTokenizer.Configuration(
            normalizer: normalizer,
            vocabulary: WordPieceVocabulary(
                pieces: pieces, unknown: unknownID, prefix: model["continuing_subword_prefix"]?.string ?? "##",
                longestWord: longest),
            addedTokens: added, prefix: ends.prefix, suffix: ends.suffix,
            size: Int((pieces.map(\.id) + added.map(\.id)).max() ?? 0) + 1)
    }

    private func unsupported(_ what: String) -> CasebookError {
        ModelFault.unsupported(url, "\(what) is not supported, only BERT's word pieces are")
    }

    private func normalizer() throws(CasebookError) -> BertNormalizer {
        guard let node = root["normalizer"] else { return .identity }
        guard node["type"]?.string == "BertNormalizer" else { throw unsupported("this way to normalise text") }
        let lowercases = node["lowercase"]?.bool ?? true
        return BertNormalizer(
            cleansText: node["clean_text"]?.bool ?? true,
            separatesIdeographs: node["handle_chinese_chars"]?.bool ?? true,
            stripsAccents: node["strip_accents"]?.bool ?? lowercases, lowercases: lowercases)
    }

    private func checkSplitting() throws(CasebookError) {
        guard root["pre_tokenizer"]?["type"]?.string == "BertPreTokenizer" else {
            throw unsupported("this way to split text into words")
        }
    }

    private func addedTokens(_ table: WordTable, vocabularySize: Int) throws(CasebookError) -> [AddedToken] {
        var tokens: [AddedToken] = []
        var next = Int32(vocabularySize)
        for node in root["added_tokens"]?.array ?? [] {
            guard let content = node["content"]?.string else {
                throw ModelFault.damaged(url, "an added token is empty")
            }
            if content.isEmpty { continue }
            // A token that is in the vocabulary has its number there; the others follow on it.
            let id = table.id(of: content) ?? next
            if id == next { next += 1 }
            guard node["id"]?.integer == Int(id) else {
                throw ModelFault.damaged(url, "an added token has another number than its place gives it")
            }
            func flag(_ name: String) -> Bool { node[name]?.bool ?? false }
            tokens.append(
                AddedToken(
                    content: content, id: id, isSingleWord: flag("single_word"), stripsLeft: flag("lstrip"),
                    stripsRight: flag("rstrip"), isNormalized: node["normalized"]?.bool ?? !flag("special")))
        }
        return tokens
    }

    /// What stands before and after a text.
    private func template() throws(CasebookError) -> (prefix: [Int32], suffix: [Int32]) {
        guard let node = root["post_processor"] else { return ([], []) }
        switch node["type"]?.string {
        case "BertProcessing":
            guard let first = node["cls"]?.array?.last?.integer, let last = node["sep"]?.array?.last?.integer else {
                throw ModelFault.damaged(url, "its post-processor is not valid")
            }
            return ([Int32(truncatingIfNeeded: first)], [Int32(truncatingIfNeeded: last)])
        case "TemplateProcessing":
            var prefix: [Int32] = []
            var suffix: [Int32] = []
            var isPastText = false
            for part in node["single"]?.array ?? [] {
                if part["Sequence"] != nil {
                    isPastText = true
                } else if let name = part["SpecialToken"]?["id"]?.string,
                    let ids = node["special_tokens"]?[name]?["ids"]?.array
                {
                    let numbers = ids.compactMap { $0.integer.map { Int32(truncatingIfNeeded: $0) } }
                    if isPastText { suffix += numbers } else { prefix += numbers }
                }
            }
            guard isPastText else { throw ModelFault.damaged(url, "its post-processor leaves out the text") }
            return (prefix, suffix)
        default: throw unsupported("this way to begin and end texts")
        }
    }
}
