internal import Domain
internal import Foundation

/// `config.json`: the sizes of a BERT encoder.
struct BertConfiguration {
    let layers: Int
    let hiddenSize: Int
    let heads: Int
    let intermediateSize: Int
    let activation: SentenceModelDescription.Activation
    let layerNormEpsilon: Double
    let positions: Int
    let tokenTypes: Int
    let vocabularySize: Int

    init(_ file: ModelFile) throws(CasebookError) {
        let node = try file.json()
        let type = node["model_type"]?.string ?? "unknown"
        guard type == "bert" else {
            throw ModelFault.unsupported(file.url, "models of type \"\(type)\" are not supported, only \"bert\" is")
        }
        func size(_ name: String, _ range: ClosedRange<Int>) throws(CasebookError) -> Int {
            guard let value = node[name]?.integer, range.contains(value) else {
                throw ModelFault.damaged(file.url, "\"\(name)\" is missing or not a possible number")
            }
            return value
        }
        layers = try size("num_hidden_layers", 1...200)
        hiddenSize = try size("hidden_size", 1...16_384)
        heads = try size("num_attention_heads", 1...512)
        intermediateSize = try size("intermediate_size", 1...131_072)
        positions = try size("max_position_embeddings", 1...131_072)
        tokenTypes = try size("type_vocab_size", 1...1_024)
        vocabularySize = try size("vocab_size", 1...4_000_000)
        guard hiddenSize % heads == 0 else {
            throw ModelFault.damaged(file.url, "its hidden size is no multiple of its attention heads")
        }
        layerNormEpsilon = node["layer_norm_eps"]?.double ?? 1e-12
        guard layerNormEpsilon > 0, layerNormEpsilon < 1 else {
            throw ModelFault.damaged(file.url, "\"layer_norm_eps\" is not a possible number")
        }
        if let positioning = node["position_embedding_type"]?.string, positioning != "absolute" {
            throw ModelFault.unsupported(file.url, "positions of type \"\(positioning)\" are not supported")
        }
        let function = node["hidden_act"]?.string ?? "gelu"
        switch function {
        case "gelu": activation = .gelu
        case "gelu_new", "gelu_pytorch_tanh": activation = .geluTanh
        default: throw ModelFault.unsupported(file.url, "the activation \"\(function)\" is not supported, only gelu is")
        }
    }

    /// The names and shapes of the encoder's tensors, without prefix.
    var tensors: [(name: String, shape: [Int])] {
        var list: [(name: String, shape: [Int])] = [
            ("embeddings.word_embeddings.weight", [vocabularySize, hiddenSize]),
            ("embeddings.position_embeddings.weight", [positions, hiddenSize]),
            ("embeddings.token_type_embeddings.weight", [tokenTypes, hiddenSize]),
        ]
        func add(_ name: String, _ outputs: Int, _ inputs: Int?) {
            list.append((name + ".weight", inputs.map { [outputs, $0] } ?? [outputs]))
            list.append((name + ".bias", [outputs]))
        }
        add("embeddings.LayerNorm", hiddenSize, nil)
        for layer in 0..<layers {
            let name = "encoder.layer.\(layer)."
            for part in ["query", "key", "value"] { add(name + "attention.self.\(part)", hiddenSize, hiddenSize) }
            add(name + "attention.output.dense", hiddenSize, hiddenSize)
            add(name + "attention.output.LayerNorm", hiddenSize, nil)
            add(name + "intermediate.dense", intermediateSize, hiddenSize)
            add(name + "output.dense", hiddenSize, intermediateSize)
            add(name + "output.LayerNorm", hiddenSize, nil)
        }
        return list
    }
}
