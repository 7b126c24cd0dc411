import Lexicon

/// The words and word pairs of a text with their sublinear frequencies, before the collection says how rare they are.
struct TermFeatures {
    /// Ascending.
    var hashes: [UInt64] = []
    /// Square roots of the summed prominence of the occurrences.
    var frequencies: [Float] = []

    /// Words of a text that count.
    private static let wordLimit = 1_024

    /// Reads a text. The first line, a ticket's subject, counts double where more follows; debris counts little, and
    /// masks and numbers not at all.
    init(_ text: String, scanner: inout WordScanner) {
        scanner.scan(text, limit: TermFeatures.wordLimit)
        let words = scanner.words
        let hasBody = (words.last?.line ?? 0) > 0
        var features: [(hash: UInt64, weight: Float)] = []
        features.reserveCapacity(words.count * 2)
        var previous: UInt64?
        for (index, word) in words.enumerated() {
            guard word.kind == .word || word.kind == .code, word.folded.count <= 40 else {
                previous = nil
                continue
            }
            var weight: Float = word.kind == .code ? 0.3 : 1
            if hasBody, word.line == 0 { weight *= 2 } else if index > 40 { weight *= (40 / Float(index)).squareRoot() }
            features.append((word.stemHash, weight))
            if let previous, word.joinsPrevious {
                features.append((StableHash.combine(previous, word.stemHash), weight))
            }
            previous = word.stemHash
        }
        features.sort { ($0.hash, $0.weight) < ($1.hash, $1.weight) }
        var index = 0
        while index < features.count {
            let hash = features[index].hash
            var sum: Float = 0
            while index < features.count, features[index].hash == hash {
                sum += features[index].weight
                index += 1
            }
            hashes.append(hash)
            frequencies.append(sum.squareRoot())
        }
    }
}
