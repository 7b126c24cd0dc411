/// What a store tells of an object.
public struct StoredObject: Sendable, Hashable {
    public let key: String
    /// In bytes.
    public let size: Int
    /// The store's name for this version of it, without quotation marks. No digest: of large objects it is something
    /// else, and it differs from store to store.
    public let etag: String
    /// Known from `head`, not from listings.
    public let contentType: String?
    public let cacheControl: String?

    public init(key: String, size: Int, etag: String, contentType: String? = nil, cacheControl: String? = nil) {
        self.key = key
        self.size = size
        self.etag = etag
        self.contentType = contentType
        self.cacheControl = cacheControl
    }
}

/// A page of a listing.
public struct ObjectPage: Sendable, Hashable {
    public let objects: [StoredObject]
    /// What the next page begins after; `nil` at the end.
    public let next: String?

    public init(objects: [StoredObject], next: String?) {
        self.objects = objects
        self.next = next
    }
}

/// Bytes of an object.
public struct ObjectPart: Sendable, Hashable {
    public let bytes: [UInt8]
    /// Of the whole object, in bytes.
    public let total: Int
    /// The version that they are of.
    public let etag: String

    public init(bytes: [UInt8], total: Int, etag: String) {
        self.bytes = bytes
        self.total = total
        self.etag = etag
    }
}

/// What readers of an object are told with it.
public struct ObjectHeaders: Sendable, Hashable {
    public var contentType: String
    public var cacheControl: String?
    public var contentDisposition: String?
    /// Of one's own, by names of lower-case letters, digits and underscores.
    public var metadata: [String: String]

    public init(
        contentType: String = "application/octet-stream", cacheControl: String? = nil,
        contentDisposition: String? = nil, metadata: [String: String] = [:]
    ) {
        self.contentType = contentType
        self.cacheControl = cacheControl
        self.contentDisposition = contentDisposition
        self.metadata = metadata
    }
}

extension String {
    /// An entity tag without its quotation marks and its mark of weakness.
    var unquotedTag: String {
        let strong = hasPrefix("W/") ? dropFirst(2) : self[...]
        return String(strong.filter { $0 != "\"" })
    }
}
