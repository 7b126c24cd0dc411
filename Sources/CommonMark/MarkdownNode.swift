/// A node of a Markdown text as a Swift value. What cmark gave is copied; nothing of the C tree is kept.
public struct MarkdownNode: Sendable, Hashable {
    /// What a node is, with what it says of itself.
    public enum Kind: Sendable, Hashable {
        case document, blockQuote, paragraph, thematicBreak, emphasis, strong, strikethrough, softBreak, lineBreak
        case heading(level: Int)
        /// `start` is `nil` for a bullet list. A tight list shows its items without paragraphs.
        case list(start: Int?, tight: Bool)
        /// `checked` is `nil` unless the item is a task.
        case item(checked: Bool?)
        case codeBlock(info: String, text: String)
        case code(String)
        case text(String)
        case link(destination: String, title: String)
        /// The children are its alternative text.
        case image
        /// Raw HTML as written. Safe renderers drop it.
        case html
        case table(alignments: [Alignment])
        case tableRow(isHeader: Bool)
        case tableCell
    }

    /// How a column of a table stands.
    public enum Alignment: Sendable, Hashable { case none, left, center, right }

    /// What the node is.
    public let kind: Kind
    /// What it holds, in order.
    public let children: [MarkdownNode]

    /// A node with what it holds.
    public init(_ kind: Kind, _ children: [MarkdownNode] = []) {
        self.kind = kind
        self.children = children
    }

    /// The text of a node and everything in it, without markup. Line breaks become spaces.
    public var plainText: String {
        switch kind {
        case .text(let text), .code(let text), .codeBlock(_, let text): text
        case .softBreak, .lineBreak: " "
        case .html: ""
        default: children.map(\.plainText).joined()
        }
    }
}
