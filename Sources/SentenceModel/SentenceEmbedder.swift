public import Domain
public import Embedding
public import Foundation
import Synchronization

/// A sentence model of the BERT family, run in process.
///
/// The files are checked at once; the weights are packed for the processor when the first text comes, so that a run
/// without new texts does not wait for it.
public final class SentenceEmbedder: TextEmbedder {
    public let model: EmbeddingModel
    private let files: SentenceModelFiles
    private let precision: EncoderPrecision
    private let threads: Int
    private let prefixes: [EmbeddingUse: String]
    private let encoder = Mutex<Encoder?>(nil)

    /// Changes whenever the vectors of the same model's files change.
    private static let version = "1"

    /// - Parameters:
    ///   - name: how the model is called in manifests; the folder's name unless given.
    ///   - threads: how many threads compute; at least 1. Vectors do not depend on it.
    ///   - queryPrefix: what is put before a query instead of what the model's files say; `passagePrefix` likewise.
    /// - Throws: `CasebookError` for files that are missing, damaged, of another model or of a kind that cannot be run.
    public init(
        folder: URL, name: String? = nil, precision: EncoderPrecision, threads: Int, queryPrefix: String? = nil,
        passagePrefix: String? = nil
    ) throws(CasebookError) {
        let files = try SentenceModelFiles(folder)
        let description = files.description
        self.files = files
        self.precision = precision
        self.threads = max(1, threads)
        prefixes = [
            .query: queryPrefix ?? description.queryPrefix, .passage: passagePrefix ?? description.documentPrefix,
        ]
        let digest = ContentDigest.of(fields: [
            "sentence-embedder/\(Self.version)", description.digest.hex, prefixes[.query] ?? "",
            prefixes[.passage] ?? "",
        ])
        model = EmbeddingModel(
            name: name ?? description.name, version: String(digest.hex.prefix(12)), dimension: description.hiddenSize,
            numericPath: precision.numericPath)
    }

    public func embed(_ texts: [RedactedText], as use: EmbeddingUse) async throws -> EmbeddingMatrix {
        guard !texts.isEmpty else { return EmbeddingMatrix(count: 0, dimension: model.dimension, storage: []) }
        let sequences = try await pieces(of: texts, prefix: prefixes[use] ?? "")
        return try await BatchEncoder(loaded(), threads: threads).encode(sequences)
    }

    /// The word pieces of each text; none for a text that has nothing between the pieces that begin and end it.
    private func pieces(of texts: [RedactedText], prefix: String) async throws -> [[Int32]] {
        let size = 256
        let starts = Array(stride(from: 0, to: texts.count, by: size))
        var parts = [[[Int32]]](repeating: [], count: starts.count)
        try await withThrowingTaskGroup(of: (Int, [[Int32]]).self) { group in
            func add(_ part: Int) {
                group.addTask { [files] in
                    try Task.checkCancellation()
                    let start = starts[part]
                    return (
                        part,
                        texts[start..<min(start + size, texts.count)].map { text in
                            let display = text.display
                            guard !display.trimmedWhitespace.isEmpty else { return [] }
                            let ids = files.encode(prefix + display)
                            return ids.count > files.tokenizer.overhead ? ids : []
                        }
                    )
                }
            }
            for part in starts.indices.prefix(threads) { add(part) }
            var waiting = starts.indices.dropFirst(threads)
            for try await (part, rows) in group {
                parts[part] = rows
                if let next = waiting.popFirst() { add(next) }
            }
        }
        return parts.flatMap { $0 }
    }

    private func loaded() throws -> Encoder {
        try encoder.withLock { encoder in
            if let encoder { return encoder }
            let description = files.description
            let made = try Encoder(
                shape: EncoderShape(
                    hidden: description.hiddenSize, layers: description.layers, heads: description.heads,
                    intermediate: description.intermediateSize, vocabulary: description.vocabularySize,
                    positions: description.positions, types: description.tokenTypes,
                    epsilon: Float(description.layerNormEpsilon), usesTanhGELU: description.activation == .geluTanh),
                pooling: description.pooling == .mean ? .mean : .cls, precision: precision, tensors: files)
            encoder = made
            return made
        }
    }
}

extension SentenceModelFiles: EncoderTensors {
    public func values(_ name: String, _ shape: [Int]) throws(CasebookError) -> [Float] {
        try weights.tensor(named: description.tensorPrefix + name, shape: shape).floats()
    }
}
