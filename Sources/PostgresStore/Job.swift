public import Domain

/// A piece of work that one of several machines does.
public struct Job: Sendable, Hashable {
    /// Whose it is.
    public let tenant: TenantID
    /// What there is to do.
    public let kind: Kind
    /// Tells it from others of its kind and tenant.
    public let key: String
    /// How often it has been taken, this time included.
    public let attempts: Int
    /// Of this lease: whoever has lost it can no longer end the job.
    let token: String

    /// What there is to do.
    public enum Kind: String, Sendable, CaseIterable {
        /// Build a tenant's book.
        case tenant
        /// Make vectors of some of a tenant's rows.
        case embed
    }

    /// Where a job stands.
    public enum State: String, Sendable, CaseIterable {
        case waiting, leased, done
        /// Given up after too many attempts.
        case dead
    }
}

/// What is known of a job, for people.
public struct JobStatus: Sendable, Hashable {
    public let tenant: TenantID
    public let kind: Job.Kind
    public let key: String
    public let state: Job.State
    public let attempts: Int
    /// Who has it or had it last, as `host:process`; `nil` before the first.
    public let worker: String?
    /// Until when a leased one belongs to its worker; ISO 8601, UTC.
    public let leasedUntil: String?
    /// The code of what went wrong last: of a done job, what its result lacks.
    public let fault: String?

    /// Whether somebody has to look at it.
    public var hasFailed: Bool { state == .dead || (state == .done && fault != nil) }
}
