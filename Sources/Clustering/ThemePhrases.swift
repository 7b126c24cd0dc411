import Domain

/// The phrases that title themes.
///
/// Class-based TF-IDF with the themes as classes: how common a phrase is among a theme's tickets, times the logarithm
/// of how much commoner it is there than in the other themes. A phrase that most of the theme's clusters use is worth
/// more than one that a single cluster repeats. Where the first phrase leaves clusters out, a second and a third speak
/// for those. No word stands twice in a title, and no two themes begin with the same phrase.
struct ThemePhrases {
    private let table: PhraseTable
    /// The clusters of each theme.
    private let clusters: [[Int]]

    private static let phraseLimit = 3
    private static let candidateLimit = 40
    /// A phrase reaches a cluster when this share of its tickets has it.
    private static let reach = 0.25
    /// A title is complete when its phrases reach clusters with this share of the theme's tickets.
    private static let enough = 0.8
    /// What a phrase of one, two and three words counts: one word alone seldom says what went wrong.
    private static let lengthWeights = [0.6, 1, 1.1]
    /// What stands as a noun in less than the first share of its places is none, in more than the second it is one.
    private static let nounShare = (none: 0.1, noun: 0.25)

    init(table: PhraseTable, themes: [Int]) {
        self.table = table
        var clusters = [[Int]](repeating: [], count: (themes.max() ?? -1) + 1)
        for (cluster, theme) in themes.enumerated() { clusters[theme].append(cluster) }
        self.clusters = clusters
    }

    /// What a phrase is in a theme.
    private struct Use {
        let phrase: Int32
        /// By cluster of the theme, in the theme's order.
        var weights: [Int32]
        var counts: [Int32]
        let gain: Double
    }

    /// The phrases of each theme's title, most telling first.
    ///
    /// - Parameter members: the texts of each cluster.
    func titles(texts: [RedactedText], members: [[Int]], threads: Int) -> [[String]] {
        let candidates = Parallel.map(count: clusters.count, size: 1, threads: threads) { theme in
            let uses = self.candidates(of: theme)
            let spelling = PhraseSpelling(
                hashes: uses.map(hash), texts: texts, rows: clusters[theme].flatMap { members[$0] })
            return zip(uses, spelling.forms).compactMap { use, form in form.map { (use: use, form: $0) } }
        }
        var taken: Set<Set<UInt64>> = []
        return clusters.indices.map { theme in
            let chosen = choose(candidates[theme], theme: theme, taken: taken)
            if let first = chosen.first { taken.insert(Set(first.stems)) }
            return chosen.map(\.text)
        }
    }

    private func choose(
        _ candidates: [(use: Use, form: PhraseSpelling.Form)], theme: Int, taken: Set<Set<UInt64>>
    ) -> [PhraseSpelling.Form] {
        let sizes = clusters[theme].map { Double(table.sizes[$0]) }
        let size = sizes.reduce(0, +)
        var open = Set(sizes.indices)
        var chosen: [PhraseSpelling.Form] = []
        var stems: Set<UInt64> = []
        while chosen.count < ThemePhrases.phraseLimit {
            let left = open.sorted()
            guard left.reduce(0, { $0 + sizes[$1] }) > (chosen.isEmpty ? 0 : (1 - ThemePhrases.enough) * size) else {
                break
            }
            var best: (score: Double, number: Int)?
            for (number, candidate) in candidates.enumerated() where stems.isDisjoint(with: candidate.form.stems) {
                if chosen.isEmpty, taken.contains(Set(candidate.form.stems)) { continue }
                let score = score(candidate.use, clusters: left, theme: theme) * weight(of: candidate.form)
                if score > 0, best.map({ score > $0.score }) ?? true { best = (score, number) }
            }
            guard let best else { break }
            let (use, form) = candidates[best.number]
            chosen.append(form)
            stems.formUnion(form.stems)
            open.subtract(left.filter { reaches(use, $0, theme) })
            if open.count == left.count, let largest = left.max(by: { sizes[$0] < sizes[$1] }) { open.remove(largest) }
        }
        return chosen
    }

