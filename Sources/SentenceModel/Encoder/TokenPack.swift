/// Sequences of word pieces laid end to end.
struct TokenPack {
    /// Which sequences, by the caller's numbers.
    private(set) var sequences: [Int] = []
    private(set) var pieces: [Int32] = []
    /// Where each lies in `pieces`.
    private(set) var ranges: [Range<Int>] = []

    private mutating func append(_ sequence: Int, _ ids: [Int32]) {
        sequences.append(sequence)
        ranges.append(pieces.count..<pieces.count + ids.count)
        pieces += ids
    }

    /// Packs sequences so that each pack is as full as the lengths allow: the longest that fits is put in until none
    /// does. A pack has at most `capacity` pieces, or one sequence. Empty sequences are left out.
    static func packs(of sequences: [[Int32]], capacity: Int) -> [TokenPack] {
        // By length, the first sequence last, to be taken off first.
        var waiting = [[Int]](repeating: [], count: (sequences.lazy.map(\.count).max() ?? 0) + 1)
        for sequence in sequences.indices.reversed() { waiting[sequences[sequence].count].append(sequence) }
        var packs: [TokenPack] = []
        var longest = waiting.count - 1
        while true {
            while longest > 0, waiting[longest].isEmpty { longest -= 1 }
            guard longest > 0 else { return packs }
            var pack = TokenPack()
            var length = longest
            while length > 0 {
                if let sequence = waiting[length].popLast() {
                    pack.append(sequence, sequences[sequence])
                    length = min(length, capacity - pack.pieces.count)
                } else {
                    length -= 1
                }
            }
            packs.append(pack)
        }
    }
}
