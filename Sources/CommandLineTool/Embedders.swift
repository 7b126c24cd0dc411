import Domain
import Embedding
import Foundation
import ModelStore
import SentenceModel
import Workspace

/// Makes the embedder that a configuration or an option names.
enum Embedders {
    /// The embedder of a workspace. Its model's files are read here; the weights are packed when a text comes.
    static func configured(
        _ configuration: WorkspaceConfiguration.EmbeddingConfiguration, root: URL, threads: Int
    ) throws -> any TextEmbedder {
        let folder: URL
        var name: String?
        switch configuration.provider {
        case .lexical: return LexicalEmbedder(threads: threads)
        case .minilm:
            folder = ModelStore.ofThisUser.folder(of: .allMiniLM)
            name = CataloguedModel.allMiniLM.name
        case .local: folder = URL(filePath: configuration.folder ?? "", relativeTo: root)
        case .openAI, .compatible, .azure, .cohere, .bedrock:
            throw CasebookError(
                .badConfiguration, code: "not_local",
                "the configured embedder is a service, and does not run in process",
                remedy: "nothing: this is a fault of the program")
        }
        return try SentenceEmbedder(
            folder: folder, name: name, precision: configuration.precision == .f32 ? .f32 : .int8, threads: threads,
            queryPrefix: configuration.queryPrefix, passagePrefix: configuration.passagePrefix)
    }

    /// The embedder that a plumbing command names: `minilm`, `lexical`, or the folder of a sentence model.
    static func named(_ name: String, precision: EncoderPrecision, threads: Int) throws -> any TextEmbedder {
        switch name {
        case "lexical": LexicalEmbedder(threads: threads)
        case "minilm":
            try SentenceEmbedder(
                folder: ModelStore.ofThisUser.folder(of: .allMiniLM), name: CataloguedModel.allMiniLM.name,
                precision: precision, threads: threads)
        default: try SentenceEmbedder(folder: URL(filePath: name), precision: precision, threads: threads)
        }
    }
}
