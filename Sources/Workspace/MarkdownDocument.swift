internal import Domain

/// A Markdown file with its front matter apart.
struct MarkdownDocument {
    /// YAML with as many lines before it as the file has, so that places in it are places in the file.
    let frontMatter: String
    /// Everything after the front matter.
    let body: String

    /// Line ends become line feeds. Throws when the front matter does not end.
    init(_ text: String, file: String) throws(CasebookError) {
        let text = text.replacing("\r\n", with: "\n")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, MarkdownDocument.isRule(first) else {
            frontMatter = ""
            body = text
            return
        }
        guard let end = lines.dropFirst().firstIndex(where: MarkdownDocument.isRule) else {
            throw CasebookError(
                .badConfiguration, code: "yaml_syntax", file: file, line: 1, "the front matter does not end",
                remedy: "close it with a line \"---\"")
        }
        frontMatter = "\n" + lines[1..<end].joined(separator: "\n")
        body = lines[(end + 1)...].joined(separator: "\n")
    }

    private static func isRule(_ line: Substring) -> Bool { MarkdownDocument.trimmed(line) == "---" }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line
        while let last = line.unicodeScalars.last, last == " " || last == "\t" || last == "\r" {
            line = Substring(line.unicodeScalars.dropLast())
        }
        return line
    }

    /// The first heading outside code blocks, with the number of lines up to its end.
    var firstHeading: (text: String, lineCount: Int, isLeading: Bool)? {
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(MarkdownDocument.trimmed)
        var fence: Character?
        var isLeading = true
        for (index, line) in lines.enumerated() {
            let content = line.drop { $0 == " " }
            if let mark = content.first, mark == "`" || mark == "~", content.prefix(while: { $0 == mark }).count >= 3 {
                if fence == nil { fence = mark } else if fence == mark { fence = nil }
                isLeading = false
                continue
            }
            guard fence == nil, !content.isEmpty, line.count - content.count < 4 else { continue }
            if let text = MarkdownDocument.numberSignHeading(content) { return (text, index + 1, isLeading) }
            if index + 1 < lines.count, MarkdownDocument.isUnderline(lines[index + 1]),
                !["-", ">", "|", "*", "+"].contains(content.first ?? " ")
            {
                return (String(content).trimmedWhitespace, index + 2, isLeading)
            }
            isLeading = false
        }
        return nil
    }

    /// `## Title ##` gives `Title`.
    private static func numberSignHeading(_ line: Substring) -> String? {
        let signs = line.prefix { $0 == "#" }.count
        let rest = line.dropFirst(signs)
        guard (1...6).contains(signs), rest.first == " " || rest.first == "\t" else { return nil }
        var text = Substring(String(rest).trimmedWhitespace)
        let unclosed = text.reversed().drop { $0 == "#" }
        if unclosed.first == " " || unclosed.isEmpty { text = Substring(String(unclosed.reversed())) }
        let title = String(text).trimmedWhitespace
        return title.isEmpty ? nil : title
    }

    private static func isUnderline(_ line: Substring) -> Bool {
        guard let mark = line.first, mark == "=" || mark == "-" else { return false }
        return line.count >= 2 && line.allSatisfy { $0 == mark }
    }

    /// The body after a heading that begins it; the whole body when text stands before the first heading.
    var bodyWithoutLeadingHeading: String {
        guard let heading = firstHeading, heading.isLeading else { return body }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        let rest = lines.dropFirst(heading.lineCount).drop { MarkdownDocument.trimmed($0).isEmpty }
        return rest.joined(separator: "\n")
    }
}
