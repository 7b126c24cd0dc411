public import Domain

/// What the ledger records of a publication: which site, and where it went.
public struct LedgerPublication: Sendable, Hashable {
    /// `folder`, `git`, `s3` or `azure`.
    public let kind: String
    /// The target as the configuration names it, without credentials.
    public let target: String
    /// Of the site: see `BuiltSite.digest`.
    public let digest: ContentDigest
    /// Files of the site.
    public let files: Int

    public init(kind: String, target: String, digest: ContentDigest, files: Int) {
        self.kind = kind
        self.target = target
        self.digest = digest
        self.files = files
    }

    /// Tells one target from another.
    public struct Target: Sendable, Hashable {
        public let kind: String
        public let target: String
    }

    public var `where`: Target { Target(kind: kind, target: target) }
}

extension Ledger {
    /// This ledger with a publication at its end, or `nil` when the last one to the same target was of the same site.
    ///
    /// The entry belongs to the run before it: it is no run, and no page changes by it.
    public func recording(_ publication: LedgerPublication, at moment: Instant) throws(CasebookError) -> Ledger? {
        if state.publications[publication.where]?.digest == publication.digest { return nil }
        return try appending([.published(publication)], run: max(1, state.run), asOf: state.asOf, at: moment).ledger
    }

    /// The digest of a ledger's lines but those of publications: what a run's input depends on. Without publications it
    /// is that of the bytes.
    public static func digestOfRuns(_ bytes: [UInt8]) -> ContentDigest {
        // Canonical JSON: members are in order, so that the event stands near the beginning, and within a member's text
        // the quotes would be escaped.
        let mark = "\"event\":\"published\""
        var hasher = ContentDigest.DigestHasher()
        bytes.withUnsafeBytes { buffer in
            var start = 0
            while start < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[start...])
                let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.count
                let line = UnsafeRawBufferPointer(rebasing: rest[..<end])
                if !String(decoding: line.prefix(160), as: UTF8.self).contains(mark) { hasher.update(buffer: line) }
                start += end
            }
        }
        return hasher.finish()
    }
}
