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
}
