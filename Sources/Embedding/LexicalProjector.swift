import Lexicon

/// Projects the features of one text after another into vectors, keeping its buffers.
struct LexicalProjector {
    private let mask: UInt64
    private var scanner = WordScanner()
    private var vector: [Double]
    private var types: [Feature] = []
    private var pairs: [Feature] = []

    /// One weighted occurrence of a word or a pair.
    private struct Feature {
        var hash: UInt64
        /// Prominence of the place where it stands.
        var weight: Double
        /// General rarity.
        var prior: Double
        /// Index of the word in the scanner; -1 for pairs.
        var word: Int
    }

    /// Words of a text that count; what follows adds little about what a ticket is about.
    private static let wordLimit = 1_024
    private static let pairWeight = 0.45
    private static let gramWeight = 0.6

    init(dimension: Int) {
        mask = UInt64(dimension - 1)
        vector = [Double](repeating: 0, count: dimension)
    }

    /// The unit vector of a text, or zeros for a text without words.
    mutating func project(_ text: String) -> [Float] {
        scanner.scan(text, limit: LexicalProjector.wordLimit)
        for index in vector.indices { vector[index] = 0 }
        gather()
        addTypes()
        addPairs()
        var squares = 0.0
        for value in vector { squares += value * value }
        guard squares > 0 else { return [Float](repeating: 0, count: vector.count) }
        let length = squares.squareRoot()
        return vector.map { Float($0 / length) }
    }

    /// Collects the words and pairs. The first line is the subject, or the first thing a person says: it counts
    /// double where more follows, and words far into a body count less and less.
    private mutating func gather() {
        types.removeAll(keepingCapacity: true)
        pairs.removeAll(keepingCapacity: true)
        let words = scanner.words
        let hasBody = (words.last?.line ?? 0) > 0
        var previous: (hash: UInt64, prior: Double)?
        var position = 0.0
        for (index, word) in words.enumerated() {
            let prior = WordPrior.weight(of: word, folded: scanner.folded)
            position += 1
            var place = position <= 40 ? 1 : (40 / position).squareRoot()
            if hasBody, word.line == 0 { place = 2 }
            guard prior > 0 else {
                previous = nil
                continue
            }
            types.append(Feature(hash: word.stemHash, weight: place, prior: prior, word: index))
            if let previous, word.joinsPrevious {
                let hash = StableHash.combine(previous.hash, word.stemHash)
                let prior = (previous.prior * prior).squareRoot()
                pairs.append(Feature(hash: hash, weight: place, prior: prior, word: -1))
            }
            previous = (word.stemHash, prior)
        }
    }

    private mutating func addTypes() {
        // In order of hash, not of appearance, so that sums are formed in one order for one bag of words.
        types.sort { ($0.hash, $0.word) < ($1.hash, $1.word) }
        var index = 0
        while index < types.count {
            let (value, next) = LexicalProjector.merged(types, from: index)
            add(types[index].hash, value)
            addGrams(of: scanner.words[types[index].word].folded, value: value)
            index = next
        }
    }

    private mutating func addPairs() {
        pairs.sort { ($0.hash, $0.weight) < ($1.hash, $1.weight) }
        var index = 0
        while index < pairs.count {
            let (value, next) = LexicalProjector.merged(pairs, from: index)
            add(pairs[index].hash, value * LexicalProjector.pairWeight)
            index = next
        }
    }

    /// Prior × square root of the summed weights of one feature's occurrences, and where the next feature begins.
    /// The square root stands for the usual logarithm because it is exact on every machine.
    private static func merged(_ features: [Feature], from start: Int) -> (value: Double, next: Int) {
        var next = start
        var weight = 0.0
        while next < features.count, features[next].hash == features[start].hash {
            weight += features[next].weight
            next += 1
        }
        return (features[start].prior * weight.squareRoot(), next)
    }

    /// Character 3- to 5-grams of the word between its borders, together as long as the word's own feature times
    /// `gramWeight`: they bring inflected, compound and misspelt words together.
    private mutating func addGrams(of range: Range<Int>, value: Double) {
        let count = range.count
        guard count >= 4, count <= 40 else { return }
        let grams = max(0, count + 2 - 3 + 1) + max(0, count + 2 - 4 + 1) + max(0, count + 2 - 5 + 1)
        let share = value * LexicalProjector.gramWeight / Double(grams).squareRoot()
        for size in 3...5 where count + 2 >= size {
            for start in -1...(count + 1 - size) {
                var state = StableHash.seed
                for offset in start..<start + size {
                    let isBorder = offset < 0 || offset >= count
                    let byte = isBorder ? 0x20 : scanner.folded[range.lowerBound + offset]
                    state = StableHash.adding(byte, to: state)
                }
                addOnce(StableHash.finish(state), share)
            }
        }
    }

    /// Adds a feature at two places: half the noise where another feature falls on one of them.
    private mutating func add(_ hash: UInt64, _ value: Double) {
        let part = value * 0.7071067811865476
        addOnce(hash, part)
        addOnce(StableHash.combine(hash, 1), part)
    }

    private mutating func addOnce(_ hash: UInt64, _ value: Double) {
        let index = Int(hash & mask)
        vector[index] += hash >> 63 == 0 ? value : -value
    }
}
