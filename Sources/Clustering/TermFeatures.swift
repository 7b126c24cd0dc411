import Lexicon

/// Reads the words and word pairs of texts with their sublinear frequencies, before the collection says how rare they
/// are. A reader keeps its buffers: use one for many texts.
struct TermFeatures {
    /// Of all texts read, one after the other; within a text in order of first appearance.
    private(set) var hashes: [UInt64] = []
    /// Square roots of the summed prominence of the occurrences.
    private(set) var frequencies: [Float] = []
    /// Where each text's features end.
    private(set) var ends: [Int] = []

    private var scanner = WordScanner()
    /// Of the present text: at each hash's slot the index of its feature plus one.
    private var slots = [Int32](repeating: 0, count: TermFeatures.slotCount)
    private var usedSlots: [Int] = []

    /// Words of a text that count, and room for twice as many features at most half full.
    private static let wordLimit = 1_024
    private static let slotCount = 4_096

    /// Reads a text. The first line, a ticket's subject, counts double where more follows; debris counts little, and
    /// masks and numbers not at all.
    mutating func read(_ text: String) {
        scanner.scan(text, limit: TermFeatures.wordLimit)
        let start = hashes.count
        let hasBody = (scanner.words.last?.line ?? 0) > 0
        var previous: UInt64?
        for index in scanner.words.indices {
            let word = scanner.words[index]
            guard word.kind == .word || word.kind == .code, word.folded.count <= 40 else {
                previous = nil
                continue
            }
            var weight: Float = word.kind == .code ? 0.3 : 1
            if hasBody, word.line == 0 { weight *= 2 } else if index > 40 { weight *= (40 / Float(index)).squareRoot() }
            add(word.stemHash, weight)
            if let previous, word.joinsPrevious { add(StableHash.combine(previous, word.stemHash), weight) }
            previous = word.stemHash
        }
        for index in start..<frequencies.count { frequencies[index] = frequencies[index].squareRoot() }
        ends.append(hashes.count)
        for slot in usedSlots { slots[slot] = 0 }
        usedSlots.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ hash: UInt64, _ weight: Float) {
        var slot = Int(truncatingIfNeeded: hash >> 20) & (TermFeatures.slotCount - 1)
        while slots[slot] > 0 {
            let index = Int(slots[slot]) - 1
            if hashes[index] == hash {
                frequencies[index] += weight
                return
            }
            slot = (slot + 1) & (TermFeatures.slotCount - 1)
        }
        hashes.append(hash)
        frequencies.append(weight)
        slots[slot] = Int32(hashes.count)
        usedSlots.append(slot)
    }
}
