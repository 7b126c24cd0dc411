import Domain

/// Sentences that a form or a program put into tickets: they stand in tickets of many clusters, word for word.
enum Boilerplate {
    private static let clusterLimit = 3
    private static let ticketsPerCluster = 10
    private static let sentencesPerTicket = 8

    /// Sentences that central tickets of at least three clusters hold alike.
    static func sentences(
        in clusters: [Cluster], tickets: [TicketID: RedactedTicket], reader: inout ProseReader
    ) -> Set<String> {
        var counts: [String: Int] = [:]
        for cluster in clusters {
            var seen: Set<String> = []
            for id in cluster.exemplars.prefix(ticketsPerCluster) {
                guard let ticket = tickets[id] else { continue }
                let read = reader.read(ticket.body.display, evidence: .ticket(id))
                for sentence in read.prefix(sentencesPerTicket) { seen.insert(sentence.text) }
            }
            for text in seen { counts[text, default: 0] += 1 }
        }
        return Set(counts.filter { $0.value >= clusterLimit }.keys)
    }
}
