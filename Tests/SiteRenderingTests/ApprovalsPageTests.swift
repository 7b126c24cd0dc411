import Domain
import Testing

@testable import SiteRendering

/// What pages show of signed reviews.
@Suite struct ApprovalsPageTests {
    private let path = "clusters/\(FixtureBook.vpn)/resolution.md"
    private let printer = "clusters/\(FixtureBook.printer)/resolution.md"
    private let answer = "assessments/why-vpn/answer.md"

    private func book(_ reviews: ReviewBoard, resolutions: [ClusterID: Resolution]? = nil, history: [BookEvent]? = nil)
        -> Book
    {
        let book = FixtureBook.make()
        return Book(
            tenant: book.tenant, asOf: book.asOf, tickets: book.tickets, clusters: book.clusters, unusual: book.unusual,
            duplicates: book.duplicates, themes: book.themes, ended: book.ended,
            resolutions: resolutions ?? book.resolutions, assessments: book.assessments, articles: book.articles,
            history: history ?? book.history, generations: book.generations, map: book.map, similar: book.similar,
            facts: book.facts, reviews: reviews)
    }

    private func voice(_ comment: String? = nil) -> ReviewVoice {
        ReviewVoice(
            signer: "alice@acme.example", file: "tenants/acme/reviews/a.yaml",
            signedAt: Instant(seconds: 1_780_000_000), expiresAt: Instant(seconds: 1_790_000_000), comment: comment)
    }

    private func approved(_ text: String, stale: String? = nil) -> TextReview.Approved {
        TextReview.Approved(
            bytes: Array(text.utf8), digest: .of(text), generation: 1, by: [voice()], staleFor: stale)
    }

    private func board(
        _ texts: [String: TextReview], feedback: [GivenFeedback] = [], refused: [RefusedReview] = []
    ) -> ReviewBoard {
        ReviewBoard(
            texts: texts, feedback: feedback, refused: refused,
            people: [
                ReviewPerson(
                    name: "alice@acme.example", roles: ["po"],
                    keys: [
                        .init(
                            fingerprint: "SHA256:abc", families: ["approval"], validAfter: nil, validBefore: nil,
                            isRevoked: true)
                    ])
            ])
    }

    @Test func readsBackWhatWasPublished() {
        let plain = FixtureBook.make()
        let tickets = plain.tickets.map(\.id)
        let claims = FixtureBook.hostile.enumerated().map { index, text in
            Claim(
                text: text,
                citations: [
                    Citation(evidence: .ticket(tickets[index % 5]), quote: text),
                    Citation(evidence: .ticket(tickets[tickets.count - 1 - index % 9]), quote: "plain words"),
                    Citation(evidence: .article(plain.articles[0].id)),
                ])
        }
        let resolution = Resolution(
            cluster: FixtureBook.vpn, title: "A <b> title | # [x](y) @all", summary: claims, rootCause: [],
            recommendedFix: [claims[0]], automationPotential: .none, severity: .low, origin: .extractive,
            droppedClaims: 0)
        let book = book(.none, resolutions: [FixtureBook.vpn: resolution])
        let known = KnownEvidence(
            tickets: Dictionary(uniqueKeysWithValues: book.tickets.map { ($0.id, $0) }),
            articles: Dictionary(uniqueKeysWithValues: book.articles.map { ($0.id, $0) }))
        let text = PublishedText.all(of: book, known: known)[0]
        let again = PublishedText(
            approved: approved(String(decoding: text.bytes, as: UTF8.self)), subject: text.subject, origin: nil,
            known: known)
        // Characters that no page shows are left out of both.
        func shown(_ text: String) -> String {
            String(String.UnicodeScalarView(text.unicodeScalars.filter(HTMLText.isAllowed))).collapsedWhitespace
                .replacing("\u{202E}", with: "")
        }
        #expect(again.title == text.title && again.notice == text.origin.notice && again.bytes == text.bytes)
        #expect(again.parts.map(\.heading) == text.parts.map(\.heading))
        #expect(again.parts.map(\.absence)[1] == text.parts.map(\.absence)[1])
        for (part, original) in zip(again.parts, text.parts) {
            #expect(part.claims.map(\.numbers) == original.claims.map(\.numbers))
            #expect(part.claims.map(\.text) == original.claims.map { shown($0.text) })
        }
        #expect(again.sheet.evidence.map(\.id) == text.sheet.evidence.map(\.id))
    }

    @Test func showsTheApprovedTextInPlaceOfTheDraft() throws {
        let text =
            "# Frozen title\n\n## What happens\n\n- Frozen words. [\\[1\\]](#evidence) [\\[9\\]](#evidence)\n\n"
            + "## Evidence\n\n1. Ticket [GONE-1](../../tickets/GONE-1/index.md): “gone”\n"
        let site = try RenderedSite(book(board([path: TextReview(approved: approved(text))])))
        #expect(site.text(path) == text)
        #expect(site.text("clusters/\(FixtureBook.vpn)/approved.md") == text)
        let page = site.text("clusters/\(FixtureBook.vpn)/index.html")
        #expect(page.contains("Frozen words.") && page.contains("Approved and frozen"))
        // Evidence that is no longer there leads to the list of tickets, not to a page that is missing.
        #expect(page.contains("href=\"../../tickets/index.html\">Ticket GONE-1"))
        #expect(site.text("approvals/index.html").contains("id=\"approved-table\""))
        #expect(!site.text("approvals/index.html").contains("id=\"stale-table\""))
    }

