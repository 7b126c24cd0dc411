/// The weighted terms of a chunk of texts.
struct TermRows {
    private(set) var entries: [TermMatrix.Entry] = []
    /// Where each text's terms end.
    private(set) var ends: [Int] = []

    /// Terms of no other text count in the length alone: a text full of words that nobody else uses is like no other.
    ///
    /// - Parameters:
    ///   - numbers: of the features' terms; -1 for one that no other text has.
    ///   - limit: terms of a text that are kept, the weightiest.
    init(_ features: TermFeatures, _ numbers: [Int32], _ vocabulary: TermVocabulary, limit: Int) {
        entries.reserveCapacity(features.hashes.count)
        ends.reserveCapacity(features.ends.count)
        var start = 0
        // Number and weight in one integer, so that a plain sort orders by either.
        var keys: [UInt64] = []
        for end in features.ends {
            keys.removeAll(keepingCapacity: true)
            var squares = 0.0
            for index in start..<end {
                let number = numbers[index]
                let weight =
                    features.frequencies[index]
                    * (number < 0 ? vocabulary.loneRarity : vocabulary.rarity[Int(number)])
                squares += Double(weight) * Double(weight)
                if number >= 0, weight > 0 { keys.append(RankedKey.make(weight, number)) }
            }
            start = end
            append(&keys, length: Float(squares.squareRoot()), limit: limit)
            ends.append(entries.count)
        }
    }

    private mutating func append(_ keys: inout [UInt64], length: Float, limit: Int) {
        guard length > 0 else { return }
        keys.withUnsafeMutableBufferPointer { keys in
            guard let base = keys.baseAddress else { return }
            let count = min(keys.count, limit)
            Selection.moveBest(base, count: keys.count, wanted: count)
            // Ascending numbers: their complements, largest first.
            for index in 0..<count { base[index] = base[index] << 32 | base[index] >> 32 }
            Selection.sort(base, count: count)
            for index in 0..<count {
                let key = base[index] << 32 | base[index] >> 32
                entries.append(.init(number: RankedKey.row(key), weight: RankedKey.similarity(key) / length))
            }
        }
    }
}
