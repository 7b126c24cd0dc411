import CCommonMark

/// Reads GitHub-flavoured Markdown (tables, strikethrough, task lists) with cmark-gfm.
///
/// Links in running text are not found here: cmark's own extension for them takes quadratic time on hostile
/// texts in the releases that distributions carry.
public struct MarkdownParser: Sendable {
    /// Block quotes and lists inside one another; what lies deeper becomes plain text.
    public let maximumNesting: Int

    /// A parser with a bound on nesting.
    public init(maximumNesting: Int = 64) { self.maximumNesting = maximumNesting }

    /// Emphasis and links nest too, so the tree as a whole gets a bound that the stack can bear.
    private var maximumDepth: Int { maximumNesting * 2 + 64 }

    /// Registration writes to cmark's globals and must happen once.
    private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()

    /// The document as values. Never fails: any text is Markdown.
    public func parse(_ markdown: String) -> MarkdownNode {
        _ = Self.registered
        let extensions = (ParsingBudget.allowsTables(markdown) ? ["table"] : []) + ["strikethrough", "tasklist"]
        let bounded = ParsingBudget.withoutRunawayReferences(markdown)
        guard let tree = SyntaxTree(markdown: bounded, extensions: extensions) else {
            return MarkdownNode(.document, [MarkdownNode(.paragraph, [MarkdownNode(.text(markdown))])])
        }
        return MarkdownNode(.document, children(of: tree.root, depth: 0, nesting: 0))
    }

    private func children(of node: OpaquePointer, depth: Int, nesting: Int) -> [MarkdownNode] {
        var values: [MarkdownNode] = []
        // cmark cuts text at every character that might mean something; neighbours are one text again.
        var text = ""
        var child = cmark_node_first_child(node)
        while let current = child {
            let value = value(of: current, depth: depth + 1, nesting: nesting)
            if case .text(let part) = value.kind {
                text += part
            } else {
                if !text.isEmpty { values.append(MarkdownNode(.text(text))) }
                text = ""
                values.append(value)
            }
            child = cmark_node_next(current)
        }
        if !text.isEmpty { values.append(MarkdownNode(.text(text))) }
        return values
    }

    private func value(of node: OpaquePointer, depth: Int, nesting: Int) -> MarkdownNode {
        let type = string(cmark_node_get_type_string(node))
        if let leaf = leaf(node, type: type) { return MarkdownNode(leaf) }
        let nesting = nesting + (type == "block_quote" || type == "list" ? 1 : 0)
        guard nesting <= maximumNesting, depth < maximumDepth else { return flattened(node) }
        return MarkdownNode(branch(node, type: type), children(of: node, depth: depth, nesting: nesting))
    }

    private func leaf(_ node: OpaquePointer, type: String) -> MarkdownNode.Kind? {
        switch type {
        case "text": .text(string(cmark_node_get_literal(node)))
        case "code": .code(string(cmark_node_get_literal(node)))
        case "code_block":
            .codeBlock(info: string(cmark_node_get_fence_info(node)), text: string(cmark_node_get_literal(node)))
        case "html_block", "html_inline": .html
        case "softbreak": .softBreak
        case "linebreak": .lineBreak
        case "thematic_break": .thematicBreak
        default: nil
        }
    }

    private func branch(_ node: OpaquePointer, type: String) -> MarkdownNode.Kind {
        switch type {
        case "block_quote": .blockQuote
        case "list":
            .list(
                start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
                    ? Int(cmark_node_get_list_start(node)) : nil,
                tight: cmark_node_get_list_tight(node) != 0)
        case "item": .item(checked: nil)
        case "tasklist": .item(checked: cmark_gfm_extensions_get_tasklist_item_checked(node))
        case "heading": .heading(level: Int(cmark_node_get_heading_level(node)))
        case "emph": .emphasis
        case "strong": .strong
        case "strikethrough": .strikethrough
        case "link":
            .link(destination: string(cmark_node_get_url(node)), title: string(cmark_node_get_title(node)))
        case "image": .image
        case "table": .table(alignments: alignments(of: node))
        case "table_header": .tableRow(isHeader: true)
        case "table_row": .tableRow(isHeader: false)
        case "table_cell": .tableCell
        default: .paragraph
        }
    }

    private func alignments(of table: OpaquePointer) -> [MarkdownNode.Alignment] {
        guard let letters = cmark_gfm_extensions_get_table_alignments(table) else { return [] }
        return (0..<Int(cmark_gfm_extensions_get_table_columns(table))).map { column in
            switch letters[column] {
            case UInt8(ascii: "l"): .left
            case UInt8(ascii: "c"): .center
            case UInt8(ascii: "r"): .right
            default: .none
            }
        }
    }

    /// The text below a node that lies too deep, found without recursion.
    private func flattened(_ node: OpaquePointer) -> MarkdownNode {
        guard let iterator = cmark_iter_new(node) else { return MarkdownNode(.paragraph) }
        defer { cmark_iter_free(iterator) }
        var text = ""
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE else { break }
            guard event == CMARK_EVENT_ENTER, let current = cmark_iter_get_node(iterator) else { continue }
            switch leaf(current, type: string(cmark_node_get_type_string(current))) {
            case .text(let part), .code(let part), .codeBlock(_, let part): text += part
            case .softBreak, .lineBreak: text += " "
            default: break
            }
        }
        return MarkdownNode(.paragraph, [MarkdownNode(.text(text))])
    }

    private func string(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
}
