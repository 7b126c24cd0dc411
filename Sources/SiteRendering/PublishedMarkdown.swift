import Domain

/// Writes a published text. Its form is part of what people sign, so it is fixed here and not in a template.
struct PublishedMarkdown {
    private(set) var text: String

    init(title: String) { text = "# \(MarkdownText.escape(title))\n" }

    mutating func line(_ line: String) { text += "\n\(line)\n" }

    mutating func list(_ items: [String]) { text += "\n" + items.map { "- \($0)\n" }.joined() }

    /// Who wrote it, the claims with their citations, and the evidence.
    mutating func finish(_ parts: [PublishedText.Part], sheet: ClaimSheet, origin: TextOrigin, dropped: Int) {
        line(MarkdownText.escape(origin.notice))
        for part in parts {
            line("## \(part.heading)")
            if part.claims.isEmpty {
                line(part.absence)
            } else {
                list(
                    part.claims.map { claim in
                        let marks = claim.numbers.map { "[\\[\($0)\\]](#evidence)" }
                        return MarkdownText.escape(claim.text) + " " + marks.joined(separator: " ")
                    })
            }
        }
        line("## Evidence")
        text += "\n"
        for (index, entry) in sheet.evidence.enumerated() {
            text += "\(index + 1). \(reference(entry.id))"
            text +=
                entry.quotes.isEmpty
                ? "\n" : ": \(entry.quotes.map { "“\(MarkdownText.escape($0))”" }.joined(separator: " … "))\n"
        }
        if sheet.evidence.isEmpty { text += "None.\n" }
        if dropped > 0 {
            line("\(dropped) \(dropped == 1 ? "sentence was" : "sentences were") left out: no evidence held for it.")
        }
    }

    private func reference(_ id: EvidenceID) -> String {
        switch id {
        case .ticket(let id):
            "Ticket [\(MarkdownText.escape(id.rawValue))](../../\(SiteAddress.ticket(slug: id.slug))index.md)"
        case .article(let id): "Article [\(id)](../../\(SiteAddress.article(id))index.md)"
        }
    }
}
