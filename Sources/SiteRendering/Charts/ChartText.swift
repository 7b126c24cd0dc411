/// Rough widths of text. SVG cannot wrap or measure, so labels are cut and thinned by estimate, on the safe side.
enum ChartText {
    /// Font size, in units of the drawing, that labels have on a telephone, where drawings shrink most.
    static let large = 22.0
    /// Font size on a wide screen; labels that fit at this size alone carry the class `fine` and hide on telephones.
    static let small = 14.0

    /// The estimated width of one line, in multiples of the font size.
    static func width(_ text: String) -> Double {
        var sum = 0.0
        for scalar in text.unicodeScalars { sum += width(scalar) }
        return sum
    }

    /// The longest beginning of `text`, with an ellipsis when something is missing, of at most `width` font sizes.
    static func cut(_ text: String, to width: Double) -> String {
        if self.width(text) <= width { return text }
        var sum = self.width("…")
        var result = ""
        var wholeWords = ""
        for character in text {
            for scalar in character.unicodeScalars { sum += self.width(scalar) }
            if sum > width { break }
            if character == " " { wholeWords = result }
            result.append(character)
        }
        // Words stay whole unless that would cost more than a third of the room.
        if self.width(wholeWords) > width * 0.66 { result = wholeWords }
        while result.last == " " { result.removeLast() }
        return result + "…"
    }

    /// Every how many labels one is shown, so that labels `spacing` apart do not touch at the font size `size`.
    static func stride(of labels: [String], spacing: Double, size: Double) -> Int {
        guard spacing > 0, spacing.isFinite else { return max(labels.count, 1) }
        let widest = labels.reduce(0) { max($0, width($1)) } * size + size * 0.8
        return max(1, Int((min(widest / spacing, 1e6)).rounded(.up)))
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "!", "|", "(", ")", "[", "]", " ", "/": 0.34
        case "m", "w", "M", "W", "@", "%", "…": 0.92
        case "A"..."Z": 0.68
        case "\u{0300}"..."\u{036F}", "\u{200B}"..."\u{200F}": 0
        case "\u{1100}"..."\u{115F}", "\u{2E80}"..."\u{A4CF}", "\u{AC00}"..."\u{D7A3}", "\u{F900}"..."\u{FAFF}": 1
        case "\u{FE30}"..."\u{FE6F}", "\u{FF00}"..."\u{FF60}", "\u{1F300}"..."\u{3FFFD}": 1.1
        default: 0.56
        }
    }
}
