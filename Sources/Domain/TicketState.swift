/// Whether work on a ticket is still due, read from its status, resolution and dates.
public enum TicketState: String, Sendable, Codable, CaseIterable {
    /// Waiting for somebody.
    case open
    /// Nothing more will be done, whatever the outcome.
    case closed
}
