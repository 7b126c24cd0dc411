import Domain
import Retrieval

/// What the members of one cluster say, counted: the measure of which sentence or subject speaks for all.
struct ClusterProfile {
    /// How many members were read.
    let count: Int
    /// By term, how many of the members read have it.
    let frequency: [Int: Int]
    /// By term, its weight: how usual it is here and how rare elsewhere. At most the logarithm of the sample's size.
    let weights: [Int: Double]

    /// The share of members that have a term, 0 to 1.
    func share(of term: Int) -> Double { Double(frequency[term] ?? 0) / Double(max(1, count)) }

    /// How well a text with these terms speaks for the cluster. Long texts gain less than in proportion.
    func centrality(of terms: [Int]) -> Double {
        guard !terms.isEmpty else { return 0 }
        let sum = terms.reduce(0) { $0 + (weights[$1] ?? 0) }
        return sum / Double(max(6, terms.count)).squareRoot()
    }

    /// The mean share of members that have each of the terms, 0 to 1.
    func typicality(of terms: [Int]) -> Double {
        guard !terms.isEmpty else { return 0 }
        return terms.reduce(0) { $0 + share(of: $1) } / Double(terms.count)
    }
}

/// Reads the members of all clusters once.
struct ClusterProfiles {
    /// Members read per cluster: enough for shares to be firm, few enough for clusters of thousands.
    private static let sampleSize = 120
    private static let bodyLimit = 1_200

    /// By cluster, in the order given.
    let profiles: [ClusterProfile]

    init(clusters: [Cluster], tickets: [TicketID: RedactedTicket], reader: inout ProseReader) {
        var frequencies: [[Int: Int]] = []
        var counts: [Int] = []
        var everywhere: [Int: Int] = [:]
        var total = 0
        for cluster in clusters {
            var frequency: [Int: Int] = [:]
            var count = 0
            for member in cluster.members.prefix(ClusterProfiles.sampleSize) {
                guard let ticket = tickets[member.ticket] else { continue }
                count += 1
                let body = String(ticket.body.display.unicodeScalars.prefix(ClusterProfiles.bodyLimit))
                for term in reader.distinctTerms(of: ticket.subject.display + "\n" + body) {
                    frequency[term, default: 0] += 1
                }
            }
            for (term, members) in frequency { everywhere[term, default: 0] += members }
            frequencies.append(frequency)
            counts.append(count)
            total += count
        }
        profiles = zip(frequencies, counts).map { frequency, count in
            var weights: [Int: Double] = [:]
            for (term, members) in frequency {
                let rarity = 1 + Double(total) / Double(everywhere[term] ?? members)
                weights[term] = Double(members) / Double(max(1, count)) * naturalLogarithm(rarity)
            }
            return ClusterProfile(count: count, frequency: frequency, weights: weights)
        }
    }
}
