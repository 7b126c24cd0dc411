public import Domain
import LinearAlgebra
import Synchronization

/// Runs an encoder over many sequences with several threads.
public struct BatchEncoder: Sendable {
    public let encoder: Encoder
    private let threads: Int

    /// Word pieces of a pack: enough that a layer's weights, read once a layer, serve many blocks.
    private static let packSize = 512

    /// - Parameter threads: how many threads compute; at least 1.
    public init(_ encoder: Encoder, threads: Int) {
        self.encoder = encoder
        self.threads = max(1, threads)
    }

    /// One unit row for each sequence, in order; zeros for an empty one. Equal sequences are computed once.
    ///
    /// - Throws: `CasebookError` of kind `unavailable` when memory is short; `CancellationError`.
    public func encode(_ sequences: [[Int32]]) async throws -> EmbeddingMatrix {
        var first: [[Int32]: Int] = [:]
        var distinct: [[Int32]] = []
        let rowOf = sequences.map { sequence in
            if let known = first[sequence] { return known }
            first[sequence] = distinct.count
            distinct.append(sequence)
            return distinct.count - 1
        }
        let hidden = encoder.shape.hidden
        let rows = FixedBuffer<Float>(count: distinct.count * hidden)
        try await run(TokenPack.packs(of: distinct, capacity: Self.packSize), into: rows)
        let storage = [Float](unsafeUninitializedCapacity: sequences.count * hidden) { buffer, initialized in
            for (row, source) in rowOf.enumerated() {
                for column in 0..<hidden { buffer[row * hidden + column] = rows.pointer[source * hidden + column] }
            }
            initialized = sequences.count * hidden
        }
        return EmbeddingMatrix(count: sequences.count, dimension: hidden, storage: storage)
    }

    private func run(_ packs: [TokenPack], into rows: FixedBuffer<Float>) async throws {
        let queue = PackQueue(packs)
        let capacity = packs.reduce(Self.packSize) { max($0, $1.pieces.count) }
        let hidden = encoder.shape.hidden
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, packs.count) {
                group.addTask {
                    let worker = EncoderWorker(encoder, capacity: capacity)
                    while let pack = queue.next() {
                        try Task.checkCancellation()
                        // Each sequence's row is written by the one worker that takes its pack.
                        try worker.encode(pack) { rows.pointer + pack.sequences[$0] * hidden }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Hands out packs, each to one worker.
private final class PackQueue: Sendable {
    private let packs: [TokenPack]
    private let position = Atomic<Int>(0)

    init(_ packs: [TokenPack]) { self.packs = packs }

    func next() -> TokenPack? {
        let index = position.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < packs.count ? packs[index] : nil
    }
}
