/// One thread's searches in a term matrix: the texts that share a text's rare terms, and the cosines of one text with
/// many. Not to be used by two threads at once.
final class TermSearch {
    private let matrix: TermMatrix
    private let wanted: Int
    /// By text, zero between searches.
    private let sums: UnsafeMutablePointer<Float>
    private let touched: UnsafeMutablePointer<Int32>
    private let keys: UnsafeMutablePointer<UInt64>
    /// By term, zero but for those of the text held.
    private let weights: UnsafeMutablePointer<Float>

    /// - Parameter wanted: the most candidates that a search gives.
    init(_ matrix: TermMatrix, wanted: Int) {
        self.matrix = matrix
        self.wanted = wanted
        sums = .allocate(capacity: matrix.count + 1)
        sums.initialize(repeating: 0, count: matrix.count + 1)
        touched = .allocate(capacity: TermMatrix.postingBudget + 1)
        keys = .allocate(capacity: wanted * 2 + 1)
        weights = .allocate(capacity: matrix.termCount + 1)
        weights.initialize(repeating: 0, count: matrix.termCount + 1)
    }

    deinit {
        sums.deallocate()
        touched.deallocate()
        keys.deallocate()
        weights.deallocate()
    }

    /// Other texts with the greatest inner products over a text's rarest terms, in any order.
    func candidates(of row: Int) -> [Int32] {
        let reached = addUp(row)
        guard wanted > 0 else { return [] }
        // Cut down whenever twice as many as wanted are gathered, as in `CandidateLists`.
        var count = 0
        var bar: Float = -1
        for index in 0..<reached {
            let other = touched[index]
            let sum = sums[Int(other)]
            sums[Int(other)] = 0
            guard sum >= bar, Int(other) != row else { continue }
            keys[count] = RankedKey.make(sum, other)
            count += 1
            if count == wanted * 2 {
                Selection.moveBest(keys, count: count, wanted: wanted)
                count = wanted
                var least = keys[0]
                for index in 1..<wanted { least = min(least, keys[index]) }
                bar = RankedKey.similarity(least)
            }
        }
        if count > wanted {
            Selection.moveBest(keys, count: count, wanted: wanted)
            count = wanted
        }
        return (0..<count).map { RankedKey.row(keys[$0]) }
    }

    /// Sums a text's inner products with others over its rarest terms, and gives how many others there are.
    private func addUp(_ row: Int) -> Int {
        var count = 0
        var budget = TermMatrix.postingBudget
        matrix.withTerms(of: row) { terms in
            for term in terms {
                let isSearched = matrix.withTexts(of: term.number) { texts in
                    budget -= texts.count
                    guard !texts.isEmpty, budget >= 0 else { return false }
                    for text in texts {
                        let place = Int(text.number)
                        touched[count] = text.number
                        count += sums[place] == 0 ? 1 : 0
                        sums[place] += term.weight * text.weight
                    }
                    return true
                }
                if !isSearched { return }
            }
        }
        return count
    }

    /// Writes the cosines of one text with others, each as `TermMatrix.similarity` gives it.
    func cosines(of row: Int, with others: some Collection<Int32>, into output: UnsafeMutableBufferPointer<Float>) {
        matrix.withTerms(of: row) { own in
            for term in own { weights[Int(term.number)] = term.weight }
            for (index, other) in others.enumerated() {
                output[index] = matrix.withTerms(of: Int(other)) { theirs in
                    var sum: Float = 0
                    for term in theirs { sum += weights[Int(term.number)] * term.weight }
                    return sum
                }
            }
            for term in own { weights[Int(term.number)] = 0 }
        }
    }
}
