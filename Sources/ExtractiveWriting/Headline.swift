import Domain

/// Makes a line that can stand over a page from the subject somebody typed.
enum Headline {
    static let limit = 80

    /// Without reply marks, ticket numbers, tags, masks and closing punctuation; on one line, at most 80 characters.
    static func cleaned(_ subject: String) -> String {
        var text = PlainText.from(subject)
        var isShorter = true
        while isShorter {
            let next = withoutPrefix(text)
            isShorter = next.utf8.count < text.utf8.count
            text = next
        }
        text = withoutMasks(text).collapsedWhitespace
        text = text.trimmingEnd { ".:;,-–!|/".unicodeScalars.contains($0) }
        return PlainText.trimmed(capitalised(text), limit)
    }

    /// A subject without the web address that it begins with (`www.example.org - Blank page`), if it does.
    static func withoutHost(_ subject: String) -> String? {
        let parts = subject.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[0].contains("."), !parts[0].hasSuffix("."), ["-", "–", "|"].contains(parts[1]),
            parts[2].utf8.count >= 8
        else { return nil }
        return capitalised(String(parts[2]))
    }

    /// The first letter as a capital, unless the word has capitals, digits or dots of its own (`iPhone`, `dfs.name`).
    static func capitalised(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, first.properties.isLowercase else { return text }
        let word = text.unicodeScalars.prefix { !$0.properties.isWhitespace }
        let core = word.reversed().drop { ".,:;!?".unicodeScalars.contains($0) }
        guard core.allSatisfy({ $0.properties.isLowercase || $0 == "'" || $0 == "’" || $0 == "-" }) else { return text }
        return first.properties.titlecaseMapping + String(Substring(text.unicodeScalars.dropFirst()))
    }

    private static let replyMarks = ["re:", "fw:", "fwd:", "aw:", "wg:", "antw:", "sv:", "tr:"]

    private static func withoutPrefix(_ text: String) -> String {
        let lower = text.lowercased()
        for mark in replyMarks where lower.hasPrefix(mark) {
            return String(text.dropFirst(mark.count)).trimmedWhitespace
        }
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            // A mask inside the brackets closes twice: `[[person]] PROBLEM`.
            let rest = String(text[text.index(after: close)...].drop { $0 == "]" }).trimmedWhitespace
            if rest.utf8.count >= 8 { return rest.trimmingStart { ":-–".unicodeScalars.contains($0) } }
        }
        return withoutNumber(text)
    }

    /// `HADOOP-123:`, `Bug 123 -`, `#123`, `INC0012345`, `Ticket 123:`.
    private static func withoutNumber(_ text: String) -> String {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count >= 2 else { return text }
        let lead = words[0].lowercased()
        var rest: Substring?
        if isTicketNumber(words[0]) {
            rest = text[words[0].endIndex...]
        } else if ["bug", "ticket", "issue", "case", "incident"].contains(lead), words.count == 3,
            words[1].unicodeScalars.contains(where: { ("0"..."9").contains($0) }),
            words[1].unicodeScalars.allSatisfy({ ("0"..."9").contains($0) || "#:.-".unicodeScalars.contains($0) })
        {
            rest = text[words[1].endIndex...]
        }
        guard let rest else { return text }
        let cleaned = rest.trimmedWhitespace.trimmingStart { ":-–.|".unicodeScalars.contains($0) }
        return cleaned.utf8.count >= 8 ? cleaned : text
    }

    private static func isTicketNumber(_ word: Substring) -> Bool {
        let core = Array(word.unicodeScalars).reversed().drop { ":.-–".unicodeScalars.contains($0) }.reversed()
        let digits = core.reversed().prefix { ("0"..."9").contains($0) }.count
        guard digits >= 2 else { return false }
        let head = Array(core.dropLast(digits))
        if head == ["#"] || (head.isEmpty && digits >= 5) { return true }
        let isHyphenated = head.last == "-"
        let letters = isHyphenated ? head.dropLast() : head[...]
        return letters.count >= 2 && letters.allSatisfy { ("A"..."Z").contains($0) } && (isHyphenated || digits >= 5)
    }

    private static func withoutMasks(_ text: String) -> String {
        var output = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            let after = rest.index(after: close)
            let isMask = ProseRules.isMaskLabel(rest[rest.index(after: open)..<close])
            output += isMask ? rest[..<open] : rest[..<after]
            rest = rest[after...]
        }
        return output + rest
    }
}

extension String {
    /// Without the scalars at the start that satisfy a condition, nor white space between them.
    func trimmingStart(_ isUnwanted: (Unicode.Scalar) -> Bool) -> String {
        String(Substring(unicodeScalars.drop { $0.properties.isWhitespace || isUnwanted($0) }))
    }
}
