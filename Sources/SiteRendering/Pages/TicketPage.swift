import Domain

extension BookSite {
    /// A page shows no more of a text than this many scalars: a row of an export may hold megabytes.
    private static let textLimit = 100_000

    /// One ticket, as redacted.
    func ticketPage(_ ticket: RedactedTicket) -> Page {
        var fields = row(ticket.id) ?? [:]
        set("created", ticket.created, in: &fields)
        let full = Excerpt.of(ticket.subject.display, limit: 2_000)
        fields.set("fullSubject", full == subject(of: ticket.id) || full.isEmpty ? nil : full)
        set("updated", ticket.updated, in: &fields)
        set("resolved", ticket.resolved, in: &fields)
        fields.set("status", ticket.status?.display)
        fields.set("took", took(ticket))
        setLongText("body", ticket.body, in: &fields)
        setLongText("resolution", ticket.resolution ?? .empty, in: &fields)
        fields.set("labels", list: ticket.labels.map { ["label": $0.display] })
        fields.set(
            "custom",
            list: ticket.fields.sorted { $0.key < $1.key }.map { name, value in
                ["fieldName": name, "fieldValue": Excerpt.of(value.display, limit: 1_000)]
            })
        fields.set("masks", Self.masks(ticket.redactions))
        fields.set("similar", list: (book.similar[ticket.id] ?? []).compactMap(row))
        fields.set("copies", list: (duplicates[ticket.id] ?? []).prefix(50).compactMap(row))
        fields.set(
            "citers", list: (citedBy[.ticket(ticket.id)] ?? []).map { ["citer": $0.title, "citerFolder": $0.folder] })
        return Page(
            folder: folder(of: ticket.id), template: "ticket", title: subject(of: ticket.id),
            section: .tickets, trail: [("Tickets", "tickets/")], fields: fields)
    }

    private func took(_ ticket: RedactedTicket) -> String? {
        guard let created = ticket.created, let resolved = ticket.resolved, created <= resolved else { return nil }
        return Figures.duration(seconds: resolved.seconds - created.seconds)
    }

    /// The text for HTML, the same in a Markdown fence, and whether something was cut off.
    private func setLongText(_ key: String, _ text: RedactedText, in fields: inout Fields) {
        let trimmed = text.display.trimmedWhitespace
        let shown = String(trimmed.unicodeScalars.prefix(Self.textLimit))
        fields.set(key, shown)
        fields[key + "HTML"] = MaskedHTML.html(text, limit: Self.textLimit)
        fields[key + "Fence"] = shown.isEmpty ? "" : MarkdownText.fenced(shown)
        fields[key + "IsCut"] = shown.utf8.count < trimmed.utf8.count
    }

    /// `email 2, phone 1`.
    static func masks(_ redactions: [String: Int]) -> String? {
        let parts = redactions.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { type, count in
            "\(type.lowercased().replacing("_", with: " ")) \(Figures.grouped(count))"
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
