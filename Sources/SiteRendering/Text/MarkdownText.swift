import Domain

/// Text made harmless for the Markdown twins: read by any git host, it shows as the words it is.
enum MarkdownText {
    /// Invisible, takes no room and allows no line break: it keeps a host from seeing an address or a mention.
    private static let joiner = Array("\u{2060}".utf8)

    /// Escapes one value for running text, a list item or a table cell.
    ///
    /// White space of any kind becomes single spaces, so a value can start no block of its own. Every
    /// character that means something to CommonMark, GitHub or GitLab is escaped; a `@` before a name, the
    /// `://` of an address and `www.` are broken up by an invisible joiner, because hosts find mentions and
    /// addresses after Markdown has taken its backslashes away.
    static func escape(_ text: String) -> String {
        if isPlain(text) { return text }
        let scalars = Array(text.collapsedWhitespace.unicodeScalars.filter(HTMLText.isAllowed))
        return escape(scalars, mark: blockMark(in: scalars))
    }

    /// Whether there is nothing to escape: letters, digits, commas and single spaces between them.
    private static func isPlain(_ text: String) -> Bool {
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2C: break
            case 0x20: if previous == 0x20 { return false }
            default: return false
            }
            previous = byte
        }
        return text.isEmpty || previous != 0x20
    }

    /// As `escape`, for a piece in the middle of a line: spaces at its ends stay.
    static func inline(_ text: String) -> String {
        let before = text.unicodeScalars.first?.properties.isWhitespace == true ? " " : ""
        let after = text.unicodeScalars.last?.properties.isWhitespace == true ? " " : ""
        let scalars = Array(text.collapsedWhitespace.unicodeScalars.filter(HTMLText.isAllowed))
        return scalars.isEmpty ? before : before + escape(scalars, mark: nil) + after
    }

    /// A line of escaped pieces, with a backslash before what would start a block.
    static func lineStart(_ line: String) -> String {
        let scalars = Array(line.unicodeScalars)
        guard let mark = blockMark(in: scalars) else { return line }
        var output = String.UnicodeScalarView(scalars[..<mark])
        output.append("\\")
        output.append(contentsOf: scalars[mark...])
        return String(output)
    }

    private static func escape(_ scalars: [Unicode.Scalar], mark: Int?) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(scalars.count + 64)
        for (index, scalar) in scalars.enumerated() {
            if index == mark { output.append(0x5C) }
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case "&": output += "&amp;".utf8
            case "<": output += "&lt;".utf8
            case ">": output += "&gt;".utf8
            case "\\", "`", "*", "_", "[", "]", "|", "~", "$", "{", "}": output += [0x5C, UInt8(ascii: scalar)]
            case "@", "#":
                output.append(UInt8(ascii: scalar))
                if let next, isWord(next) { output += joiner }
            case ":":
                output.append(0x3A)
                if next == "/" { output += joiner }
            case ".":
                if endsInWWW(scalars[..<index]) { output += joiner }
                output.append(0x2E)
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
            default: output += Unicode.UTF8.encode(scalar) ?? .init()
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The place of the character that would start a heading, a list, a rule or a setext underline.
    private static func blockMark(in scalars: [Unicode.Scalar]) -> Int? {
        guard let first = scalars.first else { return nil }
        if first == "#" || first == "+" || first == "-" || first == "=" || first == ":" { return 0 }
        let digits = scalars.prefix { ("0"..."9").contains($0) }.count
        guard digits > 0, digits < scalars.count, scalars[digits] == "." || scalars[digits] == ")",
            digits + 1 == scalars.count || scalars[digits + 1] == " "
        else { return nil }
        return digits
    }

    private static func endsInWWW(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        scalars.count >= 3 && scalars.suffix(3).allSatisfy { $0 == "w" || $0 == "W" }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
    }

    /// A block of text as written, line by line, in a fence that nothing inside can close.
    static func fenced(_ text: String, language: String = "text") -> String {
        let body = lines(of: text)
        var longest = 2
        for line in body {
            let run = line.unicodeScalars.reduce(into: (now: 0, most: 0)) { state, scalar in
                state.now = scalar == "`" ? state.now + 1 : 0
                state.most = max(state.most, state.now)
            }
            longest = max(longest, run.most)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return ([fence + language] + body + [fence]).joined(separator: "\n")
    }

    /// Lines without control characters and bidirectional overrides.
    private static func lines(of text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            defer { afterReturn = scalar == "\r" }
            switch scalar {
            case "\r", "\u{2028}", "\u{2029}", "\n":
                if scalar == "\n", afterReturn { continue }
                lines.append(String(line))
                line = String.UnicodeScalarView()
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
            default: if HTMLText.isAllowed(scalar) { line.append(scalar) }
            }
        }
        lines.append(String(line))
        return lines
    }
}
