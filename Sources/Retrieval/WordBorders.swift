/// Where the parts of an identifier meet: `NameNode`, `HTTPServer`, `s3Guard`. A word without a capital after a small
/// letter is no such compound.
struct WordBorders {
    enum Kind { case lower, upper, digit }

    private var borders: [Int] = []
    private var last: Kind?
    private var beforeLast: Kind?
    private var lastPlace = -1
    private var isCompound = false

    /// Takes in the next character of a word, which stands at a byte of it.
    mutating func add(_ kind: Kind, at place: Int) {
        if let last, place == lastPlace + 1 {
            switch (last, kind) {
            case (.lower, .upper):
                isCompound = true
                borders.append(place)
            case (.upper, .lower) where beforeLast == .upper: borders.append(place - 1)
            case (.digit, .lower), (.digit, .upper), (.lower, .digit), (.upper, .digit): borders.append(place)
            default: break
            }
            beforeLast = last
        } else {
            beforeLast = nil
        }
        last = kind
        lastPlace = place
    }

    /// Calls `emit` with each part of a compound of at least two characters.
    func forEachPart(of word: [UInt8], _ emit: ([UInt8]) -> Void) {
        guard isCompound else { return }
        var start = 0
        for border in borders + [word.count] {
            if border - start >= 2 { emit(Array(word[start..<border])) }
            start = border
        }
    }

    mutating func removeAll() {
        guard last != nil else { return }
        borders.removeAll(keepingCapacity: true)
        (last, beforeLast, lastPlace, isCompound) = (nil, nil, -1, false)
    }
}
