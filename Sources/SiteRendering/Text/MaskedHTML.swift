import Domain

/// Redacted text as HTML: harmless, with every mask marked as what it is.
enum MaskedHTML {
    /// Escaped text; a mask `[[EMAIL_1]]` becomes `<span class="mask">[email]</span>`, which a ticket that
    /// writes `[email]` itself does not get.
    static func html(_ text: RedactedText, limit: Int) -> String {
        let masked = String(text.masked.trimmedWhitespace.unicodeScalars.prefix(limit))
        guard masked.utf8.contains(0x5B) else { return HTMLText.escape(masked) }
        var output = ""
        for (index, piece) in masked.split(separator: "[[", omittingEmptySubsequences: false).enumerated() {
            // A `[[` that a ticket wrote itself is stored as `[`, a word joiner and `[`.
            guard index > 0 else {
                output += plain(piece)
                continue
            }
            guard let end = piece.firstRange(of: "]]"), let type = type(piece[..<end.lowerBound]) else {
                output += "[[" + plain(piece)
                continue
            }
            output += "<span class=\"mask\">[\(type)]</span>" + plain(piece[end.upperBound...])
        }
        return output
    }

    private static func plain(_ piece: Substring) -> String {
        HTMLText.escape(String(piece).replacing("[\u{2060}[", with: "[["))
    }

    /// `EMAIL_1` gives `email`; anything that is no mask gives `nil`.
    private static func type(_ mask: Substring) -> String? {
        let display = RedactedText(restoring: "[[\(mask)]]").display
        guard display.utf8.first == 0x5B, display.utf8.dropFirst().first != 0x5B else { return nil }
        return String(display.dropFirst().dropLast())
    }
}
