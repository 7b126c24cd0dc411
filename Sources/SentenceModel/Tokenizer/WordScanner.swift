/// Reads a text once, from bytes to ids: normalises, splits into words and cuts them, until it has ids enough.
///
/// Memory: one word of at most `longestWord` characters, and the ids.
struct WordScanner: ~Copyable {
    private let table: CharacterTable
    private let vocabulary: WordPieceVocabulary
    /// By byte: the letter that an ASCII character becomes, zero for what needs a closer look.
    private let letters: [UInt8]
    private let added: AddedTokenMatcher
    private let limit: Int
    private(set) var ids: [Int32] = []

    /// The word so far: its bytes while it is not too long, and its length in characters.
    private let word: UnsafeMutableBufferPointer<UInt8>
    private let hashes: UnsafeMutableBufferPointer<UInt64>
    private var wordBytes = 0
    private var wordCharacters = 0
    private var marks = MarkRun()

    /// - Parameter limit: how many ids are wanted at most.
    init(
        _ table: CharacterTable, vocabulary: WordPieceVocabulary, letters: [UInt8], added: AddedTokenMatcher, limit: Int
    ) {
        self.table = table
        self.vocabulary = vocabulary
        self.letters = letters
        self.added = added
        self.limit = limit
        word = .allocate(capacity: vocabulary.longestWord * 4 + 4)
        hashes = .allocate(capacity: vocabulary.longestWord * 4 + 4)
    }

    deinit {
        word.deallocate()
        hashes.deallocate()
    }

    /// Whether no more ids are wanted.
    var isFull: Bool { ids.count >= limit }

    /// Adds a text's ids. Words do not go on from one text to the next.
    mutating func scan(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        /// No added token begins before here.
        var free = 0
        while index < text.count {
            let byte = text[index]
            let letter = byte < 0x80 ? letters[Int(byte)] : 0
            if letter != 0 {
                append(letter: letter)
                index += 1
                continue
            }
            if !added.isEmpty, added.mayBegin[Int(byte)], index >= free, let match = added.match(text, at: index) {
                free = match.end
                if match.counts {
                    endWord()
                    append(id: match.token.id)
                    if isFull { return }
                    index = match.end
                    continue
                }
            }
            let (scalar, next) = Self.decode(text, index)
            perform(table.actions[Int(scalar)], on: scalar)
            if isFull { return }
            index = next
        }
        endWord()
    }

    /// Adds the id of an added token.
    mutating func append(id: Int32) {
        if !isFull { ids.append(id) }
    }

    @inline(__always)
    private static func decode(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (scalar: UInt32, next: Int) {
        let first = UInt32(text[index])
        if first < 0x80 { return (first, index + 1) }
        func low(_ offset: Int) -> UInt32 { UInt32(text[index + offset] & 0x3F) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | low(1), index + 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | low(1) << 6 | low(2), index + 3) }
        return ((first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3), index + 4)
    }

    private mutating func perform(_ action: CharacterTable.Action, on scalar: UInt32) {
        let payload = action.payload
        switch action.kind {
        case .letter:
            settleMarks()
            append(scalar: payload == 0 ? scalar : payload)
        case .separator: endWord()
        case .isolated:
            endWord()
            append(scalar: payload == 0 ? scalar : payload)
            endWord()
        case .nothing: break
        case .fence: settleMarks()
        case .mark:
            // Past the longest word nothing of it matters but that it is too long.
            if wordCharacters > vocabulary.longestWord { break }
            marks.add(payload, combiningClass: action.combiningClass)
        case .several:
            for part in table.sequences[Int(payload)] { perform(part, on: scalar) }
        case .hangul:
            settleMarks()
            for letter in CharacterProperties.shared.base(of: scalar) { append(scalar: letter) }
        }
    }

    @inline(__always)
    private mutating func append(letter: UInt8) {
        if !marks.isEmpty { settleMarks() }
        if wordCharacters < vocabulary.longestWord {
            word[wordBytes] = letter
            wordBytes += 1
        }
        wordCharacters += 1
    }

    private mutating func append(scalar: UInt32) {
        if wordCharacters < vocabulary.longestWord, let scalar = Unicode.Scalar(scalar) {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                word[wordBytes] = byte
                wordBytes += 1
            }
        }
        wordCharacters += 1
    }

    private mutating func settleMarks() {
        guard !marks.isEmpty else { return }
        var settled = MarkRun()
        swap(&settled, &marks)
        settled.drain { append(scalar: $0) }
    }

    private mutating func endWord() {
        settleMarks()
        guard wordCharacters > 0 else { return }
        if wordCharacters > vocabulary.longestWord {
            ids.append(vocabulary.unknown)
        } else {
            vocabulary.cut(UnsafeBufferPointer(rebasing: word[..<wordBytes]), hashes: hashes, into: &ids)
        }
        if ids.count > limit { ids.removeSubrange(limit...) }
        wordBytes = 0
        wordCharacters = 0
    }
}
