@_spi(Redaction) import Domain

/// A small tenant: two live clusters, one ended, an answered question, a gap, an article, and tickets that try
/// to break out of pages.
enum FixtureBook {
    static let vpn = cluster("c-vpnaaaaa")
    static let printer = cluster("c-printaaa")
    static let gone = cluster("c-goneaaaa")
    static let merged = cluster("c-mergedaa")

    private static func cluster(_ id: String) -> ClusterID {
        ClusterID(id) ?? ClusterID(foundedBy: [], tenant: tenant("acme"))
    }

    private static func tenant(_ id: String) -> TenantID {
        guard let tenant = TenantID(id) else { preconditionFailure("a fixture's tenant id is well formed") }
        return tenant
    }

    private static func article(_ id: String) -> ArticleID {
        guard let article = ArticleID(id) else { preconditionFailure("a fixture's article id is well formed") }
        return article
    }

    static func question(_ id: String) -> QuestionID {
        guard let question = QuestionID(id) else { preconditionFailure("a fixture's question id is well formed") }
        return question
    }

    /// Texts that would be markup, script, formulas or links if they were let through.
    static let hostile = [
        "<script>alert(1)</script>", "\u{0600}<script>alert(2)</script>", "\"\u{0301} onmouseover=alert(3) x=\"",
        "'><img src=x onerror=alert(4)>", "=HYPERLINK(\"https://evil.example\")", "@everyone # Heading | pipe",
        "[click](javascript:alert(5)) ![x](https://evil.example/x.png)", "https://evil.example www.evil.example",
        "</title></textarea></style>", "{{tenant}} {{{root}}} {{>layout.html}}", "\u{202E}txt.exe\u{7}\u{0}\u{FFFF}",
        "```\n# out of the fence\n```", "- list\n1. item\n> quote\n---\n<b>b</b>",
    ]

    static func ticket(
        _ id: String, subject: String, body: String, day: Int?, open: Bool = false, priority: Priority? = nil,
        product: String? = nil, resolution: String? = nil, fields: [String: String] = [:]
    ) -> RedactedTicket {
        let created = day.map { Instant(seconds: 1_735_689_600 + Int64($0) * 86_400) }
        return RedactedTicket(
            id: TicketID(id), subject: RedactedText(masked: subject), body: RedactedText(masked: body),
            created: created, updated: nil,
            resolved: open ? nil : created.map { Instant(seconds: $0.seconds + 200_000) },
            status: RedactedText(masked: open ? "Waiting" : "Done"), state: open ? .open : .closed,
            priority: priority, product: product.map { RedactedText(masked: $0) },
            requesterToken: "[[PERSON_m6iroeylxczqi]]", assigneeToken: nil,
            resolution: resolution.map { RedactedText(masked: $0) }, labels: [RedactedText(masked: "network")],
            fields: fields.mapValues { RedactedText(masked: $0) }, redactions: ["EMAIL": 1])
    }

    static func tickets(count: Int) -> [RedactedTicket] {
        let priorities: [Priority?] = [
            Priority(label: "P1", level: .critical), Priority(label: "High", level: .high),
            Priority(label: "Normal", level: .normal), nil,
        ]
        var tickets = (0..<count).map { index in
            let isVPN = index % 3 != 0
            return ticket(
                "ACME-\(1000 + index)",
                subject: isVPN
                    ? "VPN drops every \(index % 50 + 5) minutes on Wi-Fi"
                    : "Label printer \(index % 9) prints blank labels",
                body: isVPN
                    ? "Since Monday the VPN client disconnects on Wi-Fi.\nThe log says: tunnel closed.\n\nWrite to [[EMAIL_1]]."
                    : "The printer feeds but nothing is printed.\n    at Spooler.run(Spooler.java:42)\n    at Main.main",
                day: index * 500 / max(1, count), open: index % 7 == 0, priority: priorities[index % 4],
                product: isVPN ? "Remote access" : "Printing",
                resolution: isVPN ? "Set the adapter's power saving to off." : nil,
                fields: index % 5 == 0 ? ["Site": "Berlin", "Floor <3>": "2 & 3"] : [:])
        }
        for (index, text) in hostile.enumerated() {
            tickets.append(
                ticket(
                    "X\(index) \(text)", subject: text, body: text + "\nsecond line " + text,
                    day: index % 2 == 0 ? index : nil,
                    product: text, resolution: text, fields: [text: text]))
        }
        return tickets.sorted { $0.id < $1.id }
    }

