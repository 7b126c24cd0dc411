/// The terms of a collection that stand in at least two texts, numbered from the rarest to the commonest (equally
/// common ones in order of first appearance).
struct TermVocabulary {
    /// Of each chunk of texts, the number of each feature's term; -1 for one that no other text has.
    let numbers: [[Int32]]
    /// By number.
    let rarity: [Float]
    /// The rarity of terms that stand in one text.
    let loneRarity: Float
    private let frequencies: [Int32]

    var termCount: Int { frequencies.count }

    /// - Parameter hashes: of each chunk's features, each at most once a text.
    init(_ hashes: [[UInt64]], texts: Int) {
        var index = HashIndex(minimumCapacity: hashes.reduce(0) { $0 + $1.count } / 4)
        var frequencies: [Int32] = []
        let seen = hashes.map { hashes in
            hashes.map { hash in
                let number = index.insert(hash)
                if number == frequencies.count { frequencies.append(0) }
                frequencies[number] += 1
                return Int32(number)
            }
        }
        // By counting: where terms of each frequency begin.
        var next = [Int32](repeating: 0, count: texts + 2)
        for frequency in frequencies where frequency > 1 { next[Int(frequency) + 1] += 1 }
        for frequency in 0...texts { next[frequency + 1] += next[frequency] }
        var sorted = [Int32](repeating: 0, count: Int(next[texts + 1]))
        let renumbered = frequencies.map { frequency -> Int32 in
            guard frequency > 1 else { return -1 }
            let number = next[Int(frequency)]
            next[Int(frequency)] += 1
            sorted[Int(number)] = frequency
            return number
        }
        func rarity(_ frequency: Int32) -> Float {
            Float(PortableMath.log((Double(texts) + 1) / (Double(frequency) + 0.5)))
        }
        var last: (frequency: Int32, rarity: Float) = (1, rarity(1))
        loneRarity = last.rarity
        self.rarity = sorted.map { frequency in
            if frequency != last.frequency { last = (frequency, rarity(frequency)) }
            return last.rarity
        }
        numbers = seen.map { numbers in numbers.map { renumbered[Int($0)] } }
        self.frequencies = sorted
    }

    /// How many terms stand in at most so many texts. They are the first.
    func count(below limit: Int) -> Int {
        var low = 0
        var high = frequencies.count
        while low < high {
            let middle = (low + high) / 2
            if Int(frequencies[middle]) <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
