/// One support case as its export holds it, with personal data. It lives only between ingestion and
/// redaction: nothing stores, logs or publishes it.
public struct Ticket: Sendable, Equatable {
    public var id: TicketID
    public var subject: String
    public var body: String
    public var created: Instant?
    public var updated: Instant?
    public var resolved: Instant?
    /// The tracker's word for the status, `Waiting for customer`.
    public var status: String?
    public var state: TicketState
    public var priority: Priority?
    public var product: String?
    public var requester: String?
    public var assignee: String?
    /// The recorded outcome: a code (`Fixed`, `Duplicate`) or the text that closed the case.
    public var resolution: String?
    /// Trimmed, unique, sorted.
    public var labels: [String]
    /// Mapped custom fields by name.
    public var fields: [String: String]

    public init(
        id: TicketID, subject: String, body: String, created: Instant? = nil, updated: Instant? = nil,
        resolved: Instant? = nil, status: String? = nil, state: TicketState = .open, priority: Priority? = nil,
        product: String? = nil, requester: String? = nil, assignee: String? = nil, resolution: String? = nil,
        labels: [String] = [], fields: [String: String] = [:]
    ) {
        self.id = id
        self.subject = subject
        self.body = body
        self.created = created
        self.updated = updated
        self.resolved = resolved
        self.status = status
        self.state = state
        self.priority = priority
        self.product = product
        self.requester = requester
        self.assignee = assignee
        self.resolution = resolution
        self.labels = labels
        self.fields = fields
    }

    /// The moment that decides which of two rows of one ticket is newer: the latest of its dates.
    public var newest: Instant? { [created, updated, resolved].compactMap { $0 }.max() }
}
