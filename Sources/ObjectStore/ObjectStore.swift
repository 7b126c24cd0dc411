/// A bucket of S3 or of what speaks as it does, or a container of Azure Blob Storage.
///
/// Every call may be made twice without harm, and is made again by the client while the store is busy or unreachable.
/// Keys are paths without `.` and `..`, without control characters and of at most 1,024 bytes; others are refused
/// before anything is sent.
public protocol ObjectStore: Sendable {
    /// For messages, without secrets: `s3://bucket`, `azure://account/container`.
    var place: String { get }

    /// Puts an object in its place in one step: readers see the old one or the new one, whole. The store checks a
    /// digest of all bytes that it is sent. Large ones go in parts, of which a few at a time are in memory.
    func put(_ source: ObjectSource, at key: String, as headers: ObjectHeaders) async throws(ObjectStoreFailure)

    /// Brings bytes of an object.
    ///
    /// - Parameters:
    ///   - range: where; fewer come where the object ends.
    ///   - etag: the version that is meant; `nil` for the newest.
    /// - Throws: of kind `missing` when there is none, `changed` when there is another version.
    func part(of key: String, range: Range<Int>, etag: String?) async throws(ObjectStoreFailure) -> ObjectPart

    /// What is known of an object; `nil` when there is none.
    func head(_ key: String) async throws(ObjectStoreFailure) -> StoredObject?

    /// A page of the objects whose keys begin so, in the store's order.
    ///
    /// - Parameters:
    ///   - most: objects on the page, from 1 to 1,000.
    ///   - mark: what the page before ended with; `nil` for the first.
    func page(prefix: String, most: Int, after mark: String?) async throws(ObjectStoreFailure) -> ObjectPage

    /// Deletes objects, in as few calls as the store has it; nothing happens to those that are gone already.
    func delete(_ keys: [String]) async throws(ObjectStoreFailure)

    /// Whether anybody may read what is here, as far as the store tells: `nil` when it does not.
    func isPublic() async throws(ObjectStoreFailure) -> Bool?
}

extension ObjectStore {
    /// All objects whose keys begin so, in the store's order.
    ///
    /// - Throws: of kind `malformed` when a listing leads in a circle.
    public func list(prefix: String) async throws(ObjectStoreFailure) -> [StoredObject] {
        var objects: [StoredObject] = []
        var marks: Set<String> = []
        var mark: String?
        repeat {
            let page = try await page(prefix: prefix, most: 1_000, after: mark)
            objects += page.objects
            mark = page.next
            if let mark, !marks.insert(mark).inserted {
                throw ObjectStoreFailure(.malformed, place: place, "the listing leads in a circle")
            }
        } while mark != nil
        return objects
    }

    /// The bytes of an object.
    ///
    /// - Parameter most: of them; a larger object is a failure of kind `tooLarge`.
    public func get(_ key: String, most: Int = 64 << 20) async throws(ObjectStoreFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        try await pieces(of: key, most: most) { bytes += $0 }
        return bytes
    }
}
