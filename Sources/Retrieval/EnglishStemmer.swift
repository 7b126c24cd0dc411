/// Porter's algorithm for English words ("An algorithm for suffix stripping", 1980), with the author's later
/// changes (`bli`, `logi`). Works on lower-case ASCII bytes; other words come back as they are.
struct EnglishStemmer {
    private var word: [UInt8]

    private init(_ word: [UInt8]) { self.word = word }

    /// The stem of a word.
    static func stem(_ word: [UInt8]) -> [UInt8] {
        guard word.count > 2, word.allSatisfy({ (0x61...0x7A).contains($0) }) else { return word }
        var stemmer = EnglishStemmer(word)
        stemmer.removePlural()
        stemmer.removePast()
        stemmer.turnFinalY()
        stemmer.replaceFirst(in: secondStep, whenMeasureExceeds: 0)
        stemmer.replaceFirst(in: thirdStep, whenMeasureExceeds: 0)
        stemmer.removeLongSuffix()
        stemmer.tidyEnd()
        return stemmer.word
    }

    private static let secondStep = rules([
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
        ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ])
    private static let thirdStep = rules([
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ])
    private static let fourthStep: [[UInt8]] = [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
        "ion", "al", "er", "ic", "ou",
    ].map { Array($0.utf8) }

    private static func rules(_ pairs: [(String, String)]) -> [(suffix: [UInt8], replacement: [UInt8])] {
        pairs.map { (Array($0.0.utf8), Array($0.1.utf8)) }
    }

    /// Whether the letter at an index is a consonant; `y` is one unless it follows a consonant.
    private func isConsonant(_ index: Int) -> Bool {
        switch word[index] {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: false
        case 0x79: index == 0 || !isConsonant(index - 1)
        default: true
        }
    }

    /// The number of vowel-consonant sequences in the first `length` letters.
    private func measure(_ length: Int) -> Int {
        var count = 0
        var afterVowel = false
        for index in 0..<length {
            let consonant = isConsonant(index)
            if consonant && afterVowel { count += 1 }
            afterVowel = !consonant
        }
        return count
    }

    private func hasVowel(_ length: Int) -> Bool { (0..<length).contains { !isConsonant($0) } }

    private func ends(_ suffix: String) -> Bool { ends(Array(suffix.utf8)) }

    private func ends(_ suffix: [UInt8]) -> Bool {
        word.count >= suffix.count && word[(word.count - suffix.count)...].elementsEqual(suffix)
    }

    private func endsWithDoubleConsonant() -> Bool {
        let last = word.count - 1
        return last > 0 && word[last] == word[last - 1] && isConsonant(last)
    }

    /// Consonant, vowel, consonant other than `w`, `x`, `y`, at the end of the first `length` letters.
    private func endsShort(_ length: Int) -> Bool {
        guard length >= 3, isConsonant(length - 1), !isConsonant(length - 2), isConsonant(length - 3) else {
            return false
        }
        return ![0x77, 0x78, 0x79].contains(word[length - 1])
    }

    private mutating func removePlural() {
        if ends("sses") || ends("ies") {
            word.removeLast(2)
        } else if ends("s"), !ends("ss") {
            word.removeLast()
        }
    }

    private mutating func removePast() {
        if ends("eed") {
            if measure(word.count - 3) > 0 { word.removeLast() }
            return
        }
        if ends("ed"), hasVowel(word.count - 2) {
            word.removeLast(2)
        } else if ends("ing"), hasVowel(word.count - 3) {
            word.removeLast(3)
        } else {
            return
        }
        if ends("at") || ends("bl") || ends("iz") {
            word.append(0x65)
        } else if endsWithDoubleConsonant(), let last = word.last, ![0x6C, 0x73, 0x7A].contains(last) {
            word.removeLast()
        } else if measure(word.count) == 1, endsShort(word.count) {
            word.append(0x65)
        }
    }

    private mutating func turnFinalY() {
        if ends("y"), hasVowel(word.count - 1) { word[word.count - 1] = 0x69 }
    }

    private mutating func replaceFirst(
        in rules: [(suffix: [UInt8], replacement: [UInt8])], whenMeasureExceeds least: Int
    ) {
        for rule in rules where ends(rule.suffix) {
            let stem = word.count - rule.suffix.count
            if measure(stem) > least { word.replaceSubrange(stem..., with: rule.replacement) }
            return
        }
    }

    private mutating func removeLongSuffix() {
        for suffix in EnglishStemmer.fourthStep where ends(suffix) {
            let stem = word.count - suffix.count
            let isIon = suffix.count == 3 && suffix[0] == 0x69 && suffix[1] == 0x6F
            if isIon, stem == 0 || (word[stem - 1] != 0x73 && word[stem - 1] != 0x74) { return }
            if measure(stem) > 1 { word.removeLast(suffix.count) }
            return
        }
    }

    private mutating func tidyEnd() {
        if ends("e") {
            let stem = word.count - 1
            let size = measure(stem)
            if size > 1 || (size == 1 && !endsShort(stem)) { word.removeLast() }
        }
        if ends("ll"), measure(word.count) > 1 { word.removeLast() }
    }
}
