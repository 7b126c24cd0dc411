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
        // Bytes, as appending several scalars to a string makes room for exactly those, again and again.
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + 64)
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: output += "&amp;".utf8
            case 0x3C: output += "&lt;".utf8
            case 0x3E: output += "&gt;".utf8
            case 0x22: output += "&quot;".utf8
            case 0x27: output += "&#39;".utf8
            case 0x0D: output.append(0x0A)
            case 0x0A: if !afterReturn { output.append(0x0A) }
            default: if isAllowed(scalar) { output += Unicode.UTF8.encode(scalar) ?? .init() }
            }
            afterReturn = scalar.value == 0x0D
        }
        return String(decoding: output, as: UTF8.self)
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
