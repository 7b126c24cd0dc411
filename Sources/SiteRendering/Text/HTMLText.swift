/// Text made harmless for HTML, in elements and in quoted attributes.
enum HTMLText {
    /// Escapes `& < > " '` wherever they stand, and leaves out what HTML may not hold: control characters
    /// other than tab and line feed, and noncharacters. A carriage return becomes a line feed.
    ///
    /// Works on scalars. Swift's characters would hide a `<` that a combining mark follows or that a
    /// prepending mark such as U+0600 precedes, and swift-mustache's own escaping lets those through.
    static func escape(_ text: String) -> String {
        var needsWork = false
        for byte in text.utf8 where byte < 0x20 || byte >= 0x7F || isMarkup(byte) {
            // Line feeds and most of Unicode are fine as they are; two-byte C1 controls start with C2, and
            // noncharacters with EF or F0 to F4.
            if byte == 0x0A || byte == 0x09 || (byte >= 0x80 && byte != 0xC2 && byte < 0xEF) { continue }
            needsWork = true
            break
        }
        return needsWork ? rewritten(text) : text
    }

    private static func isMarkup(_ byte: UInt8) -> Bool {
        byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0x27
    }

    private static func rewritten(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        output.reserveCapacity(text.utf8.count + 16)
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: output.append(contentsOf: "&amp;".unicodeScalars)
            case 0x3C: output.append(contentsOf: "&lt;".unicodeScalars)
            case 0x3E: output.append(contentsOf: "&gt;".unicodeScalars)
            case 0x22: output.append(contentsOf: "&quot;".unicodeScalars)
            case 0x27: output.append(contentsOf: "&#39;".unicodeScalars)
            case 0x0D: output.append("\n")
            case 0x0A: if !afterReturn { output.append(scalar) }
            default: if isAllowed(scalar) { output.append(scalar) }
            }
            afterReturn = scalar.value == 0x0D
        }
        return String(output)
    }

    /// What a document of HTML or XML may hold.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: true
        case 0..<0x20, 0x7F...0x9F, 0xFDD0...0xFDEF: false
        case let value: value & 0xFFFE != 0xFFFE
        }
    }
}
