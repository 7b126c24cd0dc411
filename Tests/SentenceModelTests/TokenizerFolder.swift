import Foundation
import TestSupport

/// Small models made for one test each.
enum TokenizerFolder {
    /// Pieces that suffice for a few English words.
    static let pieces = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "run", "##ning", "a", "i", "é",
        "e\u{301}",
        "!", "[", "]", "sep", "中", "##s", "mask", "ς", "σ",
    ]

    /// A tokenizer.json of these pieces.
    static func json(
        pieces: [String] = pieces, added: String = "", lowercase: Bool = true, stripAccents: String = "null",
        cleanText: Bool = true
    ) -> String {
        let vocabulary = pieces.enumerated().map { "\"\($0.element)\":\($0.offset)" }.joined(separator: ",")
        let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].enumerated().map {
            "{\"id\":\($0.offset),\"content\":\"\($0.element)\",\"single_word\":false,\"lstrip\":false,"
                + "\"rstrip\":false,\"normalized\":false,\"special\":true}"
        }.joined(separator: ",")
        return """
            {"version":"1.0","truncation":null,"padding":null,"added_tokens":[\(special)\(added)],
            "normalizer":{"type":"BertNormalizer","clean_text":\(cleanText),"handle_chinese_chars":true,
            "strip_accents":\(stripAccents),"lowercase":\(lowercase)},"pre_tokenizer":{"type":"BertPreTokenizer"},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],"pair":[
            {"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"Sequence":{"id":"B","type_id":1}}],"special_tokens":{
            "[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
            "decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
            "max_input_chars_per_word":100,"vocab":{\(vocabulary)}}}
            """
    }

    /// Writes a file of a tokenizer into a folder of its own.
    static func make(_ text: String, in scratch: Scratch, named name: String = "tokenizer.json") throws -> URL {
        try scratch.write(name, text).deletingLastPathComponent()
    }
}
