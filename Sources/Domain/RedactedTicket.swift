/// A ticket without personal data: the only form that embedding, clustering, prompts, pages and stores
/// accept. Made by the `Redaction` target alone; decoding gives back what a store was given.
public struct RedactedTicket: Sendable, Hashable, Codable {
    public let id: TicketID
    public let subject: RedactedText
    public let body: RedactedText
    public let created: Instant?
    public let updated: Instant?
    public let resolved: Instant?
    public let status: RedactedText?
    public let state: TicketState
    public let priority: Priority?
    public let product: RedactedText?
    /// A token such as `[[PERSON_m6iroeylxczqi]]`, the same for the same person within a tenant. Never published.
    public let requesterToken: String?
    /// As `requesterToken`.
    public let assigneeToken: String?
    public let resolution: RedactedText?
    public let labels: [RedactedText]
    public let fields: [String: RedactedText]
    /// How many distinct values of each type were masked, by type name (`EMAIL`).
    public let redactions: [String: Int]

    /// For the `Redaction` target, which makes redacted tickets, and for stores, which give back what they were
    /// given (`@_spi(Restoring)`). No other target imports either.
    @_spi(Redaction) @_spi(Restoring) public init(
        id: TicketID, subject: RedactedText, body: RedactedText, created: Instant?, updated: Instant?,
        resolved: Instant?, status: RedactedText?, state: TicketState, priority: Priority?, product: RedactedText?,
        requesterToken: String?, assigneeToken: String?, resolution: RedactedText?, labels: [RedactedText],
        fields: [String: RedactedText], redactions: [String: Int]
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
        self.requesterToken = requesterToken
        self.assigneeToken = assigneeToken
        self.resolution = resolution
        self.labels = labels
        self.fields = fields
        self.redactions = redactions
    }

    /// The moment that decides which of two rows of one ticket is newer: the latest of its dates.
    public var newest: Instant? { [created, updated, resolved].compactMap { $0 }.max() }

    /// What an embedder reads: subject and body on two lines.
    public var redactedText: RedactedText {
        if body.isEmpty { return subject }
        if subject.isEmpty { return body }
        return RedactedText(masked: subject.masked + "\n" + body.masked)
    }

    /// `redactedText` as displayed: what a quote of this ticket is a substring of.
    public var text: String { redactedText.display }
}
