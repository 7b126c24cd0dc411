/// Finds the words of a text in one pass over its UTF-8 bytes, folded for comparison: lower case, Latin letters
/// without diacritics, contractions joined (`can't` is `cant`), possessives dropped.
///
/// It says which words are running text and which are the debris that tickets carry (stack frames, paths, keys,
/// numbers), because comparing texts by their debris is the commonest way to compare them badly. Scripts written
/// without spaces give their character pairs. A scanner keeps its buffers: use one for many texts.
public struct WordScanner: Sendable {
    /// One word.
    public struct Word: Sendable, Equatable {
        /// What kind of token it is.
        public enum Kind: Sendable {
            /// A word of running text.
            case word
            /// Digits, or a long hexadecimal value.
            case number
            /// Part of a path, an address, an identifier with separators, or of a line made of such.
            case code
            /// A mask of redaction; its folded form is the type, `[email]`.
            case mask
        }

        /// Where the folded bytes stand in `folded`.
        public var folded: Range<Int>
        /// Where it stands in the text's UTF-8.
        public var source: Range<Int>
        /// Hash of the stem; equal for words that differ by inflection only.
        public var stemHash: UInt64
        /// What kind of token it is.
        public var kind: Kind
        /// Whether it is no running text by its own shape, whatever the rest of its line: a mask, a number, or part of a
        /// path, an address or an identifier with separators.
        public var isDebrisByItself: Bool
        /// A function word of English, German, French or Spanish, or a single Latin letter.
        public var isStopWord: Bool
        /// Nothing but spaces or one hyphen lies between it and the word before.
        public var joinsPrevious: Bool
        /// The number of the line, from 0; lines without words do not count.
        public var line: Int
    }

    /// The folded bytes of all words, one after the other.
    public private(set) var folded: [UInt8] = []
    /// In order of appearance.
    public private(set) var words: [Word] = []

    private var line = 0
    private var lineStart = 0
    private var pendingBreak = true

    /// An empty scanner.
    public init() {}

    /// Scans a text, masks included (`[[EMAIL_1]]`), and forgets the one before. Reads at most `limit` words.
    public mutating func scan(_ text: String, limit: Int = .max) {
        var text = text
        text.withUTF8 { scan(bytes: $0, limit: limit) }
    }

    /// As `scan(_:limit:)`, of UTF-8 bytes.
    public mutating func scan(bytes: UnsafeBufferPointer<UInt8>, limit: Int = .max) {
        folded.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        line = 0
        lineStart = 0
        pendingBreak = true
        var position = 0
        while position < bytes.count, words.count < limit {
            let byte = bytes[position]
            if byte == 0x0A || byte == 0x0D {
                endLine()
                position += 1
            } else if byte <= 0x20 {
                position += 1
            } else {
                position = scanRun(bytes, from: position, limit: limit)
            }
        }
        endLine()
    }

    /// A line of mostly code and numbers is a stack frame, a log line or a dump: all of it is code.
    private mutating func endLine() {
        guard lineStart < words.count else { return }
        let count = words.count - lineStart
        if count >= 4 {
            var debris = 0
            for index in lineStart..<words.count where words[index].kind != .word { debris += 1 }
            if debris * 2 > count {
                for index in lineStart..<words.count where words[index].kind == .word { words[index].kind = .code }
            }
        }
        lineStart = words.count
        line += 1
        pendingBreak = true
    }