    /// - Parameters:
    ///   - generation: of the resolution about the VPN.
    ///   - run: the last one in the history.
    ///   - extra: tickets of no cluster, besides the hostile ones.
    static func make(
        count: Int = 30, generation: Int = 3, run: Int = 3, asOfDay: Int = 520, extra: [RedactedTicket] = []
    ) -> Book {
        let tickets = (tickets(count: count) + extra).sorted { $0.id < $1.id }
        let acme = tickets.filter { $0.id.rawValue.hasPrefix("ACME") }
        let vpnTickets = acme.filter { $0.subject.masked.hasPrefix("VPN") }
        let printerTickets = acme.filter { !$0.subject.masked.hasPrefix("VPN") }
        let clusters = [
            cluster(vpn, vpnTickets, ["vpn", "wi-fi", "tunnel closed"], .spiking, neighbours: [printer]),
            cluster(printer, printerTickets, ["label printer", "blank labels"], .fading, neighbours: [vpn]),
        ]
        let asOf = Instant(seconds: 1_735_689_600 + Int64(asOfDay) * 86_400)
        let article = article("vpn-setup")
        return Book(
            tenant: TenantProfile(
                id: tenant("acme"), name: "Acme & Söhne", calendar: TenantCalendar(identifier: "Europe/Berlin") ?? .utc,
                siteURL: "https://support.example/acme/"),
            asOf: asOf, tickets: tickets, clusters: clusters,
            unusual: tickets.filter { !$0.id.rawValue.hasPrefix("ACME") }.map(\.id),
            duplicates: [vpnTickets.prefix(3).map(\.id)],
            themes: [
                Theme(id: ThemeID(largest: vpn), title: "Network", clusters: [vpn], ticketCount: vpnTickets.count),
                Theme(
                    id: ThemeID(largest: printer), title: "Printing", clusters: [printer],
                    ticketCount: printerTickets.count),
            ],
            ended: [
                EndedCluster(id: gone, fate: .retired, ended: asOf),
                EndedCluster(id: merged, fate: .merged(into: vpn), ended: asOf),
            ],
            resolutions: [
                vpn: resolution(vpn, "VPN drops on Wi-Fi", vpnTickets, article: article, fix: true),
                printer: resolution(
                    printer, "Blank labels <b>| # [x](y)", printerTickets,
                    article: article, fix: false),
            ],
            assessments: [
                Assessment(
                    question: Question(
                        id: question("why-vpn"), text: "Why does the VPN drop?", context: "Asked monthly."),
                    outcome: .answered([
                        Claim(
                            text: "Power saving closes the tunnel.",
                            citations: [
                                Citation(evidence: .article(article)),
                                Citation(evidence: .ticket(vpnTickets[0].id), quote: "tunnel closed"),
                            ]),
                        Claim(text: "Not held.", citations: [Citation(evidence: .ticket(TicketID("NOPE")))]),
                    ]),
                    evidence: [
                        RankedEvidence(
                            evidence: .ticket(vpnTickets[0].id), score: 2, passage: "the VPN client disconnects"),
                        RankedEvidence(evidence: .article(article), score: 1, passage: "Switch power saving off."),
                    ], origin: .extractive, droppedClaims: 0),
                Assessment(
                    question: Question(id: question("zz-cost"), text: "What does a ticket cost?"),
                    outcome: .abstained(missing: "No ticket or article speaks of cost."), evidence: [],
                    origin: .extractive, droppedClaims: 0),
            ],
            articles: [
                Article(
                    id: article, title: "Setting up the VPN",
                    body: RedactedText(
                        masked: """
                            # Setting up the VPN

                            Switch **power saving** off. See [the list](vpn-setup.md#steps), [none](other.md),
                            <script>alert(1)</script> ![pixel](https://evil.example/p.png) [bad](javascript:alert(1))
                            and https://docs.example/vpn.

                            ## Steps

                            1. Open the settings
                            2. Choose *Adapter*

                            | Setting | Value |
                            | --- | ---: |
                            | Power \\| saving | off |

                            > Mind the `firewall`.

                            - [x] done
                            - [ ] to do

                            ```swift
                            let x = "<b>"
                            ```
                            """),
                    labels: ["vpn", "wifi"], product: "Remote access", updated: asOf)
            ],
            history: history(asOf, run: run),
            generations: ["clusters/c-vpnaaaaa/resolution.md": generation],
            map: tickets.enumerated().map { index, ticket in
                let angle = Float(index) * 0.7
                let isVPN = ticket.subject.masked.hasPrefix("VPN")
                return MapPoint(
                    ticket: ticket.id, x: (isVPN ? 0.3 : 0.7) + 0.2 * sine(angle), y: 0.5 + 0.25 * sine(angle * 1.7))
            },
            similar: Dictionary(
                tickets.map { ticket in (ticket.id, vpnTickets.prefix(5).map(\.id).filter { $0 != ticket.id }) },
                uniquingKeysWith: { first, _ in first }),
            facts: RunFacts(
                programVersion: "0.1.0", rows: tickets.count + 3, tickets: tickets.count, files: 2,
                rejects: ["missing_id": 2, "bad_date": 1], redactions: ["EMAIL": 31, "PHONE": 4],
                embeddingModel: "lexical/1", embeddingDimension: 512, numericPath: "scalar-f32",
                clusteringMethod: "density, seed 1", chatModel: nil,
                notes: ["No language model is configured, so every text is extractive."], ledgerEntries: 12, run: run))
    }

