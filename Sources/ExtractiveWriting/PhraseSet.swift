/// Phrases that are looked for in many sentences, as bytes: a substring search that allocates nothing.
struct PhraseSet: Sendable {
    private let phrases: [[UInt8]]
    /// By first byte, the phrases that begin with it.
    private let starts: [[Int]]

    /// - Parameter phrases: in lower case, none empty.
    init(_ phrases: [String]) {
        self.phrases = phrases.map { Array($0.utf8) }
        var starts = [[Int]](repeating: [], count: 256)
        for (number, phrase) in self.phrases.enumerated() {
            if let first = phrase.first { starts[Int(first)].append(number) }
        }
        self.starts = starts
    }

    /// Whether one of the phrases stands anywhere in the bytes.
    func occurs(in bytes: [UInt8]) -> Bool {
        for index in bytes.indices where opens(bytes, at: index) != nil { return true }
        return false
    }

    /// Whether one of the phrases stands at the beginning of the bytes, as a whole word if `wholeWord`.
    func begins(_ bytes: [UInt8], wholeWord: Bool = false) -> Bool {
        guard let first = bytes.first else { return false }
        return starts[Int(first)].contains { number in
            guard matches(phrases[number], bytes, at: 0) else { return false }
            let end = phrases[number].count
            return !wholeWord || end == bytes.count || !PhraseSet.isLetter(bytes[end])
        }
    }

    /// The length of a phrase that stands at an index.
    private func opens(_ bytes: [UInt8], at index: Int) -> Int? {
        for number in starts[Int(bytes[index])] where matches(phrases[number], bytes, at: index) {
            return phrases[number].count
        }
        return nil
    }

    private func matches(_ phrase: [UInt8], _ bytes: [UInt8], at start: Int) -> Bool {
        guard start + phrase.count <= bytes.count else { return false }
        for offset in 0..<phrase.count where bytes[start + offset] != phrase[offset] { return false }
        return true
    }

    /// Bytes of characters beyond ASCII count as letters.
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
    }
}
