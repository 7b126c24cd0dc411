import Testing

@testable import SiteRendering

struct MarkdownTwinTests {
    @Test func keepsTheFormOfPeoplesOwnMarkdown() {
        let markdown = """
            # One

            A *b* **c** `d|e` `f` [g](h.md) https://i.example.

            1. j
            2. k

            - [x] l

            | m | n |
            | --- | ---: |
            | o | p |

            > q

            ```swift
            r
            ```
            """
        let options = SafeMarkdown.Options(headingShift: 1) { $0 == "h.md" ? "../h/index.md" : nil }
        #expect(
            MarkdownTwin.text(markdown, options: options) == """
                ## One

                A *b* **c** d\\|e `f` [g](<../h/index.md>) <https://i.example>.

                1. j
                2. k

                - ☑ l

                | m | n |
                | --- | ---: |
                | o | p |

                > q

                ```swift
                r
                ```
                """)
    }

    @Test func leavesOutRawHTMLImagesAndForeignSchemes() {
        let twin = MarkdownTwin.text(
            "<script>x</script>\n\na <b>b</b> ![c](https://d.example/e.png) [f](javascript:g) <h@i.example>",
            options: SafeMarkdown.Options())
        #expect(twin == "a b c f [h@\u{2060}i.example](<mailto:h@i.example>)")
    }
}
