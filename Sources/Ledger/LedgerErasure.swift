/// What the ledger remembers of tickets that were erased on request: how to know them again, and nothing that names
/// anybody.
public struct LedgerErasure: Sendable, Hashable {
    /// Tickets that were in the database.
    public let tickets: Int
    /// Kept copies of exports that were deleted.
    public let files: Int
    /// Tells the key of the marks from another, and nothing of it.
    public let key: String
    /// Keyed digests of requesters and tickets: rows that they fit are left out of every later run.
    public let marks: Set<String>
    /// Whether the key of earlier erasures is lost, so that their marks no longer count.
    public let replacesLostKey: Bool

    public init(tickets: Int, files: Int, key: String, marks: Set<String>, replacesLostKey: Bool = false) {
        self.tickets = tickets
        self.files = files
        self.key = key
        self.marks = marks
        self.replacesLostKey = replacesLostKey
    }
}

/// A rule by which things go when they are old. Raw values are the keys of the configuration.
public enum RetentionPolicy: String, Sendable, Hashable, CaseIterable {
    /// Kept copies of exports.
    case files = "files.retention_days"
    case tickets = "tickets.retention_days"
}
