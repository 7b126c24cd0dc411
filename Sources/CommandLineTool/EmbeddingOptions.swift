public import ArgumentParser
import Embedding
import Foundation
public import SentenceModel

/// Which vectors a plumbing command makes, and with how many threads.
struct EmbeddingOptions: ParsableArguments {
    @Option(help: "Plumbing: minilm, lexical, or the folder of a sentence model of the BERT family.")
    var embedding = "minilm"

    @Option(help: "Plumbing: int8 (fast, the same bits on every processor) or f32 (the reference's arithmetic).")
    var precision = EncoderPrecision.int8

    @Option(help: "Plumbing: threads to use.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        if threads < 1 { throw ValidationError("--threads must be at least 1.") }
    }

    func embedder() throws -> any TextEmbedder {
        try Embedders.named(embedding, precision: precision, threads: threads)
    }
}

extension EncoderPrecision: ExpressibleByArgument {}
