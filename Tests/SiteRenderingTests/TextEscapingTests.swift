import CommonMark
import Foundation
import Testing

@testable import SiteRendering

struct TextEscapingTests {
    @Test func escapesMarkupThatHidesInGraphemeClusters() {
        let prepended = HTMLText.escape("\u{0600}<b>") == "\u{0600}&lt;b&gt;"
        let combined = HTMLText.escape("\"\u{0301}'\u{FE0F}&\u{200D}") == "&quot;\u{0301}&#39;\u{FE0F}&amp;\u{200D}"
        #expect(prepended)
        #expect(combined)
    }

    @Test func leavesOutWhatHTMLMayNotHold() {
        let noncharacters = [0xFFFE, 0x1FFFF, 0xFDD0].compactMap { Unicode.Scalar(UInt32($0)) }
        let forbidden = "\u{0}\u{7}\u{85}" + String(String.UnicodeScalarView(noncharacters))
        #expect(HTMLText.escape("a\(forbidden)b\r\nc\td") == "ab\nc\td")
        #expect(HTMLText.escape("Söhne 東京 👩‍👩‍👧") == "Söhne 東京 👩‍👩‍👧")
    }

    /// The strongest statement about escaping: read back, it is one paragraph of nothing but the same words.
    private func expectPlain(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let escaped = MarkdownText.escape(text)
        guard !escaped.isEmpty else { return }
        let joinerless = escaped.replacing("\u{2060}", with: "")
        for form in [escaped, joinerless] {
            let blocks = MarkdownParser().parse(form).children
            #expect(blocks.count == 1, "\(form)", sourceLocation: sourceLocation)
            #expect(blocks.first?.kind == .paragraph, "\(form)", sourceLocation: sourceLocation)
            let kinds = blocks.first?.children ?? []
            let isText = kinds.allSatisfy { if case .text = $0.kind { true } else { false } }
            #expect(isText, "\(form)", sourceLocation: sourceLocation)
        }
        let row = MarkdownParser().parse("| a | b |\n| --- | --- |\n| \(escaped) | end |\n").children
        #expect(
            row.first?.children.last?.children.last?.plainText == "end", "\(escaped)", sourceLocation: sourceLocation)
        let heading = MarkdownParser().parse("# \(escaped)").children
        #expect(heading.first?.kind == .heading(level: 1), sourceLocation: sourceLocation)
        let shown = MarkdownParser().parse(escaped).plainText.replacing("\u{2060}", with: "")
        let meant = String(String.UnicodeScalarView(text.unicodeScalars.filter(HTMLText.isAllowed)))
            .replacing("\u{2060}", with: "").collapsedForTest
        #expect(shown == meant, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        "plain words", "# heading", "1. item", "12) item", "- item", "+ item", "* item", "--- ", "===", "> quote",
        "a | b",
        "<b>x</b>", "&amp; &lt;", "`code`", "```", "~~~ x", "[a](b)", "![a](b)", "[a]: b", "_a_ *b* ~~c~~", "a\\b",
        "\\",
        "line\n# heading\n\n    code", "https://a.example www.a.example a@b.example @team #12", "$x$ {y}", "  x  ",
        ": definition", "1.", "2) ", "[^1]: note", "<!-- x -->", "\u{0600}<script>",
    ])
    func escapesMarkdownToTheSameWords(_ text: String) { expectPlain(text) }

    @Test(arguments: FixtureBook.hostile.filter { !$0.contains("\u{202E}") })
    func escapesHostileMarkdownToTheSameWords(_ text: String) { expectPlain(text) }

    @Test(.enabled(if: RenderedSite.has("xss-payloadbox"), "the corpus xss-payloadbox is not beside the project"))
    func escapesEveryPayloadForMarkdown() throws {
        let file = RenderedSite.corpora.appending(path: "xss-payloadbox/xss-payload-list.txt")
        for payload in try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).prefix(2_000) {
            expectPlain(String(payload))
        }
    }

    @Test func breaksMentionsAndAddressesUp() {
        let text = MarkdownText.escape("@team a@b.example https://x.example WWW.x.example #12")
        for found in ["@t", "@b", "://", "WWW.", "#1"] { #expect(!text.contains(found), "\(found)") }
    }

    @Test func fencesTextThatHoldsFences() {
        #expect(MarkdownText.fenced("a\n````\nb") == "`````text\na\n````\nb\n`````")
        #expect(MarkdownText.fenced("a\r\nb\u{202E}\u{7}") == "```text\na\nb\n```")
    }

    @Test func writesNumbersTheSameEverywhere() {
        #expect(Figures.grouped(9_999) == "9999")
        #expect(Figures.grouped(1_234_567) == "1\u{202F}234\u{202F}567")
        #expect(Figures.percent(1, of: 1_000) == "<1%")
        #expect(Figures.percent(2, of: 3) == "67%")
        #expect(Figures.decimal(2.46) == "2.5")
        #expect(Figures.duration(seconds: 86_400 * 3) == "3\u{A0}days")
    }

    @Test func cutsExcerptsAtSpaces() {
        #expect(Excerpt.of("one two three four", limit: 14) == "one two three…")
        #expect(Excerpt.of("one\n two", limit: 14) == "one two")
        #expect(Excerpt.of(String(repeating: "x", count: 50), limit: 10) == "xxxxxxxxxx…")
    }
}

extension String {
    /// White space as one space, none at the ends; bidirectional controls are left out of Markdown.
    fileprivate var collapsedForTest: String {
        split(whereSeparator: { $0.unicodeScalars.allSatisfy(\.properties.isWhitespace) }).joined(separator: " ")
    }
}
