/// What the reference tokenizer's steps know of each Unicode scalar value, read from `CharacterData`.
struct CharacterProperties: Sendable {
    /// The one copy, made at first use in about three milliseconds; 2 MB.
    static let shared = CharacterProperties()

    /// The classes of a scalar value; several may hold.
    struct Classes: OptionSet, Sendable {
        let rawValue: UInt8
        static let removed = Classes(rawValue: 1)
        static let separator = Classes(rawValue: 2)
        static let punctuation = Classes(rawValue: 4)
        static let mark = Classes(rawValue: 8)
        static let fixedMark = Classes(rawValue: 16)
        static let keptMark = Classes(rawValue: 32)
        static let decomposes = Classes(rawValue: 64)
        static let hasLowercase = Classes(rawValue: 128)
    }

    static let count = 0x110000
    private static let hangul: ClosedRange<UInt32> = 0xAC00...0xD7A3

    /// By scalar value.
    let classes: [Classes]
    /// The canonical combining classes of `keptMark`.
    private let combiningClasses: [UInt32: UInt8]
    /// What canonical decomposition leaves without the accents; Hangul syllables are computed.
    private let bases: [UInt32: [UInt32]]
    private let lowercase: [UInt32: UInt32]

    /// What the BERT tokenizers call Chinese characters: ideographs, which each become a word.
    static func isIdeograph(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    /// The canonical decomposition without accents.
    func base(of scalar: UInt32) -> [UInt32] {
        guard Self.hangul.contains(scalar) else { return bases[scalar] ?? [scalar] }
        // The Unicode Standard, 3.12: leading consonant, vowel, and for most syllables a trailing consonant.
        let index = scalar - Self.hangul.lowerBound
        let letters = [0x1100 + index / 588, 0x1161 + index % 588 / 28]
        return index % 28 == 0 ? letters : letters + [0x11A7 + index % 28]
    }

    /// The lower case of one scalar; of U+0130 two.
    func lowercased(_ scalar: UInt32) -> [UInt32] { scalar == 0x130 ? [0x69, 0x307] : [lowercase[scalar] ?? scalar] }

    /// The canonical combining class of a kept mark, 0 of everything else.
    func combiningClass(of scalar: UInt32) -> UInt8 { combiningClasses[scalar] ?? 0 }

    private init() {
        var classes = [Classes](repeating: [], count: Self.count)
        func mark(_ text: String, _ kind: Classes) {
            for word in text.split(separator: " ") {
                for scalar in Self.range(word) { classes[Int(scalar)].insert(kind) }
            }
        }
        mark(CharacterData.removed, .removed)
        mark(CharacterData.separators, .separator)
        mark(CharacterData.punctuation, .punctuation)
        mark(CharacterData.marks, .mark)
        mark(CharacterData.fixedMarks, .fixedMark)
        combiningClasses = Self.combiningClasses()
        bases = Self.bases()
        lowercase = Self.lowercase()
        for scalar in combiningClasses.keys { classes[Int(scalar)].insert(.keptMark) }
        for scalar in bases.keys { classes[Int(scalar)].insert(.decomposes) }
        for scalar in Self.hangul { classes[Int(scalar)].insert(.decomposes) }
        for scalar in lowercase.keys { classes[Int(scalar)].insert(.hasLowercase) }
        classes[0x130].insert(.hasLowercase)
        self.classes = classes
    }

    private static func combiningClasses() -> [UInt32: UInt8] {
        var result: [UInt32: UInt8] = [:]
        for word in CharacterData.keptMarks.split(separator: " ") {
            let parts = word.split(separator: ":")
            for range in parts[1].split(separator: ",") {
                for scalar in Self.range(range) { result[scalar] = UInt8(parts[0]) }
            }
        }
        return result
    }

    private static func bases() -> [UInt32: [UInt32]] {
        var result: [UInt32: [UInt32]] = [:]
        for word in CharacterData.bases.split(separator: " ") {
            let parts = word.split(separator: ":")
            let first = number(parts[0])
            for (offset, letter) in parts[1].unicodeScalars.enumerated() where letter != "." {
                result[first + UInt32(offset)] = [letter.value]
            }
        }
        for word in CharacterData.otherBases.split(separator: " ") {
            let parts = word.split(separator: "=")
            result[number(parts[0])] = parts[1].split(separator: "+").map(number)
        }
        return result
    }

    private static func lowercase() -> [UInt32: UInt32] {
        var result: [UInt32: UInt32] = [:]
        for word in CharacterData.lowercase.split(separator: " ") {
            // The difference begins at the last sign; the range's own hyphen comes before it.
            guard let sign = word.lastIndex(where: { $0 == "+" || $0 == "-" }) else { continue }
            let isEverySecond = word[..<sign].hasSuffix("/2")
            let range = Self.range(isEverySecond ? word[..<sign].dropLast(2) : word[..<sign])
            let difference = number(word[word.index(after: sign)...])
            for scalar in stride(from: range.lowerBound, through: range.upperBound, by: isEverySecond ? 2 : 1) {
                result[scalar] = word[sign] == "+" ? scalar + difference : scalar - difference
            }
        }
        return result
    }

    /// `A-F` or `A`, hexadecimal.
    private static func range(_ word: Substring) -> ClosedRange<UInt32> {
        let ends = word.split(separator: "-").map(number)
        return ends[0]...ends[ends.count - 1]
    }

    private static func number(_ digits: Substring) -> UInt32 { UInt32(digits, radix: 16) ?? 0 }
}
