internal import HTTPTransport

/// What a key has to be, so that no server and no library on the way takes it for another.
enum ObjectKey {
    static let longest = 1_024

    /// - Throws: of kind `badKey`, without the key: it may be anything.
    static func check(_ key: String, place: String) throws(ObjectStoreFailure) {
        // Bytes, not characters: a combining mark would hide the slash before it.
        let parts = key.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let isPlain = key.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard !key.isEmpty, key.utf8.count <= longest, isPlain, key.utf8.first != 0x2F,
            parts.allSatisfy({ !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) })
        else { throw ObjectStoreFailure(.badKey, place: place, "a key is no plain path") }
    }

    /// As it stands in an address.
    static func encoded(_ key: String) -> String {
        key.split(separator: "/", omittingEmptySubsequences: false).map { String($0).percentEncoded }
            .joined(separator: "/")
    }
}

/// The query of an address: names, and values where there are any.
struct StoreQuery {
    var items: [(name: String, value: String?)]

    init(_ items: [(name: String, value: String?)] = []) { self.items = items }

    /// With its question mark; nothing when it is empty.
    var text: String {
        let pairs = items.map { item in
            item.name.percentEncoded + (item.value.map { "=\($0.percentEncoded)" } ?? "")
        }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }
}
