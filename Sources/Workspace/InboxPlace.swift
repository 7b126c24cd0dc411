/// A prefix of a bucket that a tenant's exports are brought from: `s3://BUCKET/PREFIX/`,
/// `azure://ACCOUNT/CONTAINER/PREFIX/`.
public struct InboxPlace: Sendable, Hashable {
    public enum Bucket: Sendable, Hashable {
        case s3(bucket: String)
        case azure(account: String, container: String)
    }

    public let bucket: Bucket
    /// With its slash at the end; empty for the whole bucket.
    public let prefix: String

    /// Returns `nil` for anything else.
    public init?(_ text: String) {
        let isS3 = text.hasPrefix("s3://")
        guard isS3 || text.hasPrefix("azure://") else { return nil }
        let path = text.dropFirst(isS3 ? 5 : 8)
        // Bytes, not characters: a combining mark would hide the slash before it.
        var parts = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map { String(Substring($0)) }
        if parts.last == "" { parts.removeLast() }
        let named = isS3 ? 1 : 2
        guard parts.count >= named, parts.allSatisfy({ !["", ".", ".."].contains($0) }) else { return nil }
        bucket = isS3 ? .s3(bucket: parts[0]) : .azure(account: parts[0], container: parts[1])
        let prefix = parts.dropFirst(named).joined(separator: "/")
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
    }

    /// Whether an export of one could be one of the other.
    public func overlaps(_ other: InboxPlace) -> Bool {
        bucket == other.bucket && (prefix.hasPrefix(other.prefix) || other.prefix.hasPrefix(prefix))
    }
}
