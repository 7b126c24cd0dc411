/// Words without case and diacritics, for comparing what people type. No locale is asked.
enum WordFolding {
    /// The lower-case form of a letter or digit without its accents; empty for anything else.
    static func fold(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A: return String(scalar)
        case 0x41...0x5A: return String(Unicode.Scalar(UInt8(scalar.value + 32)))
        case ..<0x80: return ""
        default: break
        }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
        switch lower.value {
        case 0xE0...0xE5, 0x101, 0x103, 0x105: return "a"
        case 0xE6: return "ae"
        case 0xE7, 0x107, 0x10D: return "c"
        case 0xE8...0xEB, 0x113, 0x117, 0x119, 0x11B: return "e"
        case 0xEC...0xEF, 0x12B, 0x131: return "i"
        case 0xF1, 0x144, 0x148: return "n"
        case 0xF2...0xF6, 0xF8, 0x151: return "o"
        case 0x153: return "oe"
        case 0xF9...0xFC, 0x16B, 0x16F, 0x171: return "u"
        case 0xFD, 0xFF: return "y"
        case 0x15B, 0x15F, 0x161: return "s"
        case 0xDF: return "ss"
        case 0x17A, 0x17C, 0x17E: return "z"
        case 0x142: return "l"
        default: return lower.properties.isAlphabetic && !isCombining(lower) ? String(lower) : ""
        }
    }

    /// Whether a scalar is an accent that follows its letter.
    static func isCombining(_ scalar: Unicode.Scalar) -> Bool { 0x300...0x36F ~= scalar.value }

    /// Folds a whole text; runs of anything but letters and digits become one space.
    static func fold(_ text: some StringProtocol) -> String {
        var output = ""
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            let folded = fold(scalar)
            if folded.isEmpty {
                if !isCombining(scalar) { pendingSpace = !output.isEmpty }
                continue
            }
            if pendingSpace { output += " " }
            pendingSpace = false
            output += folded
        }
        return output
    }
}
