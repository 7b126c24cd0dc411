import CommonMark

/// Markdown of people's own writing as HTML that can do no harm.
///
/// The HTML is written here, node by node, from a parsed tree: only the elements and attributes below can
/// come out, so nothing depends on a filter after the fact. Raw HTML and images are left out (an image keeps
/// its alternative text), and a link whose address is not allowed keeps its text alone.
public enum SafeMarkdown {
    /// How a page wants its Markdown.
    public struct Options: Sendable {
        /// Added to the level of every heading, so that the page's own title stays the only `h1`.
        public var headingShift = 0
        /// Whether headings get ids made of their words.
        public var headingIDs = false
        /// Gives the address to use for a relative link, or `nil` to keep its text alone.
        public var resolve: (@Sendable (String) -> String?)?

        /// Plain pages: headings as written, without ids, relative links as they stand.
        public init(
            headingShift: Int = 0, headingIDs: Bool = false, resolve: (@Sendable (String) -> String?)? = nil
        ) {
            self.headingShift = headingShift
            self.headingIDs = headingIDs
            self.resolve = resolve
        }
    }

    /// A longer text is cut at the end of a line, and says so.
    public static let maximumBytes = 1_048_576

    /// Block elements only, ready to stand in a page's body.
    public static func html(_ markdown: String) -> String { html(markdown, options: Options()) }

    /// As `html(_:)`, fitted to a page.
    public static func html(_ markdown: String, options: Options) -> String {
        let (text, isCut) = capped(markdown)
        var writer = SafeHTMLWriter(options: options)
        writer.write(blocks: MarkdownParser().parse(text).children)
        if isCut { writer.output += "<p><em>The rest of this text is longer than 1 MiB and is not shown.</em></p>\n" }
        return writer.output
    }

    /// The first heading of level 1 that stands at the start, as plain text, and the Markdown without it.
    static func splitTitle(_ markdown: String) -> (title: String?, body: String) {
        let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.firstIndex(where: { !$0.trimmedSpaces.isEmpty }), lines[index].hasPrefix("# ") else {
            return (nil, markdown)
        }
        let heading = MarkdownParser().parse(String(lines[index])).plainText
        return (heading, lines[(index + 1)...].joined(separator: "\n"))
    }

    private static func capped(_ markdown: String) -> (text: String, isCut: Bool) {
        guard markdown.utf8.count > maximumBytes else { return (markdown, false) }
        let head = markdown.utf8.prefix(maximumBytes)
        let end = head.lastIndex(of: 0x0A) ?? head.endIndex
        return (String(decoding: head[..<end], as: UTF8.self), true)
    }
}

extension Substring {
    /// Without spaces, tabs and carriage returns at either end.
    fileprivate var trimmedSpaces: Substring {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }),
            let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return self[first...last]
    }
}
