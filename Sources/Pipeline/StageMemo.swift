import Domain
import Foundation

/// Computes a stage's value once for a key, and remembers which stored results a run used.
///
/// A value that was stored under the same stage, version and key is given back instead of being computed.
actor StageMemo {
    private let store: any TenantStore
    private let ignoreStored: Bool
    private(set) var used: [String] = []
    /// How many values had to be computed.
    private(set) var computed = 0

    init(store: any TenantStore, ignoreStored: Bool) {
        self.store = store
        self.ignoreStored = ignoreStored
    }

    /// Bytes of an earlier run that a stage can start from, whatever has changed since; `nil` if there are none or they
    /// are not to be used. They are kept on.
    func start(stage: String, key: ContentDigest) async throws -> [UInt8]? {
        used.append("\(stage)/\(key.hex)")
        return ignoreStored ? nil : try await store.result(stage: stage, key: key)
    }

    /// Keeps bytes for the next run to start from, in place of those before.
    func keep(_ bytes: [UInt8], stage: String, key: ContentDigest) async throws {
        try await store.keep(result: bytes, stage: stage, key: key)
    }

    /// Keeps a stored result, without reading it.
    func use(stage: String, key: ContentDigest) { used.append("\(stage)/\(key.hex)") }

    /// Whether a result is stored and will be used.
    func holds(stage: String, key: ContentDigest) async throws -> Bool {
        ignoreStored ? false : try await store.result(stage: stage, key: key) != nil
    }

    /// - Parameters:
    ///   - stage: The stage's name and version, `resolve/1`: a change of its code changes the version.
    ///   - key: Of everything the value depends on.
    func value<Value: Codable & Sendable>(
        stage: String, key: ContentDigest, compute: @Sendable () async throws -> Value
    ) async throws -> Value {
        used.append("\(stage)/\(key.hex)")
        if !ignoreStored, let bytes = try await store.result(stage: stage, key: key),
            let value = try? JSONDecoder().decode(Value.self, from: Data(bytes))
        {
            return value
        }
        let value = try await compute()
        computed += 1
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try await store.keep(result: Array(try encoder.encode(value)), stage: stage, key: key)
        return value
    }

    /// A value that may be replaced, as it was stored last; `nil` when there is none or it is not to be used.
    func stored<Value: Codable & Sendable>(stage: String, key: ContentDigest) async throws -> Value? {
        try await start(stage: stage, key: key).flatMap { try? JSONDecoder().decode(Value.self, from: Data($0)) }
    }

    /// Keeps a value in place of the one before.
    func replace(_ value: some Codable & Sendable, stage: String, key: ContentDigest) async throws {
        try await keep(Array(try JSONEncoder().encode(value)), stage: stage, key: key)
    }
}
