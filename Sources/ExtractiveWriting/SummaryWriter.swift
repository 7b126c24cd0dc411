import Domain

/// Tells what happens in a cluster: sentences of its most central tickets, and the numbers.
struct SummaryWriter {
    /// Tickets whose sentences are considered.
    private static let ticketLimit = 16
    /// Sentences of each ticket that are considered: what the matter is stands early.
    private static let sentenceLimit = 6

    let tickets: [TicketID: RedactedTicket]
    /// Those whose words may be repeated.
    let quotable: [TicketID: RedactedTicket]
    let calendar: TenantCalendar

    /// Two or three sentences, then the numbers. Without a sentence that can stand alone, the most central subjects.
    func claims(
        for cluster: Cluster, profile: ClusterProfile, sentences: [TicketID: [ProseSentence]], boilerplate: Set<String>,
        duplicates: Int
    ) -> [Claim] {
        var candidates: [ProseSentence] = []
        var scores: [Double] = []
        for (rank, id) in cluster.exemplars.prefix(SummaryWriter.ticketLimit).enumerated() {
            for sentence in (sentences[id] ?? []).prefix(SummaryWriter.sentenceLimit)
            where !boilerplate.contains(sentence.text) {
                candidates.append(sentence)
                scores.append(SummaryWriter.score(sentence, rank: rank, profile))
            }
        }
        let chosen = SentenceSelection.choose(candidates, scores: scores, count: 3)
        var claims = chosen.map { candidates[$0].claim }
        if claims.isEmpty { claims = subjectClaims(cluster) }
        return claims + [countClaim(cluster, duplicates: duplicates)]
    }

    private static func score(_ sentence: ProseSentence, rank: Int, _ profile: ClusterProfile) -> Double {
        var score = profile.centrality(of: sentence.terms)
        score *= 1 - 0.5 * Double(rank) / Double(ticketLimit)
        score *= 1 - 0.06 * Double(min(5, sentence.place))
        if SentenceCues.leansOnContext(sentence.text) { score *= 0.6 }
        if SentenceCues.isInstruction(sentence.text) { score *= 0.4 }
        if sentence.text.hasSuffix("?") { score *= 0.6 }
        if sentence.text.hasSuffix("…") { score *= 0.7 }
        return sentence.terms.count < 3 ? 0 : score
    }

    private func subjectClaims(_ cluster: Cluster) -> [Claim] {
        var claims: [Claim] = []
        var seen: Set<String> = []
        for id in cluster.exemplars {
            guard let ticket = quotable[id] else { continue }
            let subject = ticket.subject.display.trimmedWhitespace
            let text = PlainText.trimmed(Headline.capitalised(PlainText.from(subject)), ProseReader.sentenceLimit)
            guard !text.isEmpty, seen.insert(text.lowercased()).inserted,
                let line = subject.split(whereSeparator: \.isNewline).first
            else { continue }
            let quote = PlainText.quote(line.trimmedWhitespace, ProseReader.sentenceLimit)
            claims.append(Claim(text: text, citations: [Citation(evidence: .ticket(id), quote: quote)]))
            if claims.count == 2 { break }
        }
        return claims
    }

    /// `41 tickets between 2025-01-03 and 2025-11-20, 12 of them still open; 5 repeat another ticket.`
    private func countClaim(_ cluster: Cluster, duplicates: Int) -> Claim {
        let members = cluster.members.compactMap { tickets[$0.ticket] }
        let dates = members.compactMap(\.created).sorted()
        let open = members.filter { $0.state == .open }.count
        var text = members.count == 1 ? "1 ticket" : "\(members.count) tickets"
        if let first = dates.first, let last = dates.last {
            let from = calendar.date(of: first)
            let to = calendar.date(of: last)
            text += from == to ? " on \(from)" : " between \(from) and \(to)"
        }
        let state =
            switch open {
            case 0: ", none still open"
            case members.count: members.count == 1 ? ", still open" : ", all still open"
            default: ", \(open) of them still open"
            }
        text += state
        if duplicates > 0 { text += duplicates == 1 ? "; 1 repeats another ticket" : "; \(duplicates) repeat others" }
        let cited = cluster.exemplars.filter { quotable[$0] != nil }.prefix(3)
        return Claim(text: text + ".", citations: cited.map { Citation(evidence: .ticket($0)) })
    }
}
