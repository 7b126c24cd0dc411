import Domain

/// The downloads: what the pages show, for programs. People and their tokens are not in them.
enum DataFiles {
    static let descriptions: [(name: String, about: String, format: String)] = [
        ("tickets.csv", "One row a ticket, with its cluster and how firmly it belongs.", "CSV"),
        ("tickets.json", "The same, with the redacted texts.", "JSON"),
        ("clusters.csv", "One row a cluster, with its size, trend and title.", "CSV"),
        ("clusters.json", "The same, with keywords, members and the resolution.", "JSON"),
        ("assessments.json", "The standing questions, with claims and their evidence.", "JSON"),
    ]

    /// The content of a download.
    static func content(of name: String, _ site: BookSite) -> String {
        switch name {
        case "tickets.csv": ticketTable(site)
        case "tickets.json": list(site.book.tickets.map { ticket($0, site) })
        case "clusters.csv": clusterTable(site)
        case "clusters.json": list(site.book.clusters.map { cluster($0, site) })
        default: list(site.book.assessments.map { assessment($0, site) })
        }
    }

    /// One value a line, so that a version control system shows which changed.
    private static func list(_ values: [JSONValue]) -> String {
        values.isEmpty ? "[]\n" : "[\n" + values.map(\.canonicalText).joined(separator: ",\n") + "\n]\n"
    }

    private static func ticketTable(_ site: BookSite) -> String {
        var table = CSVText(header: [
            "id", "subject", "created", "updated", "resolved", "status", "state", "priority", "level", "product",
            "resolution", "labels", "cluster", "cluster_title", "strength",
        ])
        for ticket in site.book.tickets {
            let membership = site.memberships[ticket.id]
            table.add([
                ticket.id.rawValue, ticket.subject.display, ticket.created?.iso8601 ?? "",
                ticket.updated?.iso8601 ?? "", ticket.resolved?.iso8601 ?? "", ticket.status?.display ?? "",
                ticket.state.rawValue, ticket.priority?.label ?? "", ticket.priority?.level.rawValue ?? "",
                ticket.product?.display ?? "", ticket.resolution?.display ?? "",
                ticket.labels.map(\.display).joined(separator: " "), membership?.cluster.rawValue ?? "",
                membership.map { site.title(of: $0.cluster) } ?? "",
                membership.map { BookSite.decimal($0.strength) } ?? "",
            ])
        }
        return table.text
    }

    private static func clusterTable(_ site: BookSite) -> String {
        var table = CSVText(header: [
            "id", "title", "theme", "tickets", "open", "trend", "last_28_days", "expected_28_days", "severity",
            "automation_potential", "keywords",
        ])
        for cluster in site.book.clusters {
            let resolution = site.book.resolutions[cluster.id]
            let open = cluster.members.count { site.tickets[$0.ticket]?.state == .open }
            table.add([
                cluster.id.rawValue, site.title(of: cluster.id), site.themes[cluster.theme]?.title ?? "",
                String(cluster.members.count), String(open), cluster.trend.kind.rawValue,
                String(cluster.trend.recent), Figures.decimal(cluster.trend.expected).replacing("\u{202F}", with: ""),
                resolution?.severity.rawValue ?? "", resolution?.automationPotential.rawValue ?? "",
                cluster.keywords.map(\.phrase).joined(separator: "; "),
            ])
        }
        return table.text
    }

    private static func ticket(_ ticket: RedactedTicket, _ site: BookSite) -> JSONValue {
        let membership = site.memberships[ticket.id]
        return .object([
            "id": .string(ticket.id.rawValue), "subject": .string(ticket.subject.display),
            "body": .string(ticket.body.display), "created": moment(ticket.created),
            "updated": moment(ticket.updated), "resolved": moment(ticket.resolved),
            "status": text(ticket.status?.display), "state": .string(ticket.state.rawValue),
            "priority": text(ticket.priority?.label), "level": text(ticket.priority?.level.rawValue),
            "product": text(ticket.product?.display), "resolution": text(ticket.resolution?.display),
            "labels": .array(ticket.labels.map { .string($0.display) }),
            "fields": .object(ticket.fields.mapValues { .string($0.display) }),
            "cluster": text(membership?.cluster.rawValue),
            "strength": text(membership.map { BookSite.decimal($0.strength) }),
            "page": .string(site.folder(of: ticket.id) + "index.html"),
        ])
    }

    private static func cluster(_ cluster: Cluster, _ site: BookSite) -> JSONValue {
        let published = site.texts[SiteAddress.resolution(cluster.id)]
        return .object([
            "id": .string(cluster.id.rawValue), "title": .string(site.title(of: cluster.id)),
            "theme": text(site.themes[cluster.theme]?.title), "founded": moment(cluster.founded),
            "trend": .object([
                "kind": .string(cluster.trend.kind.rawValue), "recent": .integer(Int64(cluster.trend.recent)),
                "expected": .number((cluster.trend.expected * 10).rounded() / 10),
            ]),
            "keywords": .array(cluster.keywords.map { .string($0.phrase) }),
            "neighbours": .array(cluster.neighbours.map { .string($0.rawValue) }),
            "members": .array(
                cluster.members.map { member in
                    ["ticket": .string(member.ticket.rawValue), "strength": .string(BookSite.decimal(member.strength))]
                }),
            "resolution": published.map(self.published) ?? .null,
        ])
    }

    private static func assessment(_ assessment: Assessment, _ site: BookSite) -> JSONValue {
        var missing: String?
        if case .abstained(let sentence) = assessment.outcome { missing = sentence }
        let published = site.texts[SiteAddress.answer(assessment.question.id)]
        return .object([
            "id": .string(assessment.question.id.rawValue), "question": .string(assessment.question.text),
            "context": text(assessment.question.context), "product": text(assessment.question.product),
            "missing": text(missing), "answer": published.map(self.published) ?? .null,
            "evidence": .array(
                assessment.evidence.map { hit in
                    ["evidence": .string(hit.evidence.description), "passage": .string(hit.passage)]
                }),
        ])
    }

    private static func published(_ text: PublishedText) -> JSONValue {
        .object([
            "path": .string(text.path), "sha256": .string(ContentDigest.of(text.bytes).hex),
            "origin": .string(text.origin.notice), "dropped_claims": .integer(Int64(text.dropped)),
            "sections": .array(
                text.parts.map { part in
                    [
                        "heading": .string(part.heading),
                        "claims": .array(
                            part.claims.map { claim in
                                [
                                    "text": .string(claim.text),
                                    "evidence": .array(
                                        claim.numbers.map { .string(text.sheet.evidence[$0 - 1].id.description) }),
                                ]
                            }),
                    ]
                }),
        ])
    }

    private static func moment(_ instant: Instant?) -> JSONValue { text(instant?.iso8601) }

    private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
