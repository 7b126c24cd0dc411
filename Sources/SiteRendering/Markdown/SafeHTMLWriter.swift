import CommonMark

/// Writes parsed Markdown as HTML out of a fixed set of elements and attributes.
struct SafeHTMLWriter {
    let options: SafeMarkdown.Options
    var output = ""
    private var headings: [String: Int] = [:]

    init(options: SafeMarkdown.Options) { self.options = options }

    mutating func write(blocks: [MarkdownNode]) {
        for block in blocks { write(block: block) }
    }

    private mutating func write(block node: MarkdownNode) {
        switch node.kind {
        case .paragraph:
            element("p", inlines: node.children)
        case .heading(let level):
            heading(level: level, node)
        case .blockQuote:
            output += "<blockquote>\n"
            write(blocks: node.children)
            output += "</blockquote>\n"
        case .thematicBreak:
            output += "<hr>\n"
        case .codeBlock(let info, let text):
            output += "<pre><code\(languageAttribute(info))>\(HTMLText.escape(text))</code></pre>\n"
        case .list(let start, let tight):
            list(start: start, tight: tight, items: node.children)
        case .table(let alignments):
            table(alignments, rows: node.children)
        case .html:
            break
        default:
            write(inlines: [node], linksAllowed: true)
        }
    }

    private mutating func element(_ name: String, inlines: [MarkdownNode]) {
        output += "<\(name)>"
        write(inlines: inlines, linksAllowed: true)
        output += "</\(name)>\n"
    }

    private mutating func heading(level: Int, _ node: MarkdownNode) {
        let name = "h\(min(6, max(1, level + options.headingShift)))"
        output += "<\(name)"
        if options.headingIDs { output += " id=\"\(headingID(node.plainText))\"" }
        output += ">"
        write(inlines: node.children, linksAllowed: true)
        output += "</\(name)>\n"
    }

    /// The words of a heading in lower case, joined by `-` as git hosts do it; a number keeps it unique.
    private mutating func headingID(_ text: String) -> String {
        var id = ""
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-" {
                id.unicodeScalars.append(scalar)
            } else if scalar == " " {
                id += "-"
            }
        }
        if id.isEmpty { id = "section" }
        let count = headings[id, default: 0]
        headings[id] = count + 1
        return HTMLText.escape(count == 0 ? id : "\(id)-\(count)")
    }

    private func languageAttribute(_ info: String) -> String {
        Self.language(info).map { " class=\"language-\($0)\"" } ?? ""
    }

    /// The language that a code block names: only a plain word of at most 32 characters, so that nothing else
    /// gets into an attribute.
    static func language(_ info: String) -> String? {
        let word = info.utf8.prefix { $0 != 0x20 && $0 != 0x09 }
        let isPlain = word.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || byte == 0x2B || byte == 0x2D || byte == 0x5F
        }
        return isPlain && (1...32).contains(word.count) ? String(decoding: word, as: UTF8.self) : nil
    }

    private mutating func list(start: Int?, tight: Bool, items: [MarkdownNode]) {
        let name = start == nil ? "ul" : "ol"
        output += "<\(name)"
        if let start, start != 1 { output += " start=\"\(start)\"" }
        output += ">\n"
        for item in items {
            output += "<li>"
            if case .item(let checked?) = item.kind {
                output += checked ? "<span class=\"task\">☑</span> " : "<span class=\"task\">☐</span> "
            }
            for child in item.children {
                if tight, child.kind == .paragraph {
                    write(inlines: child.children, linksAllowed: true)
                } else {
                    output += "\n"
                    write(block: child)
                }
            }
            output += "</li>\n"
        }
        output += "</\(name)>\n"
    }

    private mutating func table(_ alignments: [MarkdownNode.Alignment], rows: [MarkdownNode]) {
        output += "<div class=\"table-wrap\"><table>\n"
        var isOpen = false
        for row in rows {
            let isHeader = row.kind == .tableRow(isHeader: true)
            if isHeader {
                output += "<thead>\n"
            } else if !isOpen {
                output += "<tbody>\n"
                isOpen = true
            }
            output += "<tr>"
            for (column, cell) in row.children.enumerated() {
                let alignment = column < alignments.count ? alignmentAttribute(alignments[column]) : ""
                output += isHeader ? "<th scope=\"col\"\(alignment)>" : "<td\(alignment)>"
                write(inlines: cell.children, linksAllowed: true)
                output += isHeader ? "</th>" : "</td>"
            }
            output += isHeader ? "</tr>\n</thead>\n" : "</tr>\n"
        }
        output += isOpen ? "</tbody></table></div>\n" : "</table></div>\n"
    }

    private func alignmentAttribute(_ alignment: MarkdownNode.Alignment) -> String {
        switch alignment {
        case .none, .left, .center: ""
        case .right: " class=\"num\""
        }
    }

    // MARK: Inlines

    private mutating func write(inlines: [MarkdownNode], linksAllowed: Bool) {
        for node in inlines { write(inline: node, linksAllowed: linksAllowed) }
    }

    private mutating func write(inline node: MarkdownNode, linksAllowed: Bool) {
        switch node.kind {
        case .text(let text): write(text: text, linksAllowed: linksAllowed)
        case .code(let text): output += "<code>\(HTMLText.escape(text))</code>"
        case .softBreak: output += "\n"
        case .lineBreak: output += "<br>\n"
        case .emphasis: wrap("em", node, linksAllowed: linksAllowed)
        case .strong: wrap("strong", node, linksAllowed: linksAllowed)
        case .strikethrough: wrap("del", node, linksAllowed: linksAllowed)
        case .link(let destination, let title): link(destination, title, node, linksAllowed: linksAllowed)
        case .image: output += HTMLText.escape(node.children.map(\.plainText).joined())
        case .html: break
        default: write(inlines: node.children, linksAllowed: linksAllowed)
        }
    }

    private mutating func wrap(_ name: String, _ node: MarkdownNode, linksAllowed: Bool) {
        output += "<\(name)>"
        write(inlines: node.children, linksAllowed: linksAllowed)
        output += "</\(name)>"
    }

    private mutating func link(_ destination: String, _ title: String, _ node: MarkdownNode, linksAllowed: Bool) {
        guard linksAllowed, let address = address(destination) else {
            return write(inlines: node.children, linksAllowed: linksAllowed)
        }
        output += "<a href=\"\(HTMLText.escape(address))\""
        if !title.isEmpty { output += " title=\"\(HTMLText.escape(title))\"" }
        output += " rel=\"\(SafeLink.relation)\">"
        write(inlines: node.children, linksAllowed: false)
        output += "</a>"
    }

    private func address(_ destination: String) -> String? {
        guard let link = SafeLink(destination) else { return nil }
        if case .relative(let path) = link, let resolve = options.resolve {
            return resolve(path).flatMap { SafeLink($0)?.address }
        }
        return link.address
    }

    private mutating func write(text: String, linksAllowed: Bool) {
        guard linksAllowed else {
            output += HTMLText.escape(text)
            return
        }
        for part in AutomaticLinks.parts(of: text) {
            switch part {
            case .text(let text): output += HTMLText.escape(text)
            case .address(let address):
                guard let safe = SafeLink(address)?.address else {
                    output += HTMLText.escape(address)
                    continue
                }
                output += "<a href=\"\(HTMLText.escape(safe))\" rel=\"\(SafeLink.relation)\">"
                output += HTMLText.escape(address) + "</a>"
            }
        }
    }
}
