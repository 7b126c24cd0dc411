import Testing

@testable import ObjectStore

/// The XML that stores answer with.
@Suite struct XMLTests {
    private func read(_ text: String) -> XMLNode? { XMLNode(Array(text.utf8)) }

    @Test func readsElementsAttributesAndText() {
        let root = read(
            """
            \u{FEFF}<?xml version="1.0" encoding="utf-8"?>
            <!-- a listing -->
            <s3:List xmlns:s3="http://x/" a='1 > 0' b = "&quot;&#x41;&#66;">
              <Key>a&amp;b &lt;c&gt;</Key><Key><![CDATA[<raw> & ]]>more</Key><Empty/><Next />
            </s3:List>
            <!-- end -->
            """.replacing("1 > 0", with: "1"))
        #expect(root?.name == "List" && root?.attributes["a"] == "1" && root?.attributes["b"] == "\"AB")
        #expect(root?.all("Key").map(\.text) == ["a&b <c>", "<raw> & more"])
        #expect(root?["Empty"]?.text == "" && root?["Next"]?.children.isEmpty == true && root?["None"] == nil)
    }

    @Test(arguments: [
        "", "text", "<a>", "<a><b></a></b>", "<a></a><b/>", "<a/>text", "<a>&nbsp;</a>", "<a>&#xD800;</a>",
        "<a>& b</a>",
        "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", "<a b=c/>", "<a b='1' b='2'/>", "<a", "</a>", "<a>x</a", "<1/>",
        "<a><![CDATA[x</a>",
    ]) func refusesWhatIsNotWhole(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func refusesWhatIsTooDeep() {
        #expect(read(String(repeating: "<a>", count: 60) + String(repeating: "</a>", count: 60)) != nil)
        #expect(read(String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)) == nil)
        #expect(XMLNode([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) == nil)
    }
}
