import Domain
import Lexicon

/// TF-IDF vectors of words and word pairs, sparse and of unit length, with the index from terms to texts.
struct TermMatrix {
    /// Where each text's terms begin, and the end of the last.
    private let offsets: [Int]
    /// Ascending within a text.
    private let terms: [Int32]
    private let weights: [Float]
    private let postingOffsets: [Int]
    private let postingTexts: [Int32]
    private let postingWeights: [Float]

    let count: Int

    /// Terms of one text that are kept, the weightiest.
    private static let termLimit = 384
    /// Postings that one search for candidates visits, rarest terms first.
    private static let postingBudget = 6000

    init(_ texts: [RedactedText], threads: Int) {
        count = texts.count
        let features = TermMatrix.features(texts, threads: threads)
        var index = HashIndex(minimumCapacity: texts.count * 8)
        var frequencies: [Int32] = []
        let numbers = features.map { features in
            features.hashes.map { hash in
                let number = index.insert(hash)
                if number == frequencies.count { frequencies.append(0) }
                frequencies[number] += 1
                return Int32(number)
            }
        }
        let total = Double(texts.count)
        let rarity = frequencies.map { Float(PortableMath.log((total + 1) / (Double($0) + 0.5))) }
        let rows = Parallel.map(count: texts.count, threads: threads) { row in
            TermMatrix.row(numbers[row], features[row].frequencies, rarity, frequencies)
        }
        var offsets = [0]
        var terms: [Int32] = []
        var weights: [Float] = []
        for row in rows {
            for term in row {
                terms.append(term.number)
                weights.append(term.weight)
            }
            offsets.append(terms.count)
        }
        (postingOffsets, postingTexts, postingWeights) = TermMatrix.inverted(
            offsets, terms, weights, termCount: frequencies.count)
        self.offsets = offsets
        self.terms = terms
        self.weights = weights
    }

    private static func features(_ texts: [RedactedText], threads: Int) -> [TermFeatures] {
        Parallel.map(count: texts.count, threads: threads) { row in
            var scanner = WordScanner()
            return TermFeatures(texts[row].masked, scanner: &scanner)
        }
    }

    /// The weighted terms of one text, ascending. Terms of no other text count in the length alone: a text full of
    /// words that nobody else uses is like no other.
    private static func row(
        _ numbers: [Int32], _ frequencies: [Float], _ rarity: [Float], _ documentFrequencies: [Int32]
    ) -> [(number: Int32, weight: Float)] {
        var row: [(number: Int32, weight: Float)] = []
        var squares = 0.0
        for (number, frequency) in zip(numbers, frequencies) {
            let weight = frequency * rarity[Int(number)]
            squares += Double(weight) * Double(weight)
            if documentFrequencies[Int(number)] > 1, weight > 0 { row.append((number, weight)) }
        }
        guard squares > 0 else { return [] }
        if row.count > termLimit {
            row.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.number < $1.number }
            row.removeLast(row.count - termLimit)
        }
        row.sort { $0.number < $1.number }
        let length = Float(squares.squareRoot())
        return row.map { ($0.number, $0.weight / length) }
    }

    private static func inverted(
        _ offsets: [Int], _ terms: [Int32], _ weights: [Float], termCount: Int
    ) -> ([Int], [Int32], [Float]) {
        var starts = [Int](repeating: 0, count: termCount + 1)
        for term in terms { starts[Int(term) + 1] += 1 }
        for term in 0..<termCount { starts[term + 1] += starts[term] }
        var next = starts
        var texts = [Int32](repeating: 0, count: terms.count)
        var values = [Float](repeating: 0, count: terms.count)
        for row in 0..<offsets.count - 1 {
            for position in offsets[row]..<offsets[row + 1] {
                let slot = next[Int(terms[position])]
                next[Int(terms[position])] += 1
                texts[slot] = Int32(row)
                values[slot] = weights[position]
            }
        }
        return (starts, texts, values)
    }

    /// The cosine of two texts.
    func similarity(_ left: Int, _ right: Int) -> Float {
        var a = offsets[left]
        var b = offsets[right]
        let endA = offsets[left + 1]
        let endB = offsets[right + 1]
        return terms.withUnsafeBufferPointer { terms in
            var sum: Float = 0
            while a < endA, b < endB {
                let termA = terms[a]
                let termB = terms[b]
                if termA == termB { sum += weights[a] * weights[b] }
                a += termA <= termB ? 1 : 0
                b += termB <= termA ? 1 : 0
            }
            return sum
        }
    }

    /// Scratch of one thread's searches.
    struct Scratch {
        var sums: [Float]
        var touched: [Int32] = []

        init(count: Int) { sums = [Float](repeating: 0, count: count) }

        @inline(__always) mutating func add(_ text: Int32, _ value: Float) {
            if sums[Int(text)] == 0 { touched.append(text) }
            sums[Int(text)] += value
        }
    }

    /// Up to `wanted` other texts with the greatest inner products over a text's rarest terms, best first.
    func candidates(of row: Int, wanted: Int, scratch: inout Scratch) -> [Int32] {
        var own = (offsets[row]..<offsets[row + 1]).map { position in
            let term = Int(terms[position])
            return (term: term, weight: weights[position], postings: postingOffsets[term + 1] - postingOffsets[term])
        }
        own.sort { ($0.postings, $0.term) < ($1.postings, $1.term) }
        var budget = TermMatrix.postingBudget
        for term in own {
            budget -= term.postings
            if budget < 0 { break }
            let range = postingOffsets[term.term]..<postingOffsets[term.term + 1]
            postingTexts.withUnsafeBufferPointer { texts in
                postingWeights.withUnsafeBufferPointer { weights in
                    for posting in range { scratch.add(texts[posting], term.weight * weights[posting]) }
                }
            }
        }
        var keys: [UInt64] = []
        keys.reserveCapacity(scratch.touched.count)
        for other in scratch.touched {
            if Int(other) != row { keys.append(RankedKey.make(scratch.sums[Int(other)], other)) }
            scratch.sums[Int(other)] = 0
        }
        scratch.touched.removeAll(keepingCapacity: true)
        if wanted > 0, keys.count > wanted {
            keys.withUnsafeMutableBufferPointer { keys in
                if let base = keys.baseAddress { Selection.moveBest(base, count: keys.count, wanted: wanted) }
            }
            keys.removeLast(keys.count - wanted)
        }
        keys.sort(by: >)
        return keys.prefix(wanted).map(RankedKey.row)
    }
}