    /// A title names things. What people hardly ever write as a noun (`twice`, `new`, `crashes`) names none.
    private func weight(of form: PhraseSpelling.Form) -> Double {
        let length = ThemePhrases.lengthWeights[min(max(form.stems.count, 1), 3) - 1]
        // Names, and German nouns, have a capital within a line and often no article.
        let share =
            (form.nominal - ThemePhrases.nounShare.none) / (ThemePhrases.nounShare.noun - ThemePhrases.nounShare.none)
        let isNoun = form.text.contains(where: \.isUppercase) ? 1 : min(max(share, 0), 1)
        return length * (0.1 + 0.9 * isNoun)
    }

    /// What a phrase says of some clusters of its theme, given by place.
    private func score(_ use: Use, clusters places: [Int], theme: Int) -> Double {
        var (weight, size, reached, count) = (0.0, 0.0, 0.0, 0)
        for place in places {
            let tickets = Double(table.sizes[clusters[theme][place]])
            weight += Double(use.weights[place])
            count += Int(use.counts[place])
            size += tickets
            if reaches(use, place, theme) { reached += tickets }
        }
        guard size > 0, count > 1 || size < 3 else { return 0 }
        let rate = weight / Double(PhraseTable.unit) / size
        let prominence = PhraseTable.Entry(phrase: use.phrase, weight: Int32(weight), count: Int32(count)).prominence
        return rate * (0.25 + 0.75 * prominence) * (0.25 + 0.75 * reached / size) * use.gain
    }

    private func reaches(_ use: Use, _ place: Int, _ theme: Int) -> Bool {
        Double(use.counts[place]) >= ThemePhrases.reach * Double(table.sizes[clusters[theme][place]])
    }

    /// The phrases worth looking at: the best of the theme and the best of each of its clusters.
    private func candidates(of theme: Int) -> [Use] {
        let uses = uses(in: theme)
        let places = Array(clusters[theme].indices)
        var numbers = best(uses, ThemePhrases.candidateLimit, places, theme)
        for place in places { numbers += best(uses, 8, [place], theme) }
        // In order of hash: the numbers of phrases depend on the order of the texts.
        return Set(numbers).sorted { hash(uses[$0]) < hash(uses[$1]) }.map { uses[$0] }
    }

    private func best(_ uses: [Use], _ limit: Int, _ places: [Int], _ theme: Int) -> [Int] {
        let scores = uses.map { score($0, clusters: places, theme: theme) }
        return uses.indices.filter { scores[$0] > 0 }.sorted {
            scores[$0] != scores[$1] ? scores[$0] > scores[$1] : hash(uses[$0]) < hash(uses[$1])
        }.prefix(limit).map { $0 }
    }

    private func hash(_ use: Use) -> UInt64 { table.hashes[Int(use.phrase)] }

    private func uses(in theme: Int) -> [Use] {
        let own = clusters[theme]
        var places: [(phrase: Int32, place: Int, entry: PhraseTable.Entry)] = []
        for (place, cluster) in own.enumerated() {
            for entry in table.entries[cluster] { places.append((entry.phrase, place, entry)) }
        }
        places.sort { ($0.phrase, $0.place) < ($1.phrase, $1.place) }
        let size = Double(own.reduce(0) { $0 + table.sizes[$1] })
        let others = max(1, Double(table.textCount) - size)
        var uses: [Use] = []
        var start = 0
        while start < places.count {
            let phrase = places[start].phrase
            var weights = [Int32](repeating: 0, count: own.count)
            var counts = weights
            while start < places.count, places[start].phrase == phrase {
                weights[places[start].place] = places[start].entry.weight
                counts[places[start].place] = places[start].entry.count
                start += 1
            }
            let total = weights.reduce(0) { $0 + Int($1) }
            let unit = Double(PhraseTable.unit)
            let rate = Double(total) / unit / max(size, 1)
            let elsewhere = Double(max(0, table.totals[Int(phrase)] - total)) / unit / others
            let smoothing = 0.5 / max(size, 1) + 0.5 / Double(max(1, table.textCount))
            // One theme alone has nothing to be told from.
            let gain = clusters.count == 1 ? 1 : PortableMath.log((rate + smoothing) / (elsewhere + smoothing))
            if gain > 0 { uses.append(Use(phrase: phrase, weights: weights, counts: counts, gain: gain)) }
        }
        return uses
    }
}
