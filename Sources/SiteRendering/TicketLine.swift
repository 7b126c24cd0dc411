import Domain

/// What every list says of a ticket.
struct TicketLine: Sendable {
    /// The folder of its page, relative to the site's root.
    let folder: String
    /// On one line, at most 160 characters.
    let subject: String
    /// In the tenant's calendar.
    let created: CivilDate?

    init(_ ticket: RedactedTicket, calendar: TenantCalendar) {
        folder = SiteAddress.ticket(slug: ticket.id.slug)
        let subject = Excerpt.of(ticket.subject.display, limit: 160)
        self.subject = subject.isEmpty ? "(no subject)" : subject
        created = ticket.created.map { calendar.date(of: $0) }
    }
}
