/// What characters a review may consist of: none that is invisible, ambiguous or turns text around.
enum YAMLCharacters {
    /// Whether a character may stand in a review. LF and TAB may; where, is for the parser to say.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: true
        case 0x00..<0x20, 0x7F...0x9F: false
        // Marks and overrides of direction: they show one text and mean another.
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false
        // Line and paragraph separators: ends of lines for some readers and not for others.
        case 0x2028, 0x2029: false
        case 0xFEFF: false
        // No characters at all.
        case 0xFDD0...0xFDEF: false
        case let value where value & 0xFFFE == 0xFFFE: false
        default: true
        }
    }

    /// The text, if it is UTF-8 without any of those.
    static func check(_ bytes: [UInt8]) throws(YAMLFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw YAMLFault(firstBadLine(of: bytes), "the text is not UTF-8")
        }
        // Most reviews are plain ASCII, for which a look at the bytes is enough.
        if bytes.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) { return text }
        var line = 1
        for scalar in text.unicodeScalars {
            if scalar == "\n" { line += 1 }
            guard isAllowed(scalar) else {
                throw YAMLFault(line, "the line has a control character or one that changes the direction of text")
            }
        }
        return text
    }

    private static func firstBadLine(of bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
