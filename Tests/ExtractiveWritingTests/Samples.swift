@_spi(Restoring) import Domain

/// Small tickets and clusters for tests.
enum Samples {
    static func ticket(
        _ id: String, _ subject: String, _ body: String, resolution: String? = nil, state: TicketState = .closed,
        priority: Priority.Level? = nil, day: Int = 0
    ) -> RedactedTicket {
        RedactedTicket(
            id: TicketID(id), subject: RedactedText(restoring: subject), body: RedactedText(restoring: body),
            created: Instant(seconds: 1_735_689_600 + Int64(day) * 86_400), updated: nil, resolved: nil, status: nil,
            state: state, priority: priority.map { Priority(label: $0.rawValue, level: $0) }, product: nil,
            requesterToken: nil, assigneeToken: nil, resolution: resolution.map { RedactedText(restoring: $0) },
            labels: [], fields: [:], redactions: [:])
    }

    static func cluster(_ tickets: [RedactedTicket], keywords: [(String, Int)], tenant: TenantID) -> Cluster {
        let ids = tickets.map(\.id)
        let id = ClusterID(foundedBy: ids, tenant: tenant)
        return Cluster(
            id: id, members: ids.map { Cluster.Member(ticket: $0, strength: 1) }, exemplars: ids,
            keywords: keywords.enumerated().map { place, keyword in
                Keyword(phrase: keyword.0, weight: 1 / Float(place + 1), count: keyword.1)
            },
            theme: ThemeID(largest: id), founded: Instant(seconds: 0),
            trend: Trend(kind: .unknown, recent: 0, expected: 0), neighbours: [])
    }

    static func byID(_ tickets: [RedactedTicket]) -> [TicketID: RedactedTicket] {
        Dictionary(tickets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Five tickets about a VPN that drops, with fixes in words.
    static let vpn = [
        ticket(
            "V-1", "RE: [HELP-12] VPN drops after login.",
            """
            Hi team,

            The VPN connection drops a few minutes after login on my laptop.
            2025-01-03 10:22:11 ERROR vpn.Tunnel - handshake failed
            ```
            The VPN code block is never quoted by anybody here.
            ```
            This happens because the old client cannot renew its certificate.

            Best regards,
            [[PERSON_1]]
            """, resolution: "Updated the VPN client to version 5.2.", priority: .high, day: 2),
        ticket(
            "V-2", "VPN drops", "Since the weekend the VPN connection drops right after the login.",
            resolution: "Updated VPN client to version 5.2", priority: .high, day: 10),
        ticket(
            "V-3", "VPN drops after login on train", "The VPN drops whenever I work on the train.",
            resolution: "Fixed", day: 12),
        ticket(
            "V-4", "VPN keeps dropping", "My VPN connection keeps dropping after a few minutes of work.",
            resolution: "We updated the VPN client to version 5.2 for the user", state: .closed, day: 20),
        ticket("V-5", "VPN", "The VPN drops again and again since last week.", state: .open, priority: .high, day: 40),
    ]
}
