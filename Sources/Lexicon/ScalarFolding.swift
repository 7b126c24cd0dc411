/// How characters beyond ASCII are folded for comparison.
enum ScalarFolding {
    /// Base letters of U+00C0...U+017F. `.` stands for no letter, and ligatures are handled apart.
    private static let latin = Array(
        ("aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllllllln"
            + "nnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs").utf8)

    /// Appends the folded form. Returns `false`, appending nothing, for a character that ends a word.
    static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) -> Bool {
        let value = scalar.value
        if value >= 0xC0, value <= 0x17F {
            switch value {
            case 0xC6, 0xE6: output += [0x61, 0x65]
            case 0xDF: output += [0x73, 0x73]
            case 0xDE, 0xFE: output += [0x74, 0x68]
            case 0x132, 0x133: output += [0x69, 0x6A]
            case 0x152, 0x153: output += [0x6F, 0x65]
            case 0xD7, 0xF7: return false
            default:
                let index = Int(value - 0xC0)
                guard index < latin.count, latin[index] != 0x2E else { break }
                output.append(latin[index])
            }
            return true
        }
        if isMark(scalar) { return true }
        let properties = scalar.properties
        guard properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark
        else { return false }
        output += Array(properties.lowercaseMapping.utf8)
        return true
    }

    /// A combining mark of Latin, Greek and Cyrillic letters: folded away.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0x300...0x36F).contains(scalar.value) }

    /// Han, Hiragana, Katakana and Thai, as `TextAnalysis` has it.
    static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FA1F, 0x0E00...0x0E7F:
            true
        default: false
        }
    }
}
