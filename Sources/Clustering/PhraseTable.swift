import Domain

/// How often each phrase stands in the texts of each cluster, and in all texts.
struct PhraseTable {
    struct Entry {
        let phrase: Int32
        /// Texts with the phrase, in twentieths, those with it in the body alone counting less.
        var weight: Int32
        /// Texts with the phrase.
        var count: Int32

        /// The share of those that have it in a prominent place.
        var prominence: Double {
            Double(weight - PhraseTable.bodyWeight * count)
                / Double((PhraseTable.unit - PhraseTable.bodyWeight) * count)
        }
    }

    /// The texts of each cluster.
    let sizes: [Int]
    let textCount: Int
    /// Of each phrase.
    let hashes: [UInt64]
    /// The weight of each phrase over all texts, unclustered ones included, in twentieths.
    let totals: [Int]
    /// Of each cluster, in order of phrase. Phrases of one text alone are left out where the cluster is larger.
    let entries: [[Entry]]

    /// A phrase in the subject, in twentieths: whole numbers, so that sums do not depend on the order of texts.
    static let unit: Int32 = 20
    private static let bodyWeight: Int32 = 7

    init(texts: [RedactedText], members: [[Int]], threads: Int) {
        let phrases = Parallel.map(count: texts.count, threads: threads) { PhraseTable.phrases(of: texts[$0]) }
        var index = HashIndex(minimumCapacity: texts.count * 8)
        var hashes: [UInt64] = []
        var totals: [Int] = []
        for list in phrases {
            for phrase in list {
                let number = index.insert(phrase.hash)
                if number == totals.count {
                    totals.append(0)
                    hashes.append(phrase.hash)
                }
                totals[number] += Int(phrase.weight)
            }
        }
        sizes = members.map(\.count)
        textCount = texts.count
        self.hashes = hashes
        self.totals = totals
        entries = Parallel.map(count: members.count, size: 1, threads: threads) { cluster in
            var occurrences: [(phrase: Int32, weight: Int32)] = []
            for row in members[cluster] {
                for phrase in phrases[row] {
                    if let number = index.number(of: phrase.hash) { occurrences.append((Int32(number), phrase.weight)) }
                }
            }
            return PhraseTable.summed(occurrences, keepsSingles: members[cluster].count < 3)
        }
    }

    /// The distinct phrases of a text, in order of hash.
    private static func phrases(of text: RedactedText) -> [(hash: UInt64, weight: Int32)] {
        var reader = PhraseReader()
        reader.read(text.masked)
        var phrases = reader.occurrences.map { (hash: $0.hash, weight: $0.isProminent ? unit : bodyWeight) }
        phrases.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.weight > $1.weight }
        var distinct: [(hash: UInt64, weight: Int32)] = []
        for phrase in phrases where distinct.last?.hash != phrase.hash { distinct.append(phrase) }
        return distinct
    }

    private static func summed(_ occurrences: [(phrase: Int32, weight: Int32)], keepsSingles: Bool) -> [Entry] {
        let sorted = occurrences.sorted { $0.phrase < $1.phrase }
        var entries: [Entry] = []
        for occurrence in sorted {
            if let last = entries.last, last.phrase == occurrence.phrase {
                entries[entries.count - 1].weight += occurrence.weight
                entries[entries.count - 1].count += 1
            } else {
                if let last = entries.last, last.count < 2, !keepsSingles { entries.removeLast() }
                entries.append(Entry(phrase: occurrence.phrase, weight: occurrence.weight, count: 1))
            }
        }
        if let last = entries.last, last.count < 2, !keepsSingles { entries.removeLast() }
        return entries
    }

    /// How common a phrase is in a cluster: 0 to 1.
    func rate(of phrase: Int32, in cluster: Int) -> Double {
        guard sizes[cluster] > 0 else { return 0 }
        return Double(weight(of: phrase, in: cluster)) / Double(PhraseTable.unit) / Double(sizes[cluster])
    }

    private func weight(of phrase: Int32, in cluster: Int) -> Int32 {
        let list = entries[cluster]
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle].phrase < phrase { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low].phrase == phrase ? list[low].weight : 0
    }
}
