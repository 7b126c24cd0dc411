/// The pieces that words are cut into, and the cutting: greedily, each time the longest piece that fits
/// (Schuster and Nakajima 2012, as BERT has it).
struct WordPieceVocabulary: Sendable {
    /// Pieces that a word begins with: all of them.
    let initial: WordTable
    /// Pieces that go on with a word, without their prefix.
    let continuing: WordTable
    /// What stands for a word that cannot be cut.
    let unknown: Int32
    /// A longer word is unknown.
    let longestWord: Int

    init(initial: WordTable, continuing: WordTable, unknown: Int32, longestWord: Int) {
        self.initial = initial
        self.continuing = continuing
        self.unknown = unknown
        self.longestWord = longestWord
    }

    /// - Parameters:
    ///   - pieces: all of them, those that go on with a word with their prefix.
    ///   - prefix: `##`.
    init(pieces: [(text: String, id: Int32)], unknown: Int32, prefix: String, longestWord: Int) {
        let start = Array(prefix.utf8)
        let continuing = pieces.compactMap { piece -> (bytes: [UInt8], id: Int32)? in
            let bytes = Array(piece.text.utf8)
            return bytes.starts(with: start) ? (Array(bytes.dropFirst(start.count)), piece.id) : nil
        }
        self.init(
            initial: WordTable(pieces.map { (Array($0.text.utf8), $0.id) }), continuing: WordTable(continuing),
            unknown: unknown, longestWord: longestWord)
    }

    /// Cuts a word and appends its pieces' ids, or the unknown id alone.
    ///
    /// - Parameters:
    ///   - word: UTF-8, not empty, of at most `longestWord` characters.
    ///   - hashes: scratch, as long as the word at least.
    func cut(_ word: UnsafeBufferPointer<UInt8>, hashes: UnsafeMutableBufferPointer<UInt64>, into ids: inout [Int32]) {
        let before = ids.count
        var start = 0
        while start < word.count {
            let table = start == 0 ? initial : continuing
            guard let piece = Self.longestPiece(of: word, from: start, in: table, hashes: hashes) else {
                ids.removeSubrange(before...)
                ids.append(unknown)
                return
            }
            ids.append(piece.id)
            start = piece.end
        }
    }

    @inline(__always)
    private static func longestPiece(
        of word: UnsafeBufferPointer<UInt8>, from start: Int, in table: borrowing WordTable,
        hashes: UnsafeMutableBufferPointer<UInt64>
    ) -> (id: Int32, end: Int)? {
        var end = min(word.count, start + table.longest)
        var hash = WordTable.hashStart
        for index in start..<end {
            hash = WordTable.hash(hash, adding: word[index])
            hashes[index] = hash
        }
        while end > start {
            if let id = table.id(of: word[start..<end], hash: hashes[end - 1]) { return (id, end) }
            end -= 1
        }
        return nil
    }
}
