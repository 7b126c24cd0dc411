import Lexicon

/// Reads the phrases of one text after another, keeping its buffers.
struct PhraseReader {
    /// A phrase where it stands.
    struct Occurrence {
        /// Of the stems, in order.
        let hash: UInt64
        /// Index of the first word.
        let start: Int
        /// 1 to 3 words.
        let count: Int
        /// Stands in the first line of several, or near the beginning of the only one.
        let isProminent: Bool
        let beginsLine: Bool
    }

    private var scanner = WordScanner()
    private var text: [UInt8] = []
    private(set) var occurrences: [Occurrence] = []

    private static let wordLimit = 300
    private static let prominentWords = 30

    mutating func read(_ text: String) {
        self.text = Array(text.utf8)
        self.text.withUnsafeBufferPointer { scanner.scan(bytes: $0, limit: PhraseReader.wordLimit) }
        occurrences.removeAll(keepingCapacity: true)
        let words = scanner.words
        let hasBody = (words.last?.line ?? 0) > 0
        for start in words.indices where mayBegin(words[start]) && !isCutBefore(words[start]) {
            let isProminent = hasBody ? words[start].line == 0 : start < PhraseReader.prominentWords
            let beginsLine = start == 0 || words[start - 1].line != words[start].line
            var hash = words[start].stemHash
            for count in 1...3 {
                let last = start + count - 1
                if count > 1 {
                    guard last < words.count, words[last].joinsPrevious, mayContain(words[last]) else { break }
                    hash = StableHash.combine(hash, words[last].stemHash)
                }
                if isCutAfter(words[last]) { continue }
                if count == 1 ? mayStandAlone(words[last]) : mayEnd(words[last], after: words[last - 1]) {
                    occurrences.append(
                        Occurrence(
                            hash: hash, start: start, count: count, isProminent: isProminent, beginsLine: beginsLine))
                }
            }
        }
    }

    /// The hashes of the stems of a phrase.
    func stems(of occurrence: Occurrence) -> [UInt64] {
        scanner.words[occurrence.start..<occurrence.start + occurrence.count].map(\.stemHash)
    }

    /// A phrase as it is written, with single spaces.
    func surface(of occurrence: Occurrence) -> String {
        let start = scanner.words[occurrence.start].source.lowerBound
        let end = scanner.words[occurrence.start + occurrence.count - 1].source.upperBound
        var output: [UInt8] = []
        for byte in text[start..<end] {
            if byte > 0x20 { output.append(byte) } else if output.last != 0x20 { output.append(0x20) }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether the phrase stands as a noun does: after an article or a possessive, and before a stop word, a mark or the
    /// end. Of `my new phone is locked` that is `new phone`, and neither `new` nor `locked`.
    func isNominal(_ occurrence: Occurrence) -> Bool {
        let start = occurrence.start
        guard start > 0, scanner.words[start].joinsPrevious else { return false }
        guard Determiners.contains(scanner.folded[scanner.words[start - 1].folded]) else { return false }
        // What follows directly must be a mark: a mask or a code that breaks the phrase belongs to it as a noun does.
        let next = start + occurrence.count
        let end = scanner.words[next - 1].source.upperBound
        if next == scanner.words.count || !scanner.words[next].joinsPrevious {
            return text[end...].first { $0 != 0x20 }.map { Self.closingMarks.contains($0) } ?? true
        }
        // `the old one` names no `old`.
        let follower = scanner.folded[scanner.words[next].folded]
        return scanner.words[next].isStopWord && !follower.starts(with: "one".utf8)
    }

    private static let closingMarks = Set(".,;:!?)\"'\n\r".utf8)

    private func mayContain(_ word: WordScanner.Word) -> Bool {
        word.kind == .word ? word.folded.count <= 32 : word.kind == .number && word.folded.count <= 4
    }

    private func mayBegin(_ word: WordScanner.Word) -> Bool {
        word.kind == .word && word.folded.count <= 32 && !word.isStopWord
            && !CourtesyWords.contains(stemHash: word.stemHash)
    }

    private func mayEnd(_ word: WordScanner.Word, after previous: WordScanner.Word) -> Bool {
        word.kind == .number ? mayBegin(previous) : mayBegin(word)
    }

    /// Whether the word is a later part of a compound, `sdk` of `aws-java-sdk`.
    private func isCutBefore(_ word: WordScanner.Word) -> Bool {
        let start = word.source.lowerBound
        return start > 1 && text[start - 1] == 0x2D && text[start - 2] > 0x20
    }

    /// Whether the word is cut off what belongs to it: a compound's next part, or a version's next number.
    private func isCutAfter(_ word: WordScanner.Word) -> Bool {
        let end = word.source.upperBound
        guard end + 1 < text.count, text[end] == 0x2D || text[end] == 0x2E else { return false }
        return text[end + 1] >= 0x80 || (0x30...0x39).contains(text[end + 1])
            || (text[end] == 0x2D && (0x61...0x7A).contains(text[end + 1] | 0x20))
    }

    private func mayStandAlone(_ word: WordScanner.Word) -> Bool { word.folded.count >= 3 || isAcronym(word) }

    private func isAcronym(_ word: WordScanner.Word) -> Bool {
        word.folded.count == 2 && text[word.source].allSatisfy { (0x41...0x5A).contains($0) }
    }
}
