internal import Domain
internal import Foundation

/// Reads a tokenizer from a model's folder: `tokenizer.json`, or `vocab.txt` where there is none.
enum TokenizerFiles {
    /// The tokenizer, and the files that it was read from.
    static func read(_ folder: URL) throws(CasebookError) -> (tokenizer: WordPieceTokenizer, files: [ModelFile]) {
        let settings = try ModelFile.optional(folder.appending(path: "tokenizer_config.json"))
        let options = try settings.map { file throws(CasebookError) in try file.json() }
        let configuration: WordPieceTokenizer.Configuration
        let file: ModelFile
        if let whole = try ModelFile.optional(folder.appending(path: "tokenizer.json")) {
            file = whole
            configuration = try TokenizerJSON(whole).configuration(overriddenBy: options)
        } else {
            file = try ModelFile(folder.appending(path: "vocab.txt"))
            configuration = try VocabularyText(file).configuration(options)
        }
        return (WordPieceTokenizer(configuration), [file] + (settings.map { [$0] } ?? []))
    }
}

extension BertNormalizer {
    /// Changes what `tokenizer_config.json` says otherwise: it has the last word in the reference, too.
    mutating func apply(_ options: JSONNode?) {
        guard let options else { return }
        let accents = options["strip_accents"]?.bool
        if let lowercases = options["do_lower_case"]?.bool, lowercases != self.lowercases {
            self.lowercases = lowercases
            stripsAccents = accents ?? lowercases
        } else if let accents {
            stripsAccents = accents
        }
        separatesIdeographs = options["tokenize_chinese_chars"]?.bool ?? separatesIdeographs
    }
}
