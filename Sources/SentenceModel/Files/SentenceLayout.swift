internal import Domain
internal import Foundation

/// The files that sentence-transformers puts beside a model: what comes after the encoder, and how texts go in.
struct SentenceLayout {
    var pooling = SentenceModelDescription.Pooling.mean
    var isNormalized = false
    /// Pieces of a text at most; `nil` leaves it to the encoder.
    var pieceLimit: Int?
    var lowercasesFirst = false
    var queryPrefix = ""
    var documentPrefix = ""
    /// Where the encoder's own files are.
    private(set) var encoderFolder: URL
    /// What was read.
    private(set) var files: [ModelFile] = []

    init(_ folder: URL, hiddenSize: (URL) throws(CasebookError) -> Int) throws(CasebookError) {
        encoderFolder = folder
        // Without modules.json it is an encoder alone: the reference then takes the mean of its vectors.
        if let modules = try ModelFile.optional(folder.appending(path: "modules.json")) {
            files.append(modules)
            try read(modules, folder, hiddenSize: hiddenSize)
        }
        if let limits = try ModelFile.optional(encoderFolder.appending(path: "sentence_bert_config.json")) {
            files.append(limits)
            let node = try limits.json()
            pieceLimit = node["max_seq_length"]?.integer
            lowercasesFirst = node["do_lower_case"]?.bool ?? false
        }
        if let prompts = try ModelFile.optional(folder.appending(path: "config_sentence_transformers.json")) {
            files.append(prompts)
            readPrefixes(try prompts.json())
        }
    }

    private mutating func read(
        _ modules: ModelFile, _ folder: URL, hiddenSize: (URL) throws(CasebookError) -> Int
    ) throws(CasebookError) {
        guard let list = try modules.json().array else { throw ModelFault.damaged(modules.url, "it is not a list") }
        for (place, module) in list.enumerated() {
            // `sentence_transformers.models.Pooling`; releases differ in what stands before the last word.
            let type = module["type"]?.string?.split(separator: ".").last.map(String.init) ?? "unknown"
            let path = module["path"]?.string ?? ""
            // Bytes, not characters: a combining mark would hide the slash before it.
            let names = path.utf8.split(separator: 0x2F)
            guard !names.contains(where: { $0.elementsEqual("..".utf8) }), path.utf8.first != 0x2F else {
                throw ModelFault.damaged(modules.url, "a module's path leads out of the model's folder")
            }
            let part = path.isEmpty ? folder : folder.appending(path: path)
            switch (type, place) {
            case ("Transformer", 0): encoderFolder = part
            case ("Pooling", 1):
                let file = try ModelFile(part.appending(path: "config.json"))
                files.append(file)
                try read(pooling: file, hiddenSize: try hiddenSize(encoderFolder))
            case ("Normalize", 2): isNormalized = true
            default:
                throw ModelFault.unsupported(
                    modules.url, "a model with \"\(type)\" as its part \(place + 1) is not supported")
            }
        }
    }

    private mutating func read(pooling file: ModelFile, hiddenSize: Int) throws(CasebookError) {
        let node = try file.json()
        if let width = (node["word_embedding_dimension"] ?? node["embedding_dimension"])?.integer, width != hiddenSize {
            throw ModelFault.mismatch(file.url, "it pools vectors of \(width) numbers, the encoder makes \(hiddenSize)")
        }
        if node["include_prompt"]?.bool == false {
            throw ModelFault.unsupported(file.url, "a model that pools without its prompt is not supported")
        }
        var modes = (node.members ?? []).filter { $0.name.hasPrefix("pooling_mode_") && $0.value.bool == true }
            .map { String($0.name.dropFirst("pooling_mode_".count)) }
        if let mode = node["pooling_mode"]?.string { modes = [mode] }
        switch modes {
        case ["mean_tokens"], ["mean"], []: pooling = .mean
        case ["cls_token"], ["cls"]: pooling = .first
        default:
            throw ModelFault.unsupported(
                file.url, "pooling by \(modes.sorted().joined(separator: ", ")) is not supported, only mean and cls are"
            )
        }
    }

    private mutating func readPrefixes(_ node: JSONNode) {
        let prompts = node["prompts"]
        let standard = node["default_prompt_name"]?.string.flatMap { prompts?[$0]?.string } ?? ""
        queryPrefix = prompts?["query"]?.string ?? standard
        documentPrefix =
            ["document", "passage", "corpus"].lazy.compactMap { prompts?[$0]?.string }.first ?? standard
    }
}
