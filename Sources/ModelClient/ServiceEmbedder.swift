public import Domain
public import Embedding
internal import Foundation
internal import Prompting

/// Vectors from an embedding model that a service runs.
///
/// The vectors have unit length. Texts longer than the model reads are cut, and texts that say nothing have the zero
/// vector, without a call. Every request passes the gate. One whose answer was lost is made again, which the gate
/// counts as a call more.
public struct ServiceEmbedder: TextEmbedder {
    private let service: any EmbeddingService
    private let gate: any CallGate
    private let limits: EmbeddingLimits

    /// How often a batch is sent whose answer gets lost.
    private static let attempts = 3

    init(_ service: any EmbeddingService, limits: EmbeddingLimits?, gate: any CallGate) {
        self.service = service
        self.limits = limits ?? service.limits
        self.gate = gate
    }

    public var model: EmbeddingModel { service.model }

    /// - Throws: `CasebookError`, or what the gate threw.
    public func embed(_ texts: [RedactedText], as use: EmbeddingUse) async throws -> EmbeddingMatrix {
        let dimension = model.dimension
        var storage = [Float](repeating: 0, count: texts.count * dimension)
        let batches = EmbeddingBatch.all(of: texts.map(\.display), limits)
        try await withThrowingTaskGroup(of: [Row].self) { group in
            var next = 0
            func begin() {
                guard next < batches.count else { return }
                let batch = batches[next]
                next += 1
                group.addTask { try await rows(of: batch, as: use) }
            }
            for _ in 0..<limits.requestsAtOnce { begin() }
            for try await rows in group {
                for row in rows {
                    storage.replaceSubrange(row.place * dimension..<(row.place + 1) * dimension, with: row.vector)
                }
                begin()
            }
        }
        return EmbeddingMatrix(count: texts.count, dimension: dimension, storage: storage)
    }

    private struct Row: Sendable {
        let place: Int
        let vector: [Float]
    }

    private func rows(of batch: EmbeddingBatch, as use: EmbeddingUse) async throws -> [Row] {
        for attempt in 1... {
            do {
                let vectors = try await paid(batch, as: use)
                return zip(batch.places, vectors).map { Row(place: $0, vector: $1) }
            } catch let failure as ModelFailure {
                switch failure.kind {
                case .ambiguous where attempt < Self.attempts: continue
                case .promptTooLong:
                    guard let smaller = batch.smaller else { throw failure.error }
                    var rows: [Row] = []
                    for batch in smaller { rows += try await self.rows(of: batch, as: use) }
                    return rows
                default: throw failure.error
                }
            }
        }
        return []
    }

    /// One request, past the gate and back.
    private func paid(_ batch: EmbeddingBatch, as use: EmbeddingUse) async throws -> [[Float]] {
        let estimate = batch.estimate
        let ceiling = batch.ceiling
        try await gate.admit(ceiling)
        let lot: EmbeddingLot
        do throws(ModelFailure) {
            lot = try await service.vectors(of: batch.texts, as: use, estimate: estimate)
        } catch {
            // What may have been billed counts as the most that it can have been.
            await gate.settle(ceiling, used: error.kind == .ambiguous ? ceiling : error.usage ?? .zero)
            throw error
        }
        await gate.settle(ceiling, used: lot.usage ?? estimate)
        return try checked(lot.vectors, count: batch.texts.count)
    }

    /// The vectors at unit length, if they are what was asked for.
    private func checked(_ vectors: [[Float]], count: Int) throws(ModelFailure) -> [[Float]] {
        func malformed(_ detail: String) -> ModelFailure {
            ModelFailure(.malformed, service: model.name, detail)
        }
        guard vectors.count == count else {
            throw malformed("the answer has \(vectors.count) vectors for \(count) texts")
        }
        return try vectors.map { (vector) throws(ModelFailure) in
            guard vector.count == model.dimension else {
                throw malformed("a vector has \(vector.count) dimensions, not \(model.dimension)")
            }
            let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard length.isFinite, length > 0 else { throw malformed("a vector is not finite, or zero") }
            return vector.map { Float(Double($0) / length) }
        }
    }
}
