extension LexicalIndexBuilder {
    /// How often terms stand in units.
    struct Counts {
        /// By unit one after another, in order of term.
        var terms: [(term: Int32, count: Int32)] = []
        /// The first of each unit's entries, and the number of all at the end.
        var start = [0]
        /// By unit, its terms together.
        var lengths: [Int] = []
        /// By term, the units that it stands in.
        var unitFrequency: [Int]
        /// By term, the documents that it stands in.
        var documentFrequency: [Int32]
    }

    func counts(_ vocabulary: TermVocabulary) -> Counts {
        var counts = Counts(
            unitFrequency: Array(repeating: 0, count: vocabulary.count),
            documentFrequency: Array(repeating: 0, count: vocabulary.count))
        var lastDocument = [Int32](repeating: -1, count: vocabulary.count)
        for unit in units.indices {
            var terms = uses[useStart[unit]..<useStart[unit + 1]].map { vocabulary.term(ofForm: $0) }
            terms.removeAll { $0 < 0 }
            counts.lengths.append(terms.count)
            terms.sort()
            let first = counts.terms.count
            for term in terms {
                if counts.terms.count > first, let last = counts.terms.last, last.term == term {
                    counts.terms[counts.terms.count - 1].count += 1
                } else {
                    counts.terms.append((term, 1))
                    counts.unitFrequency[Int(term)] += 1
                    if lastDocument[Int(term)] != units[unit].document {
                        lastDocument[Int(term)] = units[unit].document
                        counts.documentFrequency[Int(term)] += 1
                    }
                }
            }
            counts.start.append(counts.terms.count)
        }
        return counts
    }

    /// By term, its units and what it adds to the score of each.
    func postings(_ counts: Counts) -> (start: [Int], unit: [Int32], impact: [Float]) {
        var start = [0]
        start.reserveCapacity(counts.unitFrequency.count + 1)
        for count in counts.unitFrequency { start.append((start.last ?? 0) + count) }
        let weights = counts.documentFrequency.map {
            LexicalIndex.inverseDocumentFrequency(Int($0), of: wordDigests.count)
        }
        let saturations = saturations(counts.lengths)
        var next = start
        var unitOf = [Int32](repeating: 0, count: counts.terms.count)
        var impact = [Float](repeating: 0, count: counts.terms.count)
        for unit in units.indices {
            for (term, count) in counts.terms[counts.start[unit]..<counts.start[unit + 1]] {
                unitOf[next[Int(term)]] = Int32(unit)
                impact[next[Int(term)]] = Float(weights[Int(term)] * saturations[unit].of(Double(count)))
                next[Int(term)] += 1
            }
        }
        return (start, unitOf, impact)
    }

    /// How the count of a term in a unit grows into its share of the document's score: as part of a passage, of the
    /// whole, or of both.
    private struct Saturation {
        let factor: Double
        let passage: (share: Double, norm: Double)
        let whole: (share: Double, norm: Double)

        func of(_ count: Double) -> Double {
            factor * count * (passage.share / (count + passage.norm) + whole.share / (count + whole.norm))
        }
    }

    /// Passages are long or short beside passages, whole documents beside whole documents.
    private func saturations(_ lengths: [Int]) -> [Saturation] {
        let means = meanLengths(lengths)
        func norm(_ unit: Int, _ mean: Double) -> Double {
            parameters.k1 * (1 - parameters.b + parameters.b * Double(lengths[unit]) / mean)
        }
        return units.indices.map { unit in
            Saturation(
                factor: parameters.k1 + 1,
                passage: (isPassage(unit) ? 1 - parameters.wholeShare : 0, norm(unit, means.passage)),
                whole: (isWhole(unit) ? parameters.wholeShare : 0, norm(unit, means.whole)))
        }
    }

    func meanLengths(_ lengths: [Int]) -> (passage: Double, whole: Double) {
        func mean(_ units: [Int]) -> Double {
            max(1, Double(units.reduce(0) { $0 + lengths[$1] }) / Double(max(1, units.count)))
        }
        return (mean(units.indices.filter(isPassage)), mean(units.indices.filter(isWhole)))
    }

    /// Whether a unit is a passage, or a short document, which is its own passage.
    private func isPassage(_ unit: Int) -> Bool {
        let document = Int(units[unit].document)
        return firstUnit[document + 1] - firstUnit[document] == 1 || Int32(unit) < firstUnit[document + 1] - 1
    }

    /// Whether a unit is a whole document.
    private func isWhole(_ unit: Int) -> Bool { Int32(unit) == firstUnit[Int(units[unit].document) + 1] - 1 }
}
