/// Takes inflection off words, lightly: plurals, `-ed`, `-ing`, `-ly`, `-ion`, `-ment`, final `e` and `y`, and the
/// German `-en` of long words.
///
/// A cut-down Porter stemmer (Porter, "An algorithm for suffix stripping", 1980). It does not ask for the language:
/// a ticket is often too short to tell, and rules this light do little harm in the other three languages.
public enum Stemmer {
    /// The stem of a folded word.
    public static func stem(_ word: String) -> String {
        let bytes = Array(word.utf8)
        let length = stemLength(bytes, 0..<bytes.count)
        var stem = Array(bytes[..<length])
        if endsInY(stem, 0..<length) { stem[length - 1] = 0x69 }
        return String(decoding: stem, as: UTF8.self)
    }

    /// The hash of the stem of a folded word, without making it.
    public static func stemHash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        let end = range.lowerBound + stemLength(bytes, range)
        let replacesY = endsInY(bytes, range.lowerBound..<end)
        var state = StableHash.seed
        for index in range.lowerBound..<(replacesY ? end - 1 : end) {
            state = StableHash.adding(bytes[index], to: state)
        }
        return StableHash.finish(replacesY ? StableHash.adding(0x69, to: state) : state)
    }

    /// The hashes of the stems of folded words in a list between white space.
    public static func stemHashes(_ list: String) -> Set<UInt64> {
        Set(
            list.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { word in
                let bytes = Array(word.utf8)
                return stemHash(bytes, 0..<bytes.count)
            })
    }

    private static func endsInY(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        range.count > 2 && bytes[range.upperBound - 1] == 0x79 && !isVowel(bytes[range.upperBound - 2])
    }

    private static func stemLength(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        let start = range.lowerBound
        var count = range.count
        guard count > 3, count <= 32 else { return count }
        for index in range where !(0x61...0x7A).contains(bytes[index]) { return count }

        func ends(_ suffix: StaticString, leaving minimum: Int) -> Bool {
            let length = suffix.utf8CodeUnitCount
            guard count >= minimum + length else { return false }
            for offset in 0..<length where bytes[start + count - length + offset] != suffix.utf8Start[offset] {
                return false
            }
            return true
        }
        func hasVowel(_ length: Int) -> Bool {
            for index in start..<start + length where isVowel(bytes[index]) || bytes[index] == 0x79 { return true }
            return false
        }

        if ends("ies", leaving: 2) {
            // `queries` and `query` meet at `queri`.
            count -= 2
            return count
        } else if ends("sses", leaving: 2) {
            count -= 2
        } else if ends("s", leaving: 3), !ends("ss", leaving: 0), !ends("us", leaving: 0), !ends("is", leaving: 0) {
            count -= 1
        }
        if ends("ing", leaving: 3), hasVowel(count - 3) {
            count = undoubled(bytes, start, count - 3)
        } else if ends("ed", leaving: 3), hasVowel(count - 2) {
            count = undoubled(bytes, start, count - 2)
        }
        if ends("ly", leaving: 4) { count -= 2 }
        if ends("tion", leaving: 3) || ends("sion", leaving: 3) { count -= 3 }
        if ends("ment", leaving: 5) { count -= 4 }
        if ends("en", leaving: 5) { count -= 2 }
        if ends("e", leaving: 3) { count -= 1 }
        return count
    }

    /// `stopp` becomes `stop`; `l`, `s` and `z` stay double.
    private static func undoubled(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
        guard count > 3 else { return count }
        let last = bytes[start + count - 1]
        guard last == bytes[start + count - 2], !isVowel(last), last != 0x6C, last != 0x73, last != 0x7A else {
            return count
        }
        return count - 1
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        byte == 0x61 || byte == 0x65 || byte == 0x69 || byte == 0x6F || byte == 0x75
    }
}
