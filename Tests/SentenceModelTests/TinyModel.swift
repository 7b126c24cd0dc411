import Foundation
import TestSupport

/// A sentence model of one layer and two numbers, whose parts a test can change.
struct TinyModel {
    /// The safetensors header's entries and the values after it.
    var tensors: [(name: String, shape: [Int], values: [Float])] = []
    /// The text files by path.
    var files: [String: String]

    init(prefix: String = "") {
        files = [
            "config.json": """
            {"model_type":"bert","hidden_size":2,"num_hidden_layers":1,"num_attention_heads":1,
            "intermediate_size":3,"hidden_act":"gelu","layer_norm_eps":1e-12,"max_position_embeddings":8,
            "type_vocab_size":2,"vocab_size":\(TokenizerFolder.pieces.count)}
            """,
            "modules.json": """
            [{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},
            {"idx":1,"path":"1_Pooling","type":"sentence_transformers.models.Pooling"},
            {"idx":2,"path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]
            """,
            "1_Pooling/config.json": """
            {"word_embedding_dimension":2,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true}
            """,
            "sentence_bert_config.json": "{\"max_seq_length\":6,\"do_lower_case\":false}",
            "tokenizer.json": TokenizerFolder.json(),
        ]
        add("embeddings.word_embeddings.weight", [TokenizerFolder.pieces.count, 2])
        add("embeddings.position_embeddings.weight", [8, 2])
        add("embeddings.token_type_embeddings.weight", [2, 2])
        let layer = "encoder.layer.0."
        for name in ["embeddings.LayerNorm", layer + "attention.output.LayerNorm", layer + "output.LayerNorm"] {
            add(name + ".weight", [2])
            add(name + ".bias", [2])
        }
        for name in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
            add(layer + name + ".weight", [2, 2])
            add(layer + name + ".bias", [2])
        }
        add(layer + "intermediate.dense.weight", [3, 2])
        add(layer + "intermediate.dense.bias", [3])
        add(layer + "output.dense.weight", [2, 3])
        add(layer + "output.dense.bias", [2])
        for index in tensors.indices { tensors[index].name = prefix + tensors[index].name }
    }

    mutating func add(_ name: String, _ shape: [Int]) {
        let count = shape.reduce(1, *)
        tensors.append((name, shape, (0..<count).map { Float($0 + tensors.count) / 64 }))
    }

    /// The weights' file.
    var weights: Data {
        var header: [String] = ["\"__metadata__\":{\"format\":\"pt\"}"]
        var values = Data()
        for tensor in tensors {
            let start = values.count
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { values.append(contentsOf: $0) }
            }
            header.append(
                "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape),"
                    + "\"data_offsets\":[\(start),\(values.count)]}")
        }
        return Self.weights(header: "{\(header.joined(separator: ","))}", values: values)
    }

    static func weights(header: String, values: Data) -> Data {
        var file = Data()
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { file.append(contentsOf: $0) }
        return file + Data(header.utf8) + values
    }

    /// Writes the model into a folder of its own.
    func write(in scratch: Scratch, named name: String = "tiny") throws -> URL {
        for (path, text) in files { try scratch.write("\(name)/\(path)", text) }
        let folder = scratch.url.appending(path: name)
        try weights.write(to: folder.appending(path: "model.safetensors"))
        return folder
    }
}