    /// Scans what lies between two white spaces. Returns the position after it.
    private mutating func scanRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] > 0x20 { end += 1 }
        let isCode = RunShape(bytes, start, end).isCode
        var position = start
        while position < end, words.count < limit {
            let byte = bytes[position]
            if byte == 0x5B, let mask = MaskSyntax.read(bytes, at: position, end: end) {
                append(mask: mask)
                position = mask.end
            } else if ByteClass.isAlphanumeric(byte) || byte >= 0x80 {
                position = scanWord(bytes, from: position, to: end, isCode: isCode)
            } else {
                if byte != 0x2D { pendingBreak = true }
                position += 1
            }
        }
        return end
    }

    private mutating func append(mask: MaskSyntax) {
        let start = folded.count
        folded.append(0x5B)
        for byte in mask.type { folded.append(byte == 0x5F ? 0x20 : byte | 0x20) }
        folded.append(0x5D)
        finishWord(folded: start, source: mask.start..<mask.end, kind: .mask)
    }

    /// Scans a word, or finds that the character there belongs to none. Returns the position after it.
    private mutating func scanWord(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, isCode: Bool
    ) -> Int {
        let foldedStart = folded.count
        var position = start
        while position < end {
            let byte = bytes[position]
            if ByteClass.isAlphanumeric(byte) {
                folded.append(ByteClass.isUpper(byte) ? byte | 0x20 : byte)
                position += 1
            } else if byte >= 0x80 {
                let (scalar, length) = UTF8Reading.scalar(bytes, at: position)
                if scalar.value == 0x2019, folded.count > foldedStart {
                    guard let next = contraction(bytes, after: position + length, end: end) else { break }
                    return endWord(foldedStart, start, next, isCode)
                }
                if ScalarFolding.isWrittenWithoutSpaces(scalar) {
                    if folded.count > foldedStart { break }
                    return scanUnspaced(bytes, from: position, to: end)
                }
                guard ScalarFolding.append(scalar, to: &folded) else {
                    if folded.count == foldedStart {
                        if scalar.value != 0x2060 && !ScalarFolding.isMark(scalar) { pendingBreak = true }
                        return position + length
                    }
                    break
                }
                position += length
            } else if byte == 0x27, let next = contraction(bytes, after: position + 1, end: end) {
                return endWord(foldedStart, start, next, isCode)
            } else {
                break
            }
        }
        return endWord(foldedStart, start, position, isCode)
    }

    /// After an apostrophe: `t` is joined to the word, other endings of one or two letters are dropped, and a
    /// longer rest (`l'eau`) is a word of its own, for which `nil` is returned.
    private mutating func contraction(_ bytes: UnsafeBufferPointer<UInt8>, after start: Int, end: Int) -> Int? {
        var position = start
        while position < end, ByteClass.isLetter(bytes[position]) || bytes[position] >= 0x80 { position += 1 }
        guard (1...2).contains(position - start) else { return nil }
        if position - start == 1, bytes[start] | 0x20 == 0x74 { folded.append(0x74) }
        return position
    }

    private mutating func scanUnspaced(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        var position = start
        var previous: Range<Int>?
        var pairs = 0
        while position < end {
            let (scalar, length) = UTF8Reading.scalar(bytes, at: position)
            guard ScalarFolding.isWrittenWithoutSpaces(scalar) else { break }
            if let previous {
                appendUnspaced(bytes, previous.lowerBound..<position + length, joins: pairs > 0)
                pairs += 1
            }
            previous = position..<position + length
            position += length
        }
        if pairs == 0, let previous { appendUnspaced(bytes, previous, joins: false) }
        return position
    }

    private mutating func appendUnspaced(_ bytes: UnsafeBufferPointer<UInt8>, _ source: Range<Int>, joins: Bool) {
        let start = folded.count
        for index in source { folded.append(bytes[index]) }
        pendingBreak = !joins
        finishWord(folded: start, source: source, kind: .word)
    }

    private mutating func endWord(_ foldedStart: Int, _ start: Int, _ end: Int, _ isCode: Bool) -> Int {
        // A character that folds to nothing (a lone mark) makes no word, but is passed all the same.
        guard folded.count > foldedStart else { return max(end, start + 1) }
        var kind = Word.Kind.word
        if RunShape.isNumber(folded, from: foldedStart) { kind = .number } else if isCode { kind = .code }
        finishWord(folded: foldedStart, source: start..<end, kind: kind)
        return end
    }

    private mutating func finishWord(folded start: Int, source: Range<Int>, kind: Word.Kind) {
        let range = start..<folded.count
        let isLetter = range.count == 1 && ByteClass.isLetter(folded[start])
        let word = Word(
            folded: range, source: source, stemHash: Stemmer.stemHash(folded, range), kind: kind,
            isDebrisByItself: kind != .word,
            isStopWord: kind == .word && (isLetter || StopWords.contains(hash: StableHash.of(folded, range))),
            joinsPrevious: !pendingBreak && !words.isEmpty, line: line)
        pendingBreak = false
        words.append(word)
    }
}
