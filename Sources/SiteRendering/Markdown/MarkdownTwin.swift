import CommonMark

/// People's own Markdown written anew for a git host, without raw HTML, images and links that are not allowed.
struct MarkdownTwin {
    private let options: SafeMarkdown.Options

    /// The Markdown of a text, fitted to a page as `SafeMarkdown.html` fits it.
    static func text(_ markdown: String, options: SafeMarkdown.Options) -> String {
        let capped = String(decoding: markdown.utf8.prefix(SafeMarkdown.maximumBytes), as: UTF8.self)
        let twin = MarkdownTwin(options: options)
        return twin.blocks(MarkdownParser().parse(capped).children).joined(separator: "\n")
    }

    /// Lines of blocks, with an empty line between two.
    private func blocks(_ nodes: [MarkdownNode]) -> [String] {
        var lines: [String] = []
        for node in nodes {
            let added = block(node)
            guard !added.isEmpty else { continue }
            if !lines.isEmpty { lines.append("") }
            lines += added
        }
        return lines
    }

    private func block(_ node: MarkdownNode) -> [String] {
        switch node.kind {
        case .paragraph: return inlineLines(node.children)
        case .heading(let level):
            let marks = String(repeating: "#", count: min(6, max(1, level + options.headingShift)))
            return ["\(marks) \(inlineLines(node.children).joined(separator: " "))"]
        case .blockQuote: return blocks(node.children).map { $0.isEmpty ? ">" : "> \($0)" }
        case .thematicBreak: return ["---"]
        case .codeBlock(let info, let text): return code(block: text, info: info)
        case .list(let start, let tight): return list(start: start, tight: tight, node.children)
        case .table(let alignments): return table(alignments, node.children)
        case .html: return []
        default: return inlineLines([node])
        }
    }

    private func list(start: Int?, tight: Bool, _ items: [MarkdownNode]) -> [String] {
        var lines: [String] = []
        for (index, item) in items.enumerated() {
            var mark = start.map { "\($0 + index). " } ?? "- "
            let indent = String(repeating: " ", count: mark.utf8.count)
            if case .item(let checked?) = item.kind { mark += checked ? "☑ " : "☐ " }
            var body = blocks(item.children)
            if tight { body.removeAll(where: \.isEmpty) }
            if !tight, index > 0 { lines.append("") }
            for (place, line) in (body.isEmpty ? [""] : body).enumerated() {
                lines.append(place == 0 ? mark + line : line.isEmpty ? "" : indent + line)
            }
        }
        return lines
    }

    private func table(_ alignments: [MarkdownNode.Alignment], _ rows: [MarkdownNode]) -> [String] {
        var lines: [String] = []
        for row in rows {
            let cells = row.children.map { inlineLines($0.children).joined(separator: " ") }
            lines.append("| \(cells.joined(separator: " | ")) |")
            guard row.kind == .tableRow(isHeader: true) else { continue }
            let rule = row.children.indices.map { column in
                switch column < alignments.count ? alignments[column] : .none {
                case .none: "---"
                case .left: ":---"
                case .center: ":---:"
                case .right: "---:"
                }
            }
            lines.append("| \(rule.joined(separator: " | ")) |")
        }
        return lines
    }

    /// One line of text for each line break; a line that begins like a block is escaped.
    private func inlineLines(_ nodes: [MarkdownNode]) -> [String] {
        var lines = [""]
        append(nodes, to: &lines)
        let trimmed = lines.map { $0.trimmedWhitespaceOfLine }
        return trimmed.enumerated().map { index, line in
            MarkdownText.lineStart(line) + (index + 1 < trimmed.count ? "\\" : "")
        }.filter { !$0.isEmpty }
    }

    private func append(_ nodes: [MarkdownNode], to lines: inout [String]) {
        for node in nodes {
            switch node.kind {
            case .text(let text): lines[lines.count - 1] += self.text(text)
            case .code(let text): lines[lines.count - 1] += code(text)
            case .softBreak: lines[lines.count - 1] += " "
            case .lineBreak: lines.append("")
            case .emphasis: wrap("*", node, &lines)
            case .strong: wrap("**", node, &lines)
            case .strikethrough: wrap("~~", node, &lines)
            case .link(let destination, _): link(destination, node, &lines)
            case .image: lines[lines.count - 1] += MarkdownText.inline(node.children.map(\.plainText).joined())
            case .html: break
            default: append(node.children, to: &lines)
            }
        }
    }

    private func wrap(_ mark: String, _ node: MarkdownNode, _ lines: inout [String]) {
        lines[lines.count - 1] += mark
        append(node.children, to: &lines)
        lines[lines.count - 1] += mark
    }

    private func link(_ destination: String, _ node: MarkdownNode, _ lines: inout [String]) {
        guard let link = SafeLink(destination), let address = address(link) else {
            return append(node.children, to: &lines)
        }
        // A link holds no link, so its text is taken without markup.
        let label = MarkdownText.inline(node.children.map(\.plainText).joined())
        lines[lines.count - 1] += "[\(label)](<\(address)>)"
    }

    /// Running text, in which addresses that pages link to are links here too.
    private func text(_ text: String) -> String {
        AutomaticLinks.parts(of: text).map { part in
            switch part {
            case .text(let text): MarkdownText.inline(text)
            case .address(let address): SafeLink(address).map { "<\($0.address)>" } ?? MarkdownText.inline(address)
            }
        }.joined()
    }

    /// A fenced block, with its language where that is a plain word.
    private func code(block text: String, info: String) -> [String] {
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
        return MarkdownText.fenced(body, language: SafeHTMLWriter.language(info) ?? "text").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    private func address(_ link: SafeLink) -> String? {
        guard case .relative(let path) = link, let resolve = options.resolve else { return link.address }
        return resolve(path).flatMap { SafeLink($0)?.address }
    }

    /// Code in as many backticks as it needs. The pipe is written apart for tables.
    private func code(_ text: String) -> String {
        guard !text.contains("|") else { return MarkdownText.inline(text) }
        let longest = text.split(whereSeparator: { $0 != "`" }).map(\.utf8.count).max() ?? 0
        let mark = String(repeating: "`", count: longest + 1)
        return longest == 0 ? mark + text + mark : "\(mark) \(text) \(mark)"
    }
}

extension String {
    /// Without spaces at either end.
    fileprivate var trimmedWhitespaceOfLine: String {
        var line = Substring(self)
        while line.utf8.first == 0x20 { line = line.dropFirst() }
        while line.utf8.last == 0x20 { line = line.dropLast() }
        return String(line)
    }
}
