import Domain

/// The beginning of a text on one line.
enum Excerpt {
    /// At most `limit` scalars of the text, cut at a space where one is near, with `…` when something is missing.
    static func of(_ text: String, limit: Int) -> String {
        if isPlainLine(text, limit: limit) { return text }
        // Twice the limit leaves room for runs of white space without reading a text of megabytes.
        let head = String(text.unicodeScalars.prefix(limit * 2)).collapsedWhitespace
        let scalars = Array(head.unicodeScalars)
        guard scalars.count > limit else {
            return text.unicodeScalars.dropFirst(limit * 2).isEmpty ? head : head + "…"
        }
        let space = scalars[..<limit].lastIndex(of: " ") ?? limit
        let end = space > limit * 3 / 4 ? space : limit
        return String(String.UnicodeScalarView(scalars[..<end])) + "…"
    }

    /// Short printable ASCII without white space to collapse: most subjects of tickets.
    private static func isPlainLine(_ text: String, limit: Int) -> Bool {
        guard text.utf8.count <= limit else { return false }
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            guard (0x20..<0x7F).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
            previous = byte
        }
        return text.isEmpty || previous != 0x20
    }
}
