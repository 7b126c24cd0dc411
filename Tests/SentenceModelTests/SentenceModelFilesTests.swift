import Domain
import Foundation
import TestSupport
import Testing

@testable import SentenceModel

@Suite struct SentenceModelFilesTests {
    @Test(arguments: ["", "bert."]) func describesAModel(_ prefix: String) throws {
        let scratch = try Scratch()
        let files = try SentenceModelFiles(TinyModel(prefix: prefix).write(in: scratch))
        let description = files.description
        #expect(description.name == "tiny")
        #expect(description.layers == 1 && description.heads == 1 && description.intermediateSize == 3)
        #expect(description.pooling == .mean && description.isNormalized)
        #expect(description.pieceLimit == 6)
        #expect(description.tensorPrefix == prefix)
        #expect(description.activation == .gelu && description.layerNormEpsilon == 1e-12)
        #expect(try files.tensor(named: "embeddings.LayerNorm.bias").shape == [2])
        #expect(files.encode("Unaffable running runs a") == [2, 5, 6, 7, 8, 3])
        #expect(files.encode("") == [2, 3])
    }

    @Test func hasADigestOfAllItsFiles() throws {
        let scratch = try Scratch()
        let original = TinyModel()
        let digest = try SentenceModelFiles(original.write(in: scratch)).description.digest
        #expect(try SentenceModelFiles(original.write(in: scratch, named: "other")).description.digest == digest)
        var weights = original
        weights.tensors[0].values[0] += 1
        var limit = original
        limit.files["sentence_bert_config.json"] = "{\"max_seq_length\":5}"
        var tokens = original
        tokens.files["tokenizer.json"] = TokenizerFolder.json(lowercase: false)
        for (place, changed) in [weights, limit, tokens].enumerated() {
            let folder = try changed.write(in: scratch, named: "changed-\(place)")
            #expect(try SentenceModelFiles(folder).description.digest != digest)
        }
    }

    @Test func takesTheMeanWhereThereIsAnEncoderAlone() throws {
        let scratch = try Scratch()
        var model = TinyModel()
        for name in ["modules.json", "1_Pooling/config.json", "sentence_bert_config.json"] { model.files[name] = nil }
        let description = try SentenceModelFiles(model.write(in: scratch)).description
        #expect(description.pooling == .mean && !description.isNormalized && description.pieceLimit == 8)
    }

    @Test func readsPoolingByTheFirstPieceAndPrefixes() throws {
        let scratch = try Scratch()
        var model = TinyModel()
        model.files["1_Pooling/config.json"] = "{\"word_embedding_dimension\":2,\"pooling_mode_cls_token\":true}"
        model.files["config_sentence_transformers.json"] =
            "{\"prompts\":{\"query\":\"query: \",\"passage\":\"passage: \"},\"default_prompt_name\":null}"
        let description = try SentenceModelFiles(model.write(in: scratch)).description
        #expect(description.pooling == .first)
        #expect(description.queryPrefix == "query: " && description.documentPrefix == "passage: ")
    }

    @Test(
        arguments: [
            ("config.json", "\"bert\"", "\"mpnet\"", "only \"bert\" is", CasebookError.Kind.badConfiguration),
            ("config.json", "\"gelu\"", "\"relu\"", "only gelu is", .badConfiguration),
            ("config.json", "\"hidden_size\":2", "\"hidden_size\":3", "pools vectors of 2", .badInput),
            ("config.json", "\"vocab_size\":23", "\"vocab_size\":24", "shape", .badInput),
            ("config.json", "\"num_hidden_layers\":1", "\"num_hidden_layers\":2", "no tensor", .badInput),
            ("config.json", "\"num_hidden_layers\":1", "\"num_hidden_layers\":-1", "not a possible number", .badInput),
            ("config.json", "{", "", "stops being JSON", .badInput),
            ("modules.json", "models.Normalize", "models.Dense", "\"Dense\"", .badConfiguration),
            ("modules.json", "1_Pooling\"", "../1_Pooling\"", "leads out", .badInput),
            ("modules.json", "1_Pooling\"", "../\u{301}1_Pooling\"", "leads out", .badInput),
            ("modules.json", "1_Pooling\"", "/\u{301}1_Pooling\"", "leads out", .badInput),
            ("1_Pooling/config.json", "mean_tokens", "max_tokens", "only mean and cls", .badConfiguration),
            ("sentence_bert_config.json", ":6", ":9", "texts of 9 pieces", .badInput),
            ("tokenizer.json", "\"WordPiece\"", "\"BPE\"", "type BPE", .badConfiguration),
            ("tokenizer.json", "\"BertPreTokenizer\"", "\"Whitespace\"", "split text", .badConfiguration),
            ("tokenizer.json", "\"[UNK]\":1", "\"[XXX]\":1", "no \"[UNK]\"", .badInput),
            ("tokenizer.json", "\"##s\":19", "\"##s\":1900", "1901 pieces", .badInput),
        ])
    func refusesFilesThatDoNotFit(
        _ file: String, _ old: String, _ new: String, _ reason: String, _ kind: CasebookError.Kind
    ) throws {
        let scratch = try Scratch()
        var model = TinyModel()
        let text = try #require(model.files[file])
        #expect(text.contains(old))
        model.files[file] = text.replacingOccurrences(of: old, with: new)
        let folder = try model.write(in: scratch)
        let error = #expect(throws: CasebookError.self) { try SentenceModelFiles(folder) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.kind == kind)
    }

    @Test func refusesTheTokenizerOfASmallerModel() throws {
        let scratch = try Scratch()
        var model = TinyModel()
        model.files["config.json"] = model.files["config.json"]?.replacingOccurrences(
            of: "\"vocab_size\":23", with: "\"vocab_size\":30000")
        model.tensors[0] = (model.tensors[0].name, [30_000, 2], [Float](repeating: 0.5, count: 60_000))
        let folder = try model.write(in: scratch)
        let error = #expect(throws: CasebookError.self) { try SentenceModelFiles(folder) }
        #expect(error?.description.contains("the tokenizer has 23 pieces, the weights 30000") == true)
    }

    @Test func saysWhatToRunWhenThereIsNoModel() throws {
        let scratch = try Scratch()
        let error = #expect(throws: CasebookError.self) { try SentenceModelFiles(scratch.url.appending(path: "none")) }
        #expect(error?.kind == .badConfiguration)
        #expect(error?.description.contains("casebook model fetch") == true)
    }

    @Test(.enabled(if: ModelFolder.isHere, ModelFolder.absence)) func describesAllMiniLM() throws {
        let files = try SentenceModelFiles(ModelFolder.url)
        let description = files.description
        #expect(description.layers == 6 && description.hiddenSize == 384 && description.heads == 12)
        #expect(description.intermediateSize == 1536 && description.vocabularySize == 30_522)
        #expect(description.pieceLimit == 256 && description.isNormalized && description.pooling == .mean)
        #expect(files.encode("Hello, world!") == [101, 7592, 1010, 2088, 999, 102])
    }
}
