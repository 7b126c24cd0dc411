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
    /// Texts of one cluster that are read for how people write a phrase.
    private static let surfaceTexts = 400

    /// Up to `limit` phrases of each cluster, best first.
    ///
    /// - Parameters:
    ///   - texts: subject and body on lines of their own, as `RedactedTicket.text` has them.
    ///   - labels: the cluster of each text, -1 for none.
    ///   - clusterNeighbours: the nearest clusters of each cluster, as a `Partition` has them.
    public static func keywords(
        texts: [RedactedText], labels: [Int], clusterNeighbours: [[Int]], limit: Int = 12, threads: Int = 1
    ) -> [[Keyword]] {
        var members = [[Int]](repeating: [], count: clusterNeighbours.count)
        for (row, label) in labels.enumerated() where members.indices.contains(label) { members[label].append(row) }
        let table = PhraseTable(texts: texts, members: members, threads: threads)
        return Parallel.map(count: members.count, size: 1, threads: threads) { cluster in
            let candidates = candidates(table, cluster, clusterNeighbours[cluster])
            let phrases = spelled(candidates, texts, members[cluster])
            return chosen(phrases, limit: limit)
        }
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

    /// Finds how people write each candidate: its most frequent form. At the beginning of a line a capital proves
    /// nothing, so the form without it counts a little more there.
    private static func spelled(_ candidates: [Candidate], _ texts: [RedactedText], _ rows: [Int]) -> [Phrase] {
        var index = HashIndex()
        for candidate in candidates { _ = index.insert(candidate.hash) }
        var forms = [[String: Int]](repeating: [:], count: candidates.count)
        var stems = [[UInt64]](repeating: [], count: candidates.count)
        var reader = PhraseReader()
        // By text, so that the choice of texts does not depend on the order of rows.
        for row in rows.sorted(by: { texts[$0] < texts[$1] }).prefix(surfaceTexts) {
            reader.read(texts[row].masked)
            for occurrence in reader.occurrences {
                guard let number = index.number(of: occurrence.hash) else { continue }
                if stems[number].isEmpty { stems[number] = reader.stems(of: occurrence) }
                let form = reader.surface(of: occurrence)
                if occurrence.beginsLine {
                    forms[number][form, default: 0] += 5
                    forms[number][withoutCapital(form), default: 0] += 6
                } else {
                    forms[number][form, default: 0] += 10
                }
            }
        }
        return candidates.indices.compactMap { number in
            let best = forms[number].max { ($0.value, $1.key) < ($1.value, $0.key) }
            guard let best else { return nil }
            let boost = [1, 1, 1.3, 1.4][min(3, stems[number].count)]
            return Phrase(
                text: best.key, stems: stems[number], score: candidates[number].score * boost,
                count: candidates[number].count)
        }
    }

    /// `Printer offline` becomes `printer offline`; `VPN` and `NameNode` stay.
    private static func withoutCapital(_ form: String) -> String {
        let word = form.prefix { $0 != " " && $0 != "-" }
        guard word.count > 1, !word.dropFirst().contains(where: \.isUppercase) else { return form }
        return form.prefix(1).lowercased() + form.dropFirst()
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
