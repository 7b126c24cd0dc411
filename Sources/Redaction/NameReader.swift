/// Reads a person's name as people write it, `Dr. Anna-Lena von Müller`, from words of the text.
struct NameReader {
    let view: TextView

    struct Name {
        /// Indices of its words.
        let words: Range<Int>
        let start: Int
        let end: Int
        /// Words that are neither initials nor particles.
        let count: Int
        /// Whether one of its words is a first name that means nothing else.
        let isKnown: Bool
    }

    /// The longest name that begins with a word.
    func name(at first: Int, most: Int = 4, allCaps: Bool = false, anyCase: Bool = false) -> Name? {
        var index = first
        var last: Int?
        var count = 0
        var isKnown = false
        while index < view.words.count, count < most {
            let word = view.words[index]
            if index > first, !isJoined(index) { break }
            if isInitial(word) {
                // An initial belongs to a name only between its words; `O'Neill` begins like one.
                guard index > first || [0x2E, 0x27].contains(view.byte(word.end)) else { break }
            } else if word.has(.particle), !word.shape.contains(.beginsUpper) {
                guard index > first, word.end < view.bytes.count else { break }
            } else if isNameWord(word, allCaps: allCaps, anyCase: anyCase) {
                count += 1
                last = index
                isKnown = isKnown || (word.has(.firstName) && !word.has(.ambiguousName))
            } else {
                // `Deutsche Bank`, `Anna Support`: an organisation is no person.
                if index > first, word.has(.organisation), word.shape.contains(.beginsUpper), !isKnown { return nil }
                break
            }
            index += 1
        }
        guard let last else { return nil }
        return Name(
            words: first..<(last + 1), start: view.words[first].start, end: view.words[last].end, count: count,
            isKnown: isKnown)
    }

    /// A single capital letter.
    func isInitial(_ word: Word) -> Bool { word.count == 1 && word.shape.contains(.beginsUpper) }

    /// Whether a word looks like a part of a name.
    func isNameWord(_ word: Word, allCaps: Bool = false, anyCase: Bool = false) -> Bool {
        guard word.shape.isDisjoint(with: [.digit, .underscore]), word.shape.contains(.letter),
            (2...48).contains(word.count),
            !word.has(.notName), !word.has(.organisation), !isBlanked(word)
        else { return false }
        guard word.shape.contains(.beginsUpper) else { return anyCase }
        guard word.shape.contains(.innerUpper) else { return word.shape.contains(.lower) }
        if !word.shape.contains(.lower) { return allCaps && word.count > 2 }
        // McDonald, DeVito, LaRue, DiCaprio, MacLeod: one capital more, after a prefix of names.
        let capitals = view.bytes[(word.start + 1)..<word.end].filter { $0 &- 0x41 < 26 }.count
        let prefixes: [StaticString] = ["Mc", "De", "La", "Le", "Di", "Van", "Mac", "Fitz"]
        return capitals == 1
            && prefixes.contains { prefix in
                view.matches(prefix, at: word.start) && word.count > prefix.utf8CodeUnitCount + 2
                    && view.byte(word.start + prefix.utf8CodeUnitCount) &- 0x41 < 26
            }
    }

    /// `XXXX`, as others have put in place of what they took out.
    private func isBlanked(_ word: Word) -> Bool {
        view.bytes[word.start..<word.end].allSatisfy { $0 | 0x20 == 0x78 }
    }

    /// Whether a word stands so close to the one before it that both may be one name.
    private func isJoined(_ index: Int) -> Bool {
        let (before, word) = (view.words[index - 1], view.words[index])
        let gap = word.start - before.end
        switch view.byte(before.end) {
        case 0x20: return gap == 1
        case 0x2D, 0x27: return gap == 1
        case 0x2E:
            return (before.count <= 3 && before.shape.contains(.beginsUpper))
                && (gap == 1 || gap == 2 && view.byte(before.end + 1) == 0x20)
        default: return false
        }
    }

    /// Whether a name's borders are those of prose: no part of a path, an identifier or an address.
    func isFree(_ name: Name) -> Bool {
        let (before, next) = (view.byte(name.start - 1), view.byte(name.end))
        if [0x2E, 0x2F, 0x5C, 0x40, 0x24, 0x2D, 0x23, 0x3D, 0x7E, 0x25].contains(before) { return false }
        if [0x2F, 0x5C, 0x40, 0x24, 0x3D, 0x28].contains(next) { return false }
        // `Don't`, but `Anna's`.
        if next == 0x27 { return view.byte(name.end + 1) | 0x20 == 0x73 || !ByteClass.isWord(view.byte(name.end + 1)) }
        return ![0x2D, 0x2E, 0x3A, 0x21].contains(next) || !ByteClass.isWord(view.byte(name.end + 1))
    }

    /// Whether what follows ends a salutation or a line.
    func isEnded(_ end: Int) -> Bool {
        switch view.byte(end) {
        case 0, 0x0A, 0x0D, 0x2C, 0x21, 0x3A, 0x3B, 0x29: return true
        case 0x2E: return !ByteClass.isWord(view.byte(end + 1))
        case 0x20: return [0x2D, 0x0A, 0x0D, 0].contains(view.byte(end + 1)) || view.byte(end + 1) >= 0xE2
        default: return false
        }
    }

    /// Whether nothing but punctuation stands between a place and the end of its line.
    func isLineEnd(_ end: Int) -> Bool {
        var index = end
        while [0x20, 0x09, 0x2C, 0x2E, 0x21, 0x2A, 0x5F].contains(view.byte(index)), index - end < 16 { index += 1 }
        return [0, 0x0A, 0x0D].contains(view.byte(index))
    }

    /// How many bytes of its line stand before a place, quote marks and list marks aside; at most `reach`.
    func column(_ start: Int, reach: Int = 64) -> Int {
        var index = start
        while index > 0, start - index < reach, view.byte(index - 1) != 0x0A { index -= 1 }
        while index < start, [0x20, 0x09, 0x3E, 0x2A, 0x2D, 0x7C, 0x5F].contains(view.byte(index)) { index += 1 }
        return start - index
    }
}
