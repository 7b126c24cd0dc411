/// One file of a rendered site: where it stands and its bytes.
public struct SiteFile: Sendable, Hashable {
    /// Relative to the site's root, `/` between segments, never `..` and never absolute.
    public let path: String
    public let bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    public init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

    /// The digest of the bytes.
    public var digest: ContentDigest { .of(bytes) }
}
