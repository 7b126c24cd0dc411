public import Domain
import Lexicon

/// The phrases of one to three words that tell each cluster from the clusters nearest to it.
///
/// Class-based TF-IDF (Grootendorst, "BERTopic", 2022) with the neighbours as contrast: how common a phrase is among
/// a cluster's tickets, times the logarithm of how much commoner it is there than elsewhere, half of "elsewhere" being
/// the nearest clusters. A phrase counts fully where it stands in a ticket's first line, the subject, and less in the
/// body. It neither begins nor ends in a stop word, and masks, numbers and technical debris break it.
public enum Keywords {
    private static let candidateLimit = 60

    /// What clusters and themes are about.
    public struct Description: Sendable {
        /// Of each cluster, best first.
        public let clusters: [[Keyword]]
        /// Of each theme, one to three phrases that make its title; none when its tickets have no words.
        public let themes: [[String]]
    }

    /// Up to `limit` phrases of each cluster, and those that title each theme.
    ///
    /// - Parameters:
    ///   - texts: subject and body on lines of their own, as `RedactedTicket.text` has them.
    ///   - labels: the cluster of each text, -1 for none.
    ///   - clusterNeighbours: the nearest clusters of each cluster, as a `Partition` has them.
    ///   - themes: the theme of each cluster, as a `Partition` has them.
    public static func describe(
        texts: [RedactedText], labels: [Int], clusterNeighbours: [[Int]], themes: [Int], limit: Int = 12,
        threads: Int = 1
    ) -> Description {
        var members = [[Int]](repeating: [], count: clusterNeighbours.count)
        for (row, label) in labels.enumerated() where members.indices.contains(label) { members[label].append(row) }
        let table = PhraseTable(texts: texts, members: members, threads: threads)
        let clusters = Parallel.map(count: members.count, size: 1, threads: threads) { cluster in
            let candidates = candidates(table, cluster, clusterNeighbours[cluster])
            let phrases = spelled(candidates, texts, members[cluster])
            return chosen(phrases, limit: limit)
        }
        let titles = ThemePhrases(table: table, themes: themes).titles(texts: texts, members: members, threads: threads)
        return Description(clusters: clusters, themes: titles)
    }

    private struct Candidate {
        let hash: UInt64
        let score: Double
        let count: Int
    }

    private static func candidates(_ table: PhraseTable, _ cluster: Int, _ neighbours: [Int]) -> [Candidate] {
        let size = Double(table.sizes[cluster])
        guard size > 0 else { return [] }
        let least = size < 40 ? 2 : Int32(min(size / 20, 10))
        let unit = Double(PhraseTable.unit)
        let others = max(1, Double(table.textCount) - size)
        let smoothing = 0.5 / size + 0.5 / Double(table.textCount)
        var candidates: [Candidate] = []
        for entry in table.entries[cluster] where entry.count >= least || size < 3 {
            let rate = Double(entry.weight) / unit / size
            let elsewhere = Double(table.totals[Int(entry.phrase)] - Int(entry.weight)) / unit / others
            var near = 0.0
            for neighbour in neighbours { near += table.rate(of: entry.phrase, in: neighbour) }
            if !neighbours.isEmpty { near /= Double(neighbours.count) }
            let contrast = neighbours.isEmpty ? elsewhere : (elsewhere + near) / 2
            let gain = PortableMath.log((rate + smoothing) / (contrast + smoothing))
            // Without any contrast (a single cluster) what is common is what there is to say.
            // What nobody names in a subject is most often the form that the tracker prints into every body.
            let weight = rate * (0.25 + 0.75 * entry.prominence)
            let score = table.sizes.count == 1 ? weight : weight * gain
            if score > 0 {
                candidates.append(
                    Candidate(hash: table.hashes[Int(entry.phrase)], score: score, count: Int(entry.count)))
            }
        }
        candidates.sort { $0.score != $1.score ? $0.score > $1.score : $0.hash < $1.hash }
        return Array(candidates.prefix(candidateLimit))
    }

    private struct Phrase {
        var text: String
        /// Hashes of the stems, in order.
        var stems: [UInt64]
        var score: Double
        var count: Int
    }

    /// Candidates as people write them. Longer phrases say more, so they count more.
    private static func spelled(_ candidates: [Candidate], _ texts: [RedactedText], _ rows: [Int]) -> [Phrase] {
        let spelling = PhraseSpelling(hashes: candidates.map(\.hash), texts: texts, rows: rows)
        return zip(candidates, spelling.forms).compactMap { candidate, form in
            guard let form else { return nil }
            let boost = [1, 1, 1.3, 1.4][min(3, form.stems.count)]
            return Phrase(
                text: form.text, stems: form.stems, score: candidate.score * boost, count: candidate.count)
        }
    }

    /// Takes phrases by score, dropping those that repeat: of a phrase and a longer one that contains it the longer
    /// stays if at least half of the shorter one's tickets have it, otherwise the shorter.
    private static func chosen(_ phrases: [Phrase], limit: Int) -> [Keyword] {
        let ranked = phrases.sorted { $0.score != $1.score ? $0.score > $1.score : $0.text < $1.text }
        var chosen: [Phrase] = []
        for phrase in ranked {
            if chosen.contains(where: { contains($0.stems, phrase.stems) }) { continue }
            let shorter = chosen.indices.filter { contains(phrase.stems, chosen[$0].stems) }
            if let first = shorter.first {
                guard shorter.allSatisfy({ phrase.count * 2 >= chosen[$0].count }) else { continue }
                chosen[first].text = phrase.text
                chosen[first].stems = phrase.stems
                chosen[first].count = phrase.count
                for other in shorter.dropFirst().reversed() { chosen.remove(at: other) }
            } else if chosen.count < limit {
                chosen.append(phrase)
            }
        }
        return chosen.map { Keyword(phrase: $0.text, weight: Float($0.score), count: $0.count) }
    }

    /// Whether every stem of the second phrase is in the first.
    private static func contains(_ long: [UInt64], _ short: [UInt64]) -> Bool { short.allSatisfy(long.contains) }
}