    @Test func showsAStaleTextBesideTheDraft() throws {
        let text = "# Frozen\n\n## What happens\n\n- Old \\<words>.\n"
        let reviews = board([path: TextReview(approved: approved(text, stale: "volume"))])
        let site = try RenderedSite(book(reviews))
        let draft = try RenderedSite(book(.none)).text(path)
        #expect(site.text(path) == draft && draft != text)
        #expect(site.text("clusters/\(FixtureBook.vpn)/approved.md") == text)
        for page in ["clusters/\(FixtureBook.vpn)/index.html", "clusters/\(FixtureBook.vpn)/index.md"] {
            #expect(site.text(page).contains("grown or shrunk"), "\(page)")
        }
        #expect(site.text("clusters/\(FixtureBook.vpn)/index.html").contains("Old &lt;words&gt;."))
        #expect(site.text("approvals/index.html").contains("id=\"stale-table\""))
    }

    @Test func listsWhatWaitsOldestFirst() throws {
        let history = [
            BookEvent(run: 1, asOf: nil, kind: .born, cluster: FixtureBook.printer, numbers: ["tickets": 3]),
            BookEvent(run: 1, asOf: nil, kind: .text, cluster: FixtureBook.vpn, numbers: ["generation": 1]),
            BookEvent(run: 4, asOf: nil, kind: .text, cluster: FixtureBook.printer, numbers: ["generation": 2]),
            BookEvent(
                run: 2, asOf: nil, kind: .text, question: FixtureBook.question("why-vpn"), numbers: ["generation": 1]),
        ].sorted { $0.run < $1.run }
        let page = try RenderedSite(book(.none, history: history)).text("approvals/index.html")
        let order = [FixtureBook.vpn.rawValue, "why-vpn", FixtureBook.printer.rawValue].compactMap {
            page.firstRange(of: "\($0)/index.html\">")?.lowerBound
        }
        #expect(order.count == 3 && order == order.sorted())
        #expect(page.contains("3 tickets when it was written"))
    }

    @Test func tellsRejectedExpiredAndRefusedWithTheirReasons() throws {
        let digest = ContentDigest.of(try RenderedSite(book(.none)).text(path))
        let hostile = FixtureBook.hostile[0]
        let reviews = board(
            [
                path: TextReview(rejection: voice(hostile), rejected: digest, helpful: 1, unhelpful: 2),
                printer: TextReview(ended: .init(signer: "bob@acme.example", generation: 1, reason: "expired")),
                // A rejection of an earlier version: the new draft waits.
                answer: TextReview(rejection: voice("Too short."), rejected: .of("before")),
            ],
            feedback: [
                GivenFeedback(
                    kind: "move", voice: voice(hostile), cluster: FixtureBook.vpn, question: nil,
                    other: FixtureBook.printer, tickets: [TicketID(hostile)], word: nil,
                    obstacle: "the ticket it names is no longer among the tickets"),
                GivenFeedback(
                    kind: "rename", voice: voice(), cluster: FixtureBook.gone, question: nil, other: nil, tickets: [],
                    word: hostile, obstacle: nil),
            ],
            refused: [
                RefusedReview(
                    file: "tenants/acme/reviews/x.yaml", line: 3, code: "bad_signature", summary: "it does not hold",
                    remedy: "Sign it again.", isLapsed: false),
                RefusedReview(
                    file: "tenants/acme/reviews/y.yaml", line: nil, code: "superseded", summary: "a newer one",
                    remedy: "Nothing to do.", isLapsed: true),
            ])
        let site = try RenderedSite(book(reviews))
        let page = site.text("approvals/index.html")
        for id in ["waiting-table", "rejected-table", "expired-table"] {
            #expect(page.contains("id=\"\(id)\""), "\(id)")
        }
        #expect(page.contains("<code>bad_signature</code>") && page.contains("Sign it again."))
        #expect(page.contains("Reviews that counted once") && page.contains("y.yaml"))
        #expect(page.contains("not honoured: the ticket it names"))
        #expect(page.contains("approves texts") && page.contains("<strong>revoked</strong>"))
        #expect(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"))
        #expect(!site.text("approvals/index.md").contains("<script>"))
        let cluster = site.text("clusters/\(FixtureBook.vpn)/index.html")
        #expect(cluster.contains("Rejected.") && cluster.contains("found it helpful."))
        #expect(site.text("assessments/why-vpn/index.html").contains("Too short."))
        #expect(site.text("assessments/why-vpn/index.html").contains("review-state--waiting"))
    }
}
