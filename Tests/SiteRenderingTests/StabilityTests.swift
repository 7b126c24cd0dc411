import Domain
import SiteRendering
import Testing

/// What may change which bytes: people approve texts, and only changed pages are written.
struct StabilityTests {
    @Test func keepsPublishedTextsApartFromGenerationsAndHistory() throws {
        let renderer = try SiteRenderer(templates: RenderedSite.templates(), assets: [])
        let before = renderer.publishedTexts(FixtureBook.make())
        let after = renderer.publishedTexts(FixtureBook.make(generation: 9, run: 12, asOfDay: 700))
        #expect(before == after)
        #expect(
            before.map(\.path) == [
                "clusters/c-vpnaaaaa/resolution.md", "clusters/c-printaaa/resolution.md",
                "assessments/why-vpn/answer.md",
            ])
    }

    @Test func publishesTheBytesThatAreApproved() throws {
        let book = FixtureBook.make()
        let renderer = try SiteRenderer(templates: RenderedSite.templates(), assets: [])
        let site = try RenderedSite(book)
        for text in renderer.publishedTexts(book) {
            #expect(site.text(text.path) == String(decoding: text.bytes, as: UTF8.self))
            let page = text.path.replacing("resolution.md", with: "index.html").replacing(
                "answer.md", with: "index.html")
            #expect(site.text(page).contains(text.digest.hex))
            #expect(site.text("approvals/index.html").contains(text.digest.hex))
        }
    }

    @Test func writesATextThatPeopleCanReview() throws {
        let renderer = try SiteRenderer(templates: RenderedSite.templates(), assets: [])
        let text = try #require(renderer.publishedTexts(FixtureBook.make()).last)
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # Why does the VPN drop?

                Answer to question `why-vpn`, tenant `acme`.

                No language model wrote this text: every sentence is taken from a ticket or an article.

                ## Answer

                - Power saving closes the tunnel. [\\[1\\]](#evidence) [\\[2\\]](#evidence)

                ## Evidence

                1. Article [vpn-setup](../../knowledge/vpn-setup/index.md)
                2. Ticket [ACME-1001](../../tickets/ACME-1001/index.md): “tunnel closed”

                1 sentence was left out: no evidence held for it.

                """)
    }

    @Test func keepsPagesOfTicketsWhenOnlyTimePasses() throws {
        let before = try RenderedSite(FixtureBook.make())
        let after = try RenderedSite(FixtureBook.make(generation: 4, run: 4, asOfDay: 521))
        let changed = before.files.filter { after.files[$0.key] != $0.value }.map(\.key)
        #expect(!changed.contains { $0.hasPrefix("tickets/") || $0.hasPrefix("map/") || $0.hasPrefix("data/tickets") })
    }

    @Test func leavesOlderMonthsAloneWhenTicketsCome() throws {
        let new = (0..<300).map { FixtureBook.ticket("NEW-\($0)", subject: "New one", body: "new", day: 515) }
        let newer = new + [FixtureBook.ticket("NEW-900", subject: "New one", body: "new", day: 516)]
        let before = try RenderedSite(FixtureBook.make(extra: new))
        let after = try RenderedSite(FixtureBook.make(extra: newer))
        #expect(before.files["tickets/month/2026-05/part-2/index.html"] != nil)
        for path in ["tickets/month/2025-01/index.html", "tickets/month/2026-05/index.html"] {
            #expect(before.text(path) == after.text(path), "\(path)")
        }
        #expect(
            before.text("tickets/month/2026-05/part-2/index.md") != after.text("tickets/month/2026-05/part-2/index.md"))
    }
}
