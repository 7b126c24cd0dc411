/// CISTEM for German words (Weissweiler and Fraser, "Developing a Stemmer for German Based on a Comparative
/// Analysis of Publicly Available Stemmers", 2017), without regard to case. Expects folded bytes (`ä` as `a`,
/// `ß` as `ss`), as `WordScanner` gives them.
enum GermanStemmer {
    // Stand-ins for letter groups that count as one letter; none of them occurs in a word.
    private static let sch: UInt8 = 0x24
    private static let ei: UInt8 = 0x25
    private static let ie: UInt8 = 0x26
    private static let again: UInt8 = 0x2A

    /// The stem of a word.
    static func stem(_ word: [UInt8]) -> [UInt8] {
        guard word.count > 3, word.allSatisfy({ (0x61...0x7A).contains($0) }) else { return word }
        var packed = pack(word.count >= 6 && word[0] == 0x67 && word[1] == 0x65 ? Array(word[2...]) : word)
        while packed.count > 3 {
            let last = packed[packed.count - 1]
            let previous = packed[packed.count - 2]
            if packed.count > 5, last == 0x6D || last == 0x72, previous == 0x65 {
                packed.removeLast(2)
            } else if packed.count > 5, last == 0x64, previous == 0x6E {
                packed.removeLast(2)
            } else if [0x74, 0x65, 0x73, 0x6E].contains(last) {
                packed.removeLast()
            } else {
                break
            }
        }
        return unpack(packed)
    }

    private static func pack(_ word: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = []
        var index = 0
        while index < word.count {
            let byte = word[index]
            let next = index + 1 < word.count ? word[index + 1] : 0
            if byte == 0x73, next == 0x63, index + 2 < word.count, word[index + 2] == 0x68 {
                packed.append(sch)
                index += 3
            } else if byte == 0x65, next == 0x69 {
                packed.append(ei)
                index += 2
            } else if byte == 0x69, next == 0x65 {
                packed.append(ie)
                index += 2
            } else {
                packed.append(packed.last == byte ? again : byte)
                index += 1
            }
        }
        return packed
    }

    private static func unpack(_ packed: [UInt8]) -> [UInt8] {
        var word: [UInt8] = []
        for byte in packed {
            switch byte {
            case sch: word += [0x73, 0x63, 0x68]
            case ei: word += [0x65, 0x69]
            case ie: word += [0x69, 0x65]
            case again: if let last = word.last { word.append(last) }
            default: word.append(byte)
            }
        }
        return word
    }
}
