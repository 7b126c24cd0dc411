import Domain

/// The evidence that a tenant has: a citation of anything else does not hold.
struct KnownEvidence: Sendable {
    let tickets: [TicketID: RedactedTicket]
    let articles: [ArticleID: Article]

    func holds(_ id: EvidenceID) -> Bool {
        switch id {
        case .ticket(let id): tickets[id] != nil
        case .article(let id): articles[id] != nil
        }
    }

    /// What a published text's source is: an article by its address, else the ticket of that name.
    func evidence(at source: ApprovedDocument.Source) -> EvidenceID {
        let words = source.link.split(separator: "/").map(String.init)
        if words.count == 5, words[2] == "knowledge", let id = ArticleID(words[3]) { return .article(id) }
        let named = TicketID(source.name)
        // A name may differ from the ticket's own in white space, its address does not.
        guard words.count == 5, named.slug != words[3] else { return .ticket(named) }
        return .ticket(tickets.keys.first { $0.slug == words[3] } ?? named)
    }
}

/// Claims with their evidence numbered in order of first mention.
struct ClaimSheet: Sendable {
    struct Entry: Sendable {
        let id: EvidenceID
        /// The passages relied on, in order of first mention, each once.
        var quotes: [String]
    }

    struct NumberedClaim: Sendable {
        let text: String
        /// From 1, each once, in order of size.
        let numbers: [Int]
    }

    private(set) var evidence: [Entry] = []
    /// Claims left out here because a citation does not lead to evidence of this tenant.
    private(set) var dropped = 0
    private var places: [EvidenceID: Int] = [:]

    init() {}

    /// The evidence of a text that was published, with its numbers. What the tenant no longer has keeps its number.
    init(_ sources: [ApprovedDocument.Source], known: KnownEvidence) {
        evidence = sources.map { Entry(id: known.evidence(at: $0), quotes: $0.quotes) }
        for (place, entry) in evidence.enumerated() { places[entry.id] = places[entry.id] ?? place }
    }

    /// Numbers the citations of a section. A claim without a citation, or with one that does not hold, is dropped.
    mutating func add(_ claims: [Claim], known: KnownEvidence) -> [NumberedClaim] {
        claims.compactMap { claim in
            guard !claim.citations.isEmpty, claim.citations.allSatisfy({ known.holds($0.evidence) }) else {
                dropped += 1
                return nil
            }
            let numbers = claim.citations.map { number(of: $0) }
            return NumberedClaim(text: claim.text.collapsedWhitespace, numbers: Set(numbers).sorted())
        }
    }

    private mutating func number(of citation: Citation) -> Int {
        let place: Int
        if let known = places[citation.evidence] {
            place = known
        } else {
            place = evidence.count
            places[citation.evidence] = place
            evidence.append(Entry(id: citation.evidence, quotes: []))
        }
        if let quote = citation.quote?.collapsedWhitespace, !quote.isEmpty, !evidence[place].quotes.contains(quote) {
            evidence[place].quotes.append(quote)
        }
        return place + 1
    }
}
