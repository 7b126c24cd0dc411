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

    /// Packs sequences, longest first, so that the last packs to end are short ones; a pack has at most `capacity`
    /// pieces, or one sequence. Empty sequences are left out.
    static func packs(of sequences: [[Int32]], capacity: Int) -> [TokenPack] {
        let order = sequences.indices.filter { !sequences[$0].isEmpty }
            .sorted { (sequences[$1].count, $0) < (sequences[$0].count, $1) }
        var packs: [TokenPack] = []
        var open = TokenPack()
        for sequence in order {
            if !open.pieces.isEmpty, open.pieces.count + sequences[sequence].count > capacity {
                packs.append(open)
                open = TokenPack()
            }
            open.append(sequence, sequences[sequence])
        }
        if !open.pieces.isEmpty { packs.append(open) }
        return packs
    }
}
