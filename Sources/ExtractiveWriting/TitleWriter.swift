import Domain

/// Gives each cluster a headline: the member's subject that speaks best for all members, or its key phrases where no
/// subject does.
struct TitleWriter {
    /// A subject that covers less of the cluster's key phrases than this, and is less typical, is one ticket's story.
    private static let leastCoverage = 0.12
    private static let leastTypicality = 0.18

    let tickets: [TicketID: RedactedTicket]

    /// The title of one cluster, not yet unique.
    func title(of cluster: Cluster, profile: ClusterProfile, reader: inout ProseReader) -> String {
        let keywords = cluster.keywords.map { (keyword: $0, terms: reader.distinctTerms(of: $0.phrase)) }
        var best: (title: String, score: Double)?
        let total = max(1, cluster.exemplars.count)
        for (rank, id) in cluster.exemplars.enumerated() {
            guard let ticket = tickets[id] else { continue }
            let raw = ticket.subject.display
            let cleaned = Headline.cleaned(raw)
            for subject in [cleaned] + (Headline.withoutHost(cleaned).map { [$0] } ?? []) {
                let terms = reader.distinctTerms(of: subject)
                guard !terms.isEmpty, subject.utf8.count >= 8 else { continue }
                let coverage = TitleWriter.coverage(of: terms, keywords)
                let typicality = profile.typicality(of: terms)
                let isTypical = typicality >= (terms.count > 1 ? TitleWriter.leastTypicality : 0.5)
                guard coverage >= TitleWriter.leastCoverage || isTypical else { continue }
                let score =
                    coverage + typicality + profile.centrality(of: terms) / 2
                    + 0.2 * (1 - Double(rank) / Double(total))
                    - TitleWriter.blemishes(of: subject, raw: raw, terms: terms, profile, &reader)
                if score > (best?.score ?? -.infinity) + 1e-9 { best = (subject, score) }
            }
        }
        return best?.title ?? phraseTitle(of: cluster, reader: &reader)
    }

    /// The share of the key phrases' weight, by count, that stands in a text.
    private static func coverage(
        of terms: [Int], _ keywords: [(keyword: Keyword, terms: [Int])]
    ) -> Double {
        var found = 0.0
        var all = 0.0
        for (keyword, phrase) in keywords where !phrase.isEmpty {
            let weight = Double(max(0, keyword.weight)) * Double(max(1, keyword.count))
            all += weight
            if phrase.allSatisfy(terms.contains) { found += weight }
        }
        return all > 0 ? found / all : 0
    }

    /// What makes a subject a poor headline: details of one case, length, questions, shouting.
    private static func blemishes(
        of subject: String, raw: String, terms: [Int], _ profile: ClusterProfile, _ reader: inout ProseReader
    ) -> Double {
        let words = subject.split(separator: " ")
        let own = terms.filter { (profile.frequency[$0] ?? 0) <= 1 }.count
        var blemishes = profile.count >= 4 ? 0.4 * Double(own) / Double(terms.count) : 0
        if words.count < 3 { blemishes += 0.3 }
        if words.count > 11 { blemishes += 0.03 * Double(words.count - 11) }
        if subject.hasSuffix("…") { blemishes += 0.3 }
        if subject.contains("?") { blemishes += 0.1 }
        if subject.contains("://") || subject.contains("www.") { blemishes += 0.4 }
        if ProseRules.maskCount(raw) > 0 { blemishes += 0.3 }
        // A number that few members share is one case's number.
        for word in words where word.unicodeScalars.contains(where: { ("0"..."9").contains($0) }) {
            let shares = reader.distinctTerms(of: String(word)).map { profile.share(of: $0) }
            if (shares.min() ?? 0) < 0.15 { blemishes += 0.2 }
        }
        let letters = subject.unicodeScalars.filter { $0.properties.isAlphabetic }
        if letters.filter({ $0.properties.isUppercase }).count * 2 > letters.count { blemishes += 0.3 }
        return blemishes
    }

    /// Up to three key phrases that say different things, as members write them.
    private func phraseTitle(of cluster: Cluster, reader: inout ProseReader) -> String {
        var chosen: [String] = []
        var seen: Set<Int> = []
        for keyword in cluster.keywords {
            let terms = reader.distinctTerms(of: keyword.phrase)
            guard seen.isDisjoint(with: terms) || terms.isEmpty else { continue }
            let phrase = asWritten(keyword.phrase, cluster)
            guard (chosen + [phrase]).joined(separator: ", ").unicodeScalars.count <= Headline.limit else { break }
            chosen.append(phrase)
            seen.formUnion(terms)
            if chosen.count == 3 { break }
        }
        if !chosen.isEmpty { return Headline.capitalised(chosen.joined(separator: ", ")) }
        let subjects = cluster.exemplars.compactMap { tickets[$0].map { Headline.cleaned($0.subject.display) } }
        if let subject = subjects.first(where: { !$0.isEmpty }) { return subject }
        return "Tickets like \(cluster.exemplars.first?.rawValue ?? cluster.id.rawValue)"
    }

    /// A phrase with the capitals that members mostly give its words: `namenode` becomes `NameNode`.
    func asWritten(_ phrase: String, _ cluster: Cluster) -> String {
        phrase.split(separator: " ").map { word in
            var counts: [String: Int] = [:]
            for id in cluster.exemplars {
                guard let ticket = tickets[id] else { continue }
                let text =
                    ticket.subject.display + "\n" + String(Substring(ticket.body.display.unicodeScalars.prefix(300)))
                // The first word of a text has a capital that is not its own.
                for (place, piece) in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).enumerated()
                where piece.utf8.count == word.utf8.count && piece.lowercased() == word.lowercased() {
                    let isOpening = place == 0 && piece.dropFirst().allSatisfy(\.isLowercase)
                    counts[isOpening ? piece.lowercased() : String(piece), default: 0] += 1
                }
            }
            let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
            return best?.key ?? String(word)
        }.joined(separator: " ")
    }
}