    /// A rough sine that is the same on every machine.
    private static func sine(_ angle: Float) -> Float {
        let turn = angle / 6.2831855
        let part = turn - turn.rounded(.down)
        let x = part < 0.5 ? part * 4 - 1 : 3 - part * 4
        return x * (1.5 - 0.5 * x * x)
    }

    private static func cluster(
        _ id: ClusterID, _ tickets: [RedactedTicket], _ phrases: [String], _ trend: Trend.Kind, neighbours: [ClusterID]
    ) -> Cluster {
        Cluster(
            id: id,
            members: tickets.enumerated().map { index, ticket in
                Cluster.Member(ticket: ticket.id, strength: 1 - Float(index) / Float(tickets.count + 1))
            },
            exemplars: tickets.prefix(5).map(\.id),
            keywords: phrases.map { Keyword(phrase: $0, weight: 1, count: 4) }, theme: ThemeID(largest: id),
            founded: Instant(seconds: 1_735_689_600), trend: Trend(kind: trend, recent: 9, expected: 2.5),
            neighbours: neighbours)
    }

    private static func resolution(
        _ id: ClusterID, _ title: String, _ tickets: [RedactedTicket], article: ArticleID, fix: Bool
    ) -> Resolution {
        Resolution(
            cluster: id, title: title,
            summary: [
                Claim(
                    text: "Since Monday the VPN client disconnects on Wi-Fi.",
                    citations: [Citation(evidence: .ticket(tickets[0].id), quote: "disconnects on Wi-Fi")]),
                Claim(
                    text: "It happens in <b>every</b> office, see https://evil.example and @team.",
                    citations: [Citation(evidence: .ticket(tickets[1].id)), Citation(evidence: .ticket(tickets[0].id))]),
            ], rootCause: [],
            recommendedFix: fix
                ? [
                    Claim(
                        text: "Switch power saving off.",
                        citations: [Citation(evidence: .article(article), quote: "power saving")])
                ]
                : [],
            automationPotential: .partial, severity: .high, origin: .extractive, droppedClaims: 0)
    }

    private static func history(_ asOf: Instant, run: Int) -> [BookEvent] {
        let earlier = Instant(seconds: asOf.seconds - 40 * 86_400)
        return [
            BookEvent(run: 1, asOf: earlier, kind: .born, cluster: vpn, numbers: ["tickets": 12]),
            BookEvent(run: 1, asOf: earlier, kind: .born, cluster: merged, numbers: ["tickets": 4]),
            BookEvent(run: 2, asOf: earlier, kind: .text, cluster: vpn, numbers: ["generation": 2]),
            BookEvent(run: run, asOf: asOf, kind: .born, cluster: printer, numbers: ["tickets": 10]),
            BookEvent(
                run: run, asOf: asOf, kind: .merged, cluster: merged, others: [vpn], numbers: ["shared_exemplars": 3]),
            BookEvent(run: run, asOf: asOf, kind: .retired, cluster: gone),
            BookEvent(run: run, asOf: asOf, kind: .text, question: question("why-vpn")),
        ]
    }
}
