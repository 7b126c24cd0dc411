/// Finds added tokens in a text: from the left, the longest at each place.
struct AddedTokenMatcher: Sendable {
    struct Match {
        let token: AddedToken
        /// Where the token's bytes end, in bytes.
        let end: Int
        /// False when the token must be a word of its own and is not one here: then nothing is found before `end`.
        let counts: Bool
    }

    private let candidates: [[(pattern: [UInt8], token: AddedToken)]]
    /// Whether a token may begin with a byte.
    let mayBegin: [Bool]
    let isEmpty: Bool

    init(_ tokens: [(pattern: [UInt8], token: AddedToken)]) {
        var candidates = [[(pattern: [UInt8], token: AddedToken)]](repeating: [], count: 256)
        for each in tokens where !each.pattern.isEmpty { candidates[Int(each.pattern[0])].append(each) }
        // Longest first; of equal ones the first given.
        self.candidates = candidates.map { group in
            group.enumerated()
                .sorted { ($1.element.pattern.count, $0.offset) < ($0.element.pattern.count, $1.offset) }
                .map(\.element)
        }
        mayBegin = candidates.map { !$0.isEmpty }
        isEmpty = tokens.isEmpty
    }

    /// The token that begins at a place.
    func match(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Match? {
        for candidate in candidates[Int(text[start])] {
            let end = start + candidate.pattern.count
            guard end <= text.count, text[start..<end].elementsEqual(candidate.pattern) else { continue }
            let counts =
                !candidate.token.isSingleWord
                || !Self.isWord(Self.scalar(text, before: start)) && !Self.isWord(Self.scalar(text, from: end))
            return Match(token: candidate.token, end: end, counts: counts)
        }
        return nil
    }

    /// The whole text in parts: those between tokens, and the tokens with the white space that they take.
    func split(_ text: UnsafeBufferPointer<UInt8>) -> [(range: Range<Int>, token: AddedToken?)] {
        var parts: [(range: Range<Int>, token: AddedToken?)] = []
        var told = 0
        var index = 0
        while index < text.count {
            guard mayBegin[Int(text[index])], let match = match(text, at: index) else {
                index += 1
                continue
            }
            var start = index
            var end = match.end
            index = match.end
            guard match.counts else { continue }
            if match.token.stripsLeft {
                while start > told, let space = Self.scalar(text, before: start), space.properties.isWhitespace {
                    start -= UTF8.width(space)
                }
            }
            if match.token.stripsRight {
                while let space = Self.scalar(text, from: end), space.properties.isWhitespace {
                    end += UTF8.width(space)
                }
            }
            if told < start { parts.append((told..<start, nil)) }
            parts.append((start..<end, match.token))
            told = end
        }
        if told < text.count { parts.append((told..<text.count, nil)) }
        return parts
    }

    /// `\w` of Unicode's regular expressions (UTS 18, annex C).
    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        guard let properties = scalar?.properties else { return false }
        if properties.isAlphabetic || properties.isJoinControl { return true }
        return switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: true
        default: false
        }
    }

    private static func scalar(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Unicode.Scalar? {
        guard start < text.count else { return nil }
        return String(decoding: text[start..<min(start + 4, text.count)], as: UTF8.self).unicodeScalars.first
    }

    private static func scalar(_ text: UnsafeBufferPointer<UInt8>, before end: Int) -> Unicode.Scalar? {
        var start = end - 1
        while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
        return start < 0 ? nil : scalar(text, from: start)
    }
}

extension UTF8 {
    /// How many bytes a scalar value has.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x10000: 3
        default: 4
        }
    }
}
