import CommonMark
import Domain

/// A published text read back from its bytes.
///
/// An approved text may have been written by an earlier version of the program: what does not have the form of today's
/// texts is passed over here, and stands in the published file all the same.
public struct ApprovedDocument: Sendable, Hashable {
    /// A heading with its sentences.
    struct Part: Sendable, Hashable {
        let heading: String
        /// Each with the numbers of its evidence.
        var claims: [Claim] = []
        /// What stands in place of claims.
        var absence = ""

        struct Claim: Sendable, Hashable {
            let text: String
            let numbers: [Int]
        }
    }

    /// A numbered piece of evidence.
    struct Source: Sendable, Hashable {
        /// `../../tickets/A-1/index.md`.
        let link: String
        /// The name of the ticket or the article.
        let name: String
        let quotes: [String]
    }

    /// Plain text; empty when the text does not begin with a heading.
    public let title: String
    let parts: [Part]
    let sources: [Source]
    /// Who wrote it, as the text says.
    let notice: String

    public init(_ bytes: [UInt8]) {
        var title = ""
        var notice = ""
        var parts: [Part] = []
        var sources: [Source] = []
        var isEvidence = false
        for node in MarkdownParser().parse(String(decoding: bytes, as: UTF8.self)).children {
            switch node.kind {
            case .heading(1) where title.isEmpty: title = Self.plain(node.plainText)
            case .heading(2):
                isEvidence = Self.plain(node.plainText) == "Evidence"
                if !isEvidence { parts.append(Part(heading: Self.plain(node.plainText))) }
            case .list where isEvidence: sources += node.children.compactMap(Self.source)
            case .list where !parts.isEmpty: parts[parts.count - 1].claims += node.children.map(Self.claim)
            case .paragraph where parts.isEmpty: notice = Self.plain(node.plainText)
            case .paragraph where !isEvidence: parts[parts.count - 1].absence = Self.plain(node.plainText)
            default: break
            }
        }
        self.title = title
        self.notice = notice
        self.parts = parts
        self.sources = sources
    }

    /// The tickets among its evidence, by their slug.
    public var ticketSlugs: [String] {
        sources.compactMap { source in
            let parts = source.link.split(separator: "/")
            guard let place = parts.firstIndex(of: "tickets"), place + 1 < parts.count else { return nil }
            return String(parts[place + 1])
        }
    }

    /// What it says, as Markdown without citations: a heading for each part that says something, a line a sentence.
    public var body: String {
        parts.filter { !$0.claims.isEmpty }.map { part in
            "## \(part.heading)\n\n" + part.claims.map { "- \($0.text)\n" }.joined()
        }.joined(separator: "\n")
    }

    private static func claim(_ item: MarkdownNode) -> Part.Claim {
        let nodes = inline(item)
        let numbers = nodes.compactMap { node -> Int? in
            guard case .link("#evidence", _) = node.kind else { return nil }
            return Int(node.plainText.filter(\.isNumber))
        }
        let words = nodes.filter { if case .link("#evidence", _) = $0.kind { false } else { true } }
        return Part.Claim(text: plain(words.map(\.plainText).joined()), numbers: numbers)
    }

    private static func source(_ item: MarkdownNode) -> Source? {
        for node in inline(item) {
            guard case .link(let destination, _) = node.kind else { continue }
            let text = plain(inline(item).map(\.plainText).joined())
            var quotes: [String] = []
            if let open = text.firstRange(of: ": “"), text.hasSuffix("”") {
                quotes = text[open.upperBound...].dropLast().split(separator: "” … “").map(String.init)
            }
            return Source(link: destination, name: plain(node.plainText), quotes: quotes)
        }
        return nil
    }

    /// The nodes of an item's line.
    private static func inline(_ item: MarkdownNode) -> [MarkdownNode] {
        item.children.flatMap { $0.kind == .paragraph ? $0.children : [$0] }
    }

    /// One line, without the invisible joiners of published texts.
    private static func plain(_ text: String) -> String {
        text.replacing("\u{2060}", with: "").collapsedWhitespace
    }
}
