import Foundation
import Testing

@testable import SiteRendering

struct SafeMarkdownTests {
    @Test(arguments: [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "vbscript:x",
        "data:text/html,x", "data:image/png;base64,x", "file:///etc/passwd", "intent:x", "blob:x", "ms-officecmd:x",
        "http://plain.example", "//host.example", "/absolute", "/\u{301}absolute", "\\\\host\\share",
        "https:/one.example", "https://",
        "%6aavascript:alert(1)", "javascript%3Aalert(1)", "%2F%2Fhost.example", "%5c%5chost", "a%0ab", "x:y",
        "%252F%252Fh",
        "\u{202E}x", "a\u{200B}b", "https://@host.example", "",
    ])
    func refusesAddress(_ address: String) {
        #expect(SafeLink(address) == nil)
        #expect(!SafeMarkdown.html("[text](<\(address.replacing("\t", with: "&Tab;"))>)").contains("<a"))
    }

    @Test func seesThroughCharacterReferencesInAddresses() {
        #expect(SafeMarkdown.html("[text](&#106;avascript:alert(1))") == "<p>text</p>\n")
        #expect(SafeMarkdown.html("[text](javascript&colon;alert(1))") == "<p>text</p>\n")
    }

    @Test(arguments: [
        "https://docs.example/a?b=c&d=%20#e", "mailto:a@b.example", "#part", "other.md", "../up/page.html#x",
        "a%20b.md", "?page=2", "./x/y:z",
    ])
    func keepsAddress(_ address: String) throws {
        let link = try #require(SafeLink(address))
        #expect(link.address == address)
    }

    @Test func writesForeignLinksWithRelation() {
        #expect(
            SafeMarkdown.html("[x](https://a.example \"t<\")")
                == "<p><a href=\"https://a.example\" title=\"t&lt;\" rel=\"noopener noreferrer nofollow ugc\">x</a></p>\n"
        )
    }

    @Test func dropsRawHTMLAndImagesButKeepsTheirText() {
        #expect(SafeMarkdown.html("a <b onclick=x>c</b> ![alt *t*](https://e.example/p.png)") == "<p>a c alt t</p>\n")
        #expect(SafeMarkdown.html("<script>alert(1)</script>\n\nb") == "<p>b</p>\n")
    }

    @Test func findsSecureAddressesInTextOnly() {
        let html = SafeMarkdown.html(
            "See https://a.example/b_c_(d). Not http://x.example, www.y.example or `https://z.example`")
        #expect(html.components(separatedBy: "<a ").count == 2)
        #expect(html.contains("href=\"https://a.example/b_c_(d)\""))
    }

    @Test func parsersAtWorkAtOnceDoNotDisturbOneAnother() async {
        let text = String(repeating: "a ~~b~~ c\n\n", count: 200)
        let alone = SafeMarkdown.html(text)
        #expect(alone.contains("<del>b</del>"))
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { SafeMarkdown.html(text) == alone } }
            for await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func writesTablesTasksAndStrikethrough() {
        let html = SafeMarkdown.html("| a | b |\n| --- | ---: |\n| ~~c~~ | d |\n\n- [x] e\n- [ ] f\n")
        #expect(html.contains("<th scope=\"col\" class=\"num\">b</th>"))
        #expect(html.contains("<del>c</del>"))
        #expect(html.contains("☑") && html.contains("☐"))
        #expect(AllowListScanner.offences(in: html).isEmpty)
    }

    @Test func givesHeadingsUniqueIDsAndShiftsThem() {
        let html = SafeMarkdown.html("# A b!\n\n# A b!\n", options: .init(headingShift: 1, headingIDs: true))
        #expect(html == "<h2 id=\"a-b\">A b!</h2>\n<h2 id=\"a-b-1\">A b!</h2>\n")
    }

    @Test func flattensDeepNestingAndStaysQuick() {
        let deep = SafeMarkdown.html(String(repeating: "> ", count: 5_000) + "deep")
        #expect(deep.components(separatedBy: "<blockquote>").count == 65)
        #expect(deep.contains("deep"))
        let inline = SafeMarkdown.html(String(repeating: "*a **b ", count: 20_000))
        #expect(AllowListScanner.offences(in: inline).isEmpty)
    }

    @Test func boundsWhatTablesAndReferencesGrowInto() {
        let wide = String(repeating: "a|", count: 500) + "\n" + String(repeating: "-|", count: 500) + "\n"
        let table = SafeMarkdown.html(wide + String(repeating: "x\n", count: 100_000))
        #expect(table.utf8.count < 1_000_000)
        let definition = "[r]: https://a.example/" + String(repeating: "u", count: 1_900) + "\n\n"
        let references = SafeMarkdown.html(definition + String(repeating: "[r] ", count: 100_000))
        #expect(references.utf8.count < 2_000_000)
    }

    @Test func cutsTextsOverOneMebibyteAtALine() {
        let html = SafeMarkdown.html(String(repeating: "0123456789\n", count: 100_000))
        #expect(html.utf8.count < 1_100_000)
        #expect(html.contains("is not shown"))
    }

    @Test(.enabled(if: RenderedSite.has("xss-payloadbox"), "the corpus xss-payloadbox is not beside the project"))
    func letsNoPayloadThrough() throws {
        let file = RenderedSite.corpora.appending(path: "xss-payloadbox/xss-payload-list.txt")
        let payloads = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
        #expect(payloads.count > 1_000)
        for payload in payloads {
            for form in [
                "\(payload)", "[x](\(payload))", "[x](<\(payload)>)", "# \(payload)", "| \(payload) |\n| --- |\n",
            ] {
                let offences = AllowListScanner.offences(in: SafeMarkdown.html(form))
                #expect(offences.isEmpty, "\(form)")
            }
        }
    }

    @Test(.enabled(if: RenderedSite.has("cmark-gfm"), "the corpus cmark-gfm is not beside the project"))
    func holdsToTheAllowListOnEveryExampleOfTheSpecification() throws {
        struct Example: Decodable { let markdown: String }
        for name in ["spec-examples.json", "extensions-examples.json", "regression-examples.json"] {
            let data = try Data(contentsOf: RenderedSite.corpora.appending(path: "cmark-gfm/\(name)"))
            for example in try JSONDecoder().decode([Example].self, from: data) {
                let offences = AllowListScanner.offences(in: SafeMarkdown.html(example.markdown))
                #expect(offences.isEmpty, "\(example.markdown)")
            }
        }
    }
}
