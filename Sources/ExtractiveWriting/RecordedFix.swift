import Domain

/// Recorded resolutions of a cluster's closed members that say about the same.
struct RecordedFix {
    /// The most central member's text.
    let leader: [ProseSentence]
    let leaderTerms: [Int]
    /// Members with near-equal texts, most central first, the leader among them, each with its sentences.
    var members: [(id: TicketID, sentences: [ProseSentence])]
}

/// Groups near-equal resolution texts.
struct RecordedFixes {
    /// Texts that are read; a cluster of thousands repeats itself long before.
    private static let readingLimit = 400
    /// Texts that share this many of their terms (Jaccard) are one fix.
    private static let sameness = 0.5

    /// Most members first, then most central.
    let groups: [RecordedFix]
    /// How many members have a resolution in words.
    let count: Int
    /// The first sentences of each resolution read.
    let sentences: [TicketID: [ProseSentence]]

    init(cluster: Cluster, tickets: [TicketID: RedactedTicket], reader: inout ProseReader) {
        let exemplars = Set(cluster.exemplars)
        let order = cluster.exemplars + cluster.members.map(\.ticket).filter { !exemplars.contains($0) }
        var groups: [RecordedFix] = []
        var sentences: [TicketID: [ProseSentence]] = [:]
        for id in order.prefix(RecordedFixes.readingLimit) {
            guard let ticket = tickets[id], ticket.state == .closed, let text = ticket.resolution?.display else {
                continue
            }
            let read = RecordedFixes.sentences(of: text, evidence: .ticket(id), reader: &reader)
            guard !read.isEmpty else { continue }
            sentences[id] = read
            let terms = Set(read.flatMap(\.terms)).sorted()
            let place = groups.firstIndex { SentenceSelection.overlap($0.leaderTerms, terms) >= RecordedFixes.sameness }
            if let place {
                groups[place].members.append((id, read))
            } else {
                groups.append(RecordedFix(leader: read, leaderTerms: terms, members: [(id, read)]))
            }
        }
        let sizes = groups.map(\.members.count)
        self.groups = groups.indices.sorted { left, right in
            sizes[left] != sizes[right] ? sizes[left] > sizes[right] : left < right
        }.map { groups[$0] }
        self.sentences = sentences
        count = sentences.count
    }

    /// The sentences of a resolution. A short text in words counts even where a ticket's sentence would not; a code
    /// (`Fixed`, `Won't Fix`, `Cannot Reproduce`) does not.
    private static func sentences(
        of text: String, evidence: EvidenceID, reader: inout ProseReader
    ) -> [ProseSentence] {
        let read = reader.read(text, evidence: evidence)
        if !read.isEmpty { return read.filter { !SentenceCues.tellsOfAVainAttempt($0.text) } }
        guard !SentenceCues.tellsOfAVainAttempt(text) else { return [] }
        let line = text.trimmedWhitespace
        let plain = Headline.capitalised(PlainText.from(line))
        let words = plain.split(separator: " ")
        guard words.count >= 3, !line.utf8.contains(0x0A), plain.unicodeScalars.count <= ProseReader.sentenceLimit,
            !plain.contains("://"), !codes.contains(plain.lowercased().trimmingEnd { $0 == "." })
        else { return [] }
        let letters = plain.unicodeScalars.filter { $0.properties.isAlphabetic }.count
        guard letters * 10 >= plain.unicodeScalars.count * 7 else { return [] }
        let terms = reader.distinctTerms(of: plain)
        guard terms.count >= 2 else { return [] }
        return [ProseSentence(text: plain, quote: line, evidence: evidence, place: 0, terms: terms)]
    }

    private static let codes: Set<String> = [
        "not a bug", "not a problem", "works for me", "works as designed", "by design", "could not reproduce",
        "unable to reproduce", "won't fix", "will not fix", "moved to another tracker", "closed by requester",
        "no action required", "no action needed", "no longer needed", "no response from customer",
        "no fault found", "solved by requester", "closed by caller", "closed/resolved by caller",
        "not solved (not reproducible)", "not solved (too costly)", "solved (work around)", "solved (permanently)",
    ]
}
