/// Words and sentences of running text, the same for every part that compares texts.
public enum TextAnalysis {
    /// Lower-cased words of letters and digits, in order. Inner `'`, `-`, `_` and `.` split words.
    /// Runs of Han, Hiragana, Katakana and Thai characters, written without spaces, give their character pairs.
    public static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var unspaced: [Unicode.Scalar] = []

        func endWord() {
            if !word.isEmpty { words.append(String(word).lowercased()) }
            word = String.UnicodeScalarView()
        }
        func endUnspaced() {
            if unspaced.count == 1 { words.append(String(unspaced[0])) }
            for index in unspaced.indices.dropLast() {
                words.append(String(String.UnicodeScalarView([unspaced[index], unspaced[index + 1]])))
            }
            unspaced.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                let value = scalar.value
                let isWord =
                    (0x30...0x39).contains(value) || (0x61...0x7A).contains(value) || (0x41...0x5A).contains(value)
                if isWord {
                    if !unspaced.isEmpty { endUnspaced() }
                    word.append(scalar)
                } else {
                    endWord()
                    if !unspaced.isEmpty { endUnspaced() }
                }
            } else if isWrittenWithoutSpaces(scalar) {
                endWord()
                unspaced.append(scalar)
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || (!word.isEmpty && scalar.properties.generalCategory == .nonspacingMark)
            {
                if !unspaced.isEmpty { endUnspaced() }
                word.append(scalar)
            } else {
                endWord()
                if !unspaced.isEmpty { endUnspaced() }
            }
        }
        endWord()
        endUnspaced()
        return words
    }

    private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FA1F, 0x0E00...0x0E7F:
            true
        default: false
        }
    }

    /// Sentences, trimmed, each a substring of the text up to its white space at the ends: cut after `.`, `!`,
    /// `?` followed by white space (and not after a single letter or a known abbreviation), after `。！？`, and
    /// at line breaks.
    public static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var current = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)

        func end() {
            let sentence = String(current).trimmedWhitespace
            if !sentence.isEmpty { sentences.append(sentence) }
            current = String.UnicodeScalarView()
        }
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\n" || scalar == "\r" {
                end()
                continue
            }
            current.append(scalar)
            switch scalar {
            case "。", "！", "？": end()
            case ".", "!", "?":
                let next = index + 1 < scalars.count ? scalars[index + 1] : " "
                if next.properties.isWhitespace, scalar != "." || !endsWithAbbreviation(current) { end() }
            default: break
            }
        }
        end()
        return sentences
    }

    private static let abbreviations: Set<String> = [
        "e.g.", "i.e.", "etc.", "vs.", "mr.", "mrs.", "ms.", "dr.", "no.", "z.b.", "d.h.", "bzw.", "ca.", "nr.", "u.a.",
    ]

    private static func endsWithAbbreviation(_ scalars: String.UnicodeScalarView) -> Bool {
        let last = scalars.reversed().prefix { !$0.properties.isWhitespace }.reversed()
        if last.count == 2, let first = last.first, first.properties.isAlphabetic { return true }
        guard last.count <= 6 else { return false }
        return abbreviations.contains(String(String.UnicodeScalarView(last)).lowercased())
    }
}

extension StringProtocol {
    /// Without white space at either end.
    public var trimmedWhitespace: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// White space of any kind and length becomes one space; none at the ends.
    public var collapsedWhitespace: String {
        var output = String.UnicodeScalarView()
        var pending = false
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace {
                pending = !output.isEmpty
            } else {
                if pending { output.append(" ") }
                pending = false
                output.append(scalar)
            }
        }
        return String(output)
    }
}
