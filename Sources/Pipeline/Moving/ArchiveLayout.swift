public import Domain

/// Where the parts of a tenant stand in its archive.
public enum ArchiveLayout {
    /// Files of the tenant's folder.
    public static let workspace = "workspace/"
    /// The exports themselves: an index, and the bytes under their digests.
    public static let rawIndex = "raw/index.json"
    public static let rawFiles = "raw/files/"
    /// What the store holds.
    public static let store = "store/"

    static let runs = "runs.jsonl"

    static func number(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// Whether a file of a tenant's folder belongs to the tenant: nothing else is taken along or brought in.
    ///
    /// - Parameter path: within the tenant's folder.
    public static func isTenantFile(_ path: String) -> Bool {
        if ["tenant.yaml", "signers", "revoked", "ledger.jsonl", "ledger.checkpoint"].contains(path) { return true }
        // Bytes, not characters: a combining mark would hide the slash before it.
        guard let slash = path.utf8.lastIndex(of: 0x2F) else { return false }
        let name = path[path.utf8.index(after: slash)...]
        guard name.utf8.first != 0x2E, let ending = endings[String(path[..<slash])] else { return false }
        guard name.hasSuffix(ending), name.utf8.count > ending.utf8.count else { return false }
        return path[..<slash] != "texts" || ContentDigest(hex: String(name.dropLast(ending.count))) != nil
    }

    /// The folders of a tenant's files, with the ending that those have.
    private static let endings = [
        "knowledge": ".md", "questions": ".yaml", "reviews/approvals": ".yaml", "reviews/feedback": ".yaml",
        "texts": ".md",
    ]

    /// The same folders, in order.
    public static let folders = ["knowledge", "questions", "reviews/approvals", "reviews/feedback", "texts"]
}

/// The exports in an archive: only there when they were asked for.
public struct RawIndex: Sendable, Hashable, Codable {
    /// Files of the inbox: the digest of each by name.
    public var inbox: [String: ContentDigest]
    /// Copies that were kept, in order.
    public var kept: [ContentDigest]

    public init(inbox: [String: ContentDigest], kept: [ContentDigest]) {
        self.inbox = inbox
        self.kept = kept
    }

    /// All files, each once.
    public var files: Set<ContentDigest> { Set(inbox.values).union(kept) }
}
