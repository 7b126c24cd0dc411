import Domain
import ObjectStore
import Synchronization

/// A store in memory that remembers what it was asked, and can break off at any call that changes something.
final class MemoryStore: ObjectStore {
    struct Object {
        var bytes: [UInt8]
        var headers: ObjectHeaders
        var etag: String
    }

    struct State {
        var objects: [String: Object] = [:]
        /// `PUT key` and `DELETE key`, in order.
        var changes: [String] = []
        /// Changes that are let through yet; `nil` for all.
        var left: Int?
        var version = 0
        var isPublic: Bool? = false
        /// Called after each change, with what is there.
        var watch: (@Sendable ([String: [UInt8]]) -> Void)?
        /// Called after each change, as somebody who changes objects too.
        var intruder: (@Sendable (inout [String: Object]) -> Void)?
    }

    private let state = Mutex(State())

    var place: String { "memory://store" }

    func access<Value: Sendable>(_ work: (inout sending State) -> sending Value) -> Value {
        state.withLock { state in work(&state) }
    }

    private func change(_ what: String, _ work: (inout State) -> Void) throws(ObjectStoreFailure) {
        let isLetThrough = state.withLock { state in
            if state.left == 0 { return false }
            state.left = state.left.map { $0 - 1 }
            state.changes.append(what)
            state.version += 1
            work(&state)
            state.watch?(state.objects.mapValues(\.bytes))
            state.intruder?(&state.objects)
            return true
        }
        guard isLetThrough else { throw ObjectStoreFailure(.unavailable, place: place, "the machine was stopped") }
    }

    func put(_ source: ObjectSource, at key: String, as headers: ObjectHeaders) async throws(ObjectStoreFailure) {
        guard case .bytes(let bytes) = source else {
            throw ObjectStoreFailure(.unreadable, place: place, "only bytes are taken")
        }
        try change("PUT \(key)") { $0.objects[key] = Object(bytes: bytes, headers: headers, etag: "v\($0.version)") }
    }

    func part(of key: String, range: Range<Int>, etag: String?) async throws(ObjectStoreFailure) -> ObjectPart {
        guard let object = state.withLock({ $0.objects[key] }) else {
            throw ObjectStoreFailure(.missing, place: place, "there is no such object")
        }
        return ObjectPart(
            bytes: Array(object.bytes[range.clamped(to: object.bytes.indices)]), total: object.bytes.count,
            etag: object.etag)
    }

    func head(_ key: String) async throws(ObjectStoreFailure) -> StoredObject? {
        state.withLock { $0.objects[key] }.map { StoredObject(key: key, size: $0.bytes.count, etag: $0.etag) }
    }

    func page(prefix: String, most: Int, after mark: String?) async throws(ObjectStoreFailure) -> ObjectPage {
        let objects = state.withLock { $0.objects }.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
        return ObjectPage(
            objects: objects.map { StoredObject(key: $0.key, size: $0.value.bytes.count, etag: $0.value.etag) },
            next: nil)
    }

    func delete(_ keys: [String]) async throws(ObjectStoreFailure) {
        for key in keys { try change("DELETE \(key)") { $0.objects[key] = nil } }
    }

    func isPublic() async throws(ObjectStoreFailure) -> Bool? { state.withLock { $0.isPublic } }

    /// Texts by path below a prefix, without the manifest.
    func texts(_ prefix: String = "acme/") -> [String: String] {
        var texts: [String: String] = [:]
        for (key, object) in state.withLock({ $0.objects }) where key.hasPrefix(prefix) {
            let path = String(key.dropFirst(prefix.count))
            if path != ".casebook-site.json" { texts[path] = String(decoding: object.bytes, as: UTF8.self) }
        }
        return texts
    }
}
