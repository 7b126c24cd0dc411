/// A run of letters, digits and `_` in the folded text, with what the lexicon knows of it.
struct Word {
    /// Offsets of bytes.
    let start: Int
    let end: Int
    let shape: Shape
    let roles: Roles
    /// FNV-1a of its lower-case form.
    let hash: UInt64

    struct Shape: OptionSet {
        let rawValue: UInt8
        static let beginsUpper = Shape(rawValue: 1)
        /// Holds an upper-case letter after the first character.
        static let innerUpper = Shape(rawValue: 2)
        static let lower = Shape(rawValue: 4)
        static let digit = Shape(rawValue: 8)
        static let underscore = Shape(rawValue: 16)
        static let nonASCII = Shape(rawValue: 32)
        static let letter = Shape(rawValue: 64)
    }

    var count: Int { end - start }
    var isNumber: Bool { shape == .digit }
    func has(_ role: Roles) -> Bool { !roles.isDisjoint(with: role) }
}

/// 64-bit FNV-1a: the same on every machine, unlike Swift's own hashes.
struct WordHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// Of a text's lower-case form.
    static func of(_ text: String) -> UInt64 {
        var hash = WordHash()
        for byte in text.lowercased().utf8 { hash.add(byte) }
        return hash.value
    }
}

/// The folded text cut into words.
struct TextView {
    let bytes: [UInt8]
    let words: [Word]

    init(_ bytes: [UInt8], lexicon: Lexicon) {
        self.bytes = bytes
        words = TextView.split(bytes, lexicon)
    }

    /// The byte at an offset, 0 outside the text.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

    /// The index of the first word that starts at or after an offset.
    func wordIndex(from offset: Int) -> Int {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle].start < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether one of the `count` words before an offset has a role, no farther than `reach` bytes away.
    func follows(_ role: Roles, at offset: Int, words count: Int = 4, reach: Int = 40) -> Bool {
        var index = wordIndex(from: offset) - 1
        var left = count
        while index >= 0, left > 0, offset - words[index].end <= reach {
            if words[index].has(role) { return true }
            index -= 1
            left -= 1
        }
        return false
    }

    /// A word in lower case.
    func lowered(_ word: Word) -> String { text(word.start..<word.end).lowercased() }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Whether the bytes at an offset are these.
    func matches(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount where bytes[offset + index] != text.utf8Start[index] { return false }
        return true
    }

    private static func split(_ bytes: [UInt8], _ lexicon: Lexicon) -> [Word] {
        var words: [Word] = []
        words.reserveCapacity(bytes.count / 6)
        var index = 0
        while index < bytes.count {
            if !ByteClass.isWord(bytes[index]) {
                index += 1
                continue
            }
            let start = index
            var shape: Word.Shape = []
            var hash = WordHash()
            scan: while index < bytes.count {
                let byte = bytes[index]
                switch byte {
                case 0x61...0x7A:
                    shape.formUnion([.lower, .letter])
                    hash.add(byte)
                case 0x41...0x5A:
                    shape.formUnion(index == start ? [.beginsUpper, .letter] : [.innerUpper, .letter])
                    hash.add(byte | 0x20)
                case 0x30...0x39:
                    shape.insert(.digit)
                    hash.add(byte)
                case 0x5F:
                    shape.insert(.underscore)
                    hash.add(byte)
                case 0x80...:
                    let (value, length) = ScalarBytes.decode(bytes, index)
                    guard let letterCase = LetterCase(value) else { break scan }
                    shape.formUnion([.nonASCII, .letter])
                    switch letterCase {
                    case .upper: shape.insert(index == start ? .beginsUpper : .innerUpper)
                    case .lower: shape.insert(.lower)
                    case .none: break
                    }
                    index += length - 1
                default: break scan
                }
                index += 1
            }
            guard index > start else {
                index += ScalarBytes.decode(bytes, index).length
                continue
            }
            let key =
                shape.contains(.nonASCII)
                ? WordHash.of(String(decoding: bytes[start..<index], as: UTF8.self)) : hash.value
            words.append(Word(start: start, end: index, shape: shape, roles: lexicon.roles(key), hash: key))
        }
        return words
    }
}

/// Classes of single bytes.
enum ByteClass {
    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    @inline(__always) static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
    /// Letters, digits, `_`, and every byte of a scalar beyond ASCII.
    @inline(__always) static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 0x5F || byte >= 0x80 }
    @inline(__always) static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }
    @inline(__always) static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }
    /// What base64url tokens are made of.
    @inline(__always) static func isToken(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == 0x5F || byte == 0x2D
    }
}

/// Whether a scalar beyond ASCII belongs to words, and its case.
enum LetterCase {
    case upper, lower, none

    init?(_ value: UInt32) {
        switch value {
        // Latin-1 and general punctuation, symbols, CJK punctuation, private use, emoji: no part of a word.
        case 0x80...0xA9, 0xAB...0xB4, 0xB6...0xB9, 0xBB...0xBF, 0xD7, 0xF7, 0x2000...0x2BFF, 0x3000...0x3004,
            0x3008...0x3020, 0x3030, 0xD800...0xF8FF, 0xFE10...0xFE6F, 0xFF00...0xFF65, 0xFFE0...0xFFFF,
            0x1F000...0x1FAFF, 0xE0000...:
            return nil
        case 0xDF...0xFF: self = .lower
        case 0xC0...0xDE: self = .upper
        default:
            guard let properties = Unicode.Scalar(value)?.properties else { return nil }
            self = properties.isUppercase ? .upper : properties.isLowercase ? .lower : .none
        }
    }
}
