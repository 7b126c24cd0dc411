import Domain

/// Support tickets of known problems, each phrased in several ways with varying details and small talk around.
struct SyntheticTickets {
    var ids: [TicketID] = []
    var texts: [RedactedText] = []
    /// The problem of each ticket.
    var truth: [Int] = []

    private static let problems: [[String]] = [
        [
            "VPN connection drops", "vpn disconnects every few minutes", "Cannot stay connected to the VPN",
            "VPN tunnel keeps dropping",
        ],
        [
            "Printer offline", "printer shows offline although it is on", "Cannot print, printer is offline",
            "Printer on floor offline again",
        ],
        [
            "Password reset email never arrives", "no reset mail for my password",
            "reset link for password not received", "password reset mail missing",
        ],
        [
            "Invoice shows wrong VAT", "VAT on invoice is wrong", "wrong tax rate on my invoice",
            "invoice VAT amount incorrect",
        ],
        [
            "Outlook search returns nothing", "search in outlook finds no mails", "Outlook search broken",
            "outlook does not find old mails in search",
        ],
        [
            "Laptop battery drains fast", "battery of my laptop empty after an hour", "laptop battery life very short",
            "battery drain on laptop",
        ],
        [
            "Export to Excel times out", "excel export of report runs into timeout", "Report export fails with timeout",
            "exporting report to excel never ends",
        ],
        [
            "Teams microphone not working", "nobody hears me in teams, microphone dead",
            "microphone muted in Teams call", "Teams does not detect microphone",
        ],
        [
            "Shared drive access denied", "no permission for shared drive", "access to the shared drive denied",
            "shared drive says access denied",
        ],
        [
            "Two-factor code rejected", "authenticator code is not accepted", "two-factor authenticator code invalid",
            "login code from authenticator rejected",
        ],
        [
            "Projector shows no picture", "no picture on projector in meeting room",
            "meeting room projector stays black", "projector black, no picture via HDMI",
        ],
        [
            "Passwort läuft ab und lässt sich nicht ändern", "Passwort ändern geht nicht",
            "Kennwort abgelaufen, Passwort ändern schlägt fehl", "kann Passwort nicht ändern, ist abgelaufen",
        ],
    ]
    private static let openings = ["Hello team,", "Hi,", "Good morning,", "", "Dear support,", "Urgent:"]
    private static let details = [
        "Since this morning.", "It started after the last update.", "Happens on two machines.",
        "Worked fine last week.",
        "I already restarted.", "My colleague has the same.", "", "We need this for a client.",
    ]

    /// `count` tickets over the first `problemCount` problems, in turn.
    init(count: Int, problemCount: Int = 12) {
        var state: UInt64 = 42
        func pick(_ list: [String]) -> String {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return list[Int(state >> 33) % list.count]
        }
        for number in 0..<count {
            let problem = number % problemCount
            let phrasings = SyntheticTickets.problems[problem]
            ids.append(TicketID("T-\(1_000 + number)"))
            let body = [
                pick(SyntheticTickets.openings), pick(phrasings) + ".", pick(SyntheticTickets.details),
                pick(phrasings) + ".",
                pick(SyntheticTickets.details), "Ref \(number * 7919)",
            ].joined(separator: " ")
            texts.append(RedactedText(restoring: pick(phrasings) + "\n" + body))
            truth.append(problem)
        }
    }

    mutating func append(_ id: String, _ text: String, truth: Int = -1) {
        ids.append(TicketID(id))
        texts.append(RedactedText(restoring: text))
        self.truth.append(truth)
    }

    /// The same tickets in another order.
    func permuted(_ order: [Int]) -> SyntheticTickets {
        var copy = self
        copy.ids = order.map { ids[$0] }
        copy.texts = order.map { texts[$0] }
        copy.truth = order.map { truth[$0] }
        return copy
    }
}

/// The adjusted Rand index of two labellings.
func adjustedRandIndex(_ left: [Int], _ right: [Int]) -> Double {
    func pairs(_ count: Int) -> Double { Double(count * (count - 1)) / 2 }
    var both: [[Int]: Int] = [:]
    var lefts: [Int: Int] = [:]
    var rights: [Int: Int] = [:]
    for (a, b) in zip(left, right) {
        both[[a, b], default: 0] += 1
        lefts[a, default: 0] += 1
        rights[b, default: 0] += 1
    }
    let index = both.values.reduce(0) { $0 + pairs($1) }
    let leftPairs = lefts.values.reduce(0) { $0 + pairs($1) }
    let rightPairs = rights.values.reduce(0) { $0 + pairs($1) }
    let expected = leftPairs * rightPairs / pairs(left.count)
    return (index - expected) / ((leftPairs + rightPairs) / 2 - expected)
}
