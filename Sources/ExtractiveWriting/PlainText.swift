import Domain

/// Running text as a reader should see it: marks of Jira, Markdown and mail taken off.
enum PlainText {
    /// One line, without emphasis, code marks or link addresses.
    static func from(_ text: String) -> String {
        // U+2028 between joined lines is white space, which is collapsed at the end.
        var text = text
        if text.utf8.contains(where: { $0 == 0x5B }) { text = withoutLinks(text) }
        // Most sentences have no mark at all; looking at their bytes first saves the rest.
        if text.utf8.contains(where: { "{}*_`+".utf8.contains($0) }) {
            for mark in ["{{", "}}", "**", "__", "``", "`"] { text = text.replacing(mark, with: "") }
            text = withoutEmphasis(text)
        }
        return text.collapsedWhitespace
    }

    /// Without a label that only repeats where the sentence stood (`Actual results: …`), a bracketed number before it,
    /// or a quotation mark without its other half.
    static func withoutLabel(_ text: String) -> String {
        var text = text
        if text.hasPrefix("("), let close = text.firstIndex(of: ")"), text[..<close].utf8.count <= 3 {
            text = text[text.index(after: close)...].trimmedWhitespace
        }
        let lower = text.lowercased()
        for label in labels where lower.hasPrefix(label) {
            text = String(text.dropFirst(label.count)).trimmedWhitespace
        }
        for (open, close) in [("\"", "\""), ("“", "”"), ("„", "“")] where text.hasPrefix(open) {
            let rest = text.dropFirst()
            if !rest.contains(close) { text = rest.trimmedWhitespace }
        }
        return text
    }

    private static let labels = [
        "actual results:", "actual result:", "actual behavior:", "actual behaviour:", "actual:", "problem:", "issue:",
        "description:", "summary:", "error description:", "beschreibung:", "fehler:",
    ]

    /// `[words|https://…]` and `[words](https://…)` give `words`; other brackets stay.
    private static func withoutLinks(_ text: String) -> String {
        var output = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "[") {
            output += rest[..<open]
            let inner = rest.index(after: open)
            guard let close = rest[inner...].firstIndex(of: "]") else {
                output += rest[open...]
                return output
            }
            let label = rest[inner..<close]
            let after = rest.index(after: close)
            if let bar = label.lastIndex(of: "|"), label[bar...].contains("/") {
                output += label[..<bar]
                rest = rest[after...]
            } else if after < rest.endIndex, rest[after] == "(", let end = rest[after...].firstIndex(of: ")") {
                output += label
                rest = rest[rest.index(after: end)...]
            } else {
                output += rest[open..<after]
                rest = rest[after...]
            }
        }
        return output + rest
    }

    /// Takes `*` and `_` off that open or close a word: never those within `snake_case` or a product of numbers.
    private static func withoutEmphasis(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var output = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "*" || scalar == "_" || scalar == "+" {
                let before = index > 0 ? scalars[index - 1] : " "
                let after = index + 1 < scalars.count ? scalars[index + 1] : " "
                let opens = !isWord(before) && isWord(after)
                let closes = isWord(before) && !isWord(after) && scalar != "+"
                if opens && (scalar != "+" || before.properties.isWhitespace) || closes { continue }
            }
            output.append(scalar)
        }
        return String(output)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// At most `limit` characters, cut at a word with `…`.
    static func trimmed(_ text: String, _ limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else { return text }
        let head = scalars.prefix(limit - 1)
        var end = head.endIndex
        if let space = head.lastIndex(where: { $0.properties.isWhitespace }),
            head.distance(from: head.startIndex, to: space) > limit / 2
        {
            end = space
        }
        let cut = String(Substring(head[..<end])).trimmedWhitespace
        return cut.trimmingEnd { ",;:-–(".unicodeScalars.contains($0) } + "…"
    }
}

extension String {
    /// Without the scalars at the end that satisfy a condition, nor white space before them.
    func trimmingEnd(_ isUnwanted: (Unicode.Scalar) -> Bool) -> String {
        var scalars = unicodeScalars
        while let last = scalars.last, last.properties.isWhitespace || isUnwanted(last) { scalars.removeLast() }
        return String(scalars)
    }
}
