internal import Foundation

/// Letters that look like Latin ones, written as those.
enum LookAlikes {
    /// Wide, mathematical and circled letters by Unicode's compatibility mapping; Cyrillic and Greek ones where a word
    /// mixes them with Latin (Unicode Technical Standard 39, a part of its table).
    static func resolved(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        let mapped = text.precomposedStringWithCompatibilityMapping
        guard mapped.unicodeScalars.contains(where: { latin[$0] != nil }) else { return mapped }
        var output = ""
        var word = String.UnicodeScalarView()
        func end() {
            let isMixed = word.contains { $0.isASCII } && word.contains { latin[$0] != nil }
            for scalar in word { output.unicodeScalars.append(isMixed ? latin[scalar] ?? scalar : scalar) }
            word = String.UnicodeScalarView()
        }
        for scalar in mapped.unicodeScalars {
            if scalar.properties.isAlphabetic {
                word.append(scalar)
            } else {
                end()
                output.unicodeScalars.append(scalar)
            }
        }
        end()
        return output
    }

    private static let latin: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i", "ѕ": "s", "ј": "j", "һ": "h",
        "ԁ": "d", "ɡ": "g", "ո": "n", "ν": "v", "ο": "o", "α": "a", "ρ": "p", "τ": "t", "υ": "u", "ι": "i", "κ": "k",
        "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "Х": "X",
        "Ι": "I", "Ο": "O", "Α": "A", "Ε": "E", "Τ": "T",
    ]
}
