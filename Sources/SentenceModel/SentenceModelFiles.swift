public import Domain
public import Foundation

/// A sentence model in a folder, in the layout of sentence-transformers, checked as a whole: its description, its
/// weights and its tokenizer.
public struct SentenceModelFiles: Sendable {
    public let description: SentenceModelDescription
    public let weights: SafeTensors
    public let tokenizer: WordPieceTokenizer

    /// Reads and checks everything, every weight included: about a tenth of a second for all-MiniLM-L6-v2.
    ///
    /// - Throws: `CasebookError` `model_missing` and `model_unsupported` (78), `model_damaged` and `model_mismatch`
    ///   (65).
    public init(_ folder: URL) throws(CasebookError) {
        let layout = try SentenceLayout(folder) { encoder throws(CasebookError) in
            try BertConfiguration(ModelFile(encoder.appending(path: "config.json"))).hiddenSize
        }
        let encoder = layout.encoderFolder
        let configurationFile = try ModelFile(encoder.appending(path: "config.json"))
        let configuration = try BertConfiguration(configurationFile)
        let weightsFile = encoder.appending(path: "model.safetensors")
        weights = try SafeTensors(file: weightsFile)
        let prefix = weights.has("bert.embeddings.word_embeddings.weight") ? "bert." : ""
        for tensor in configuration.tensors {
            _ = try weights.tensor(named: prefix + tensor.name, shape: tensor.shape)
        }
        let (tokenizer, tokenizerFiles) = try TokenizerFiles.read(encoder)
        self.tokenizer = tokenizer
        // Tables are sometimes filled up to a round number of rows; anything else is another model's tokenizer.
        guard (0..<128).contains(configuration.vocabularySize - tokenizer.size) else {
            throw ModelFault.mismatch(
                tokenizerFiles[0].url,
                "the tokenizer has \(tokenizer.size) pieces, the weights \(configuration.vocabularySize)")
        }
        let limit = layout.pieceLimit ?? configuration.positions
        guard (tokenizer.overhead + 1...configuration.positions).contains(limit) else {
            throw ModelFault.mismatch(
                configurationFile.url,
                "texts of \(limit) pieces are asked for, the encoder reads \(configuration.positions)")
        }
        description = SentenceModelDescription(
            name: folder.lastPathComponent, layers: configuration.layers, hiddenSize: configuration.hiddenSize,
            heads: configuration.heads, intermediateSize: configuration.intermediateSize,
            activation: configuration.activation, layerNormEpsilon: configuration.layerNormEpsilon,
            positions: configuration.positions, tokenTypes: configuration.tokenTypes,
            vocabularySize: configuration.vocabularySize, tensorPrefix: prefix, pooling: layout.pooling,
            isNormalized: layout.isNormalized, pieceLimit: limit, queryPrefix: layout.queryPrefix,
            documentPrefix: layout.documentPrefix, lowercasesFirst: layout.lowercasesFirst,
            digest: Self.digest(weights, [configurationFile] + layout.files + tokenizerFiles))
    }

    /// A tensor of the encoder by its name without prefix, `embeddings.word_embeddings.weight`.
    public func tensor(named name: String) throws(CasebookError) -> TensorView {
        try weights.tensor(named: description.tensorPrefix + name)
    }

    /// The ids of a text as the model reads it, at most `pieceLimit`.
    public func encode(_ text: String) -> [Int32] {
        tokenizer.encode(
            description.lowercasesFirst ? LowercasedText.lowercased(text) : text, limit: description.pieceLimit)
    }

    private static func digest(_ weights: SafeTensors, _ files: [ModelFile]) -> ContentDigest {
        ContentDigest.of(fields: [weights.digest.hex] + files.map { ContentDigest.of($0.bytes).hex })
    }
}
