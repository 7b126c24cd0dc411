/// A part of a ticket that a column can hold.
enum TicketField: String, CaseIterable {
    case id, subject, body, created, updated, resolved, status, priority, product, requester, assignee, resolution
    case labels

    /// Whether its cells are dates.
    var isDate: Bool { self == .created || self == .updated || self == .resolved }

    /// The names under which trackers export it, normalised, the most telling first. English, then German, French
    /// and Spanish.
    var aliases: [String] { HeaderVocabulary.aliases[self] ?? [] }
}
