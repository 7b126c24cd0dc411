import Domain
import Foundation
import Reviews
import Testing

/// The page and the program write the same bytes, and the addresses of git hosts carry them whole.
@Suite(.serialized, .enabled(if: ReviewedWorkspace.hasTools, "chromium or ssh-keygen is not installed"))
struct ReviewFileScriptTests {
    private let workspace: ReviewedWorkspace
    private let browser: Browser

    init() throws {
        workspace = try ReviewedWorkspace()
        browser = try Browser()
        try browser.open(workspace.page())
    }

    private static let texts = [
        "One line.", "Two\nlines.\n\n\n", "\nfirst empty", "  indented", "\ttab", "- item: \"x\" # y", "a\\b\n   \n'c'",
        "ends in spaces  \nnext", "“Ünïcode” 雪 🙂\n\tx", "# -----BEGIN SSH SIGNATURE-----", "| > & * ! % @ `",
    ]

    private static let other = ClusterID("c-aaaaaaaa")

    private func contents() throws -> [ReviewDraft.Content] {
        let other = try #require(Self.other)
        let lines = Self.texts.filter { !$0.contains("\n") && $0 == $0.trimmedWhitespace }
        return [.decision(.approve), .decision(.reject), .decision(.withdraw)]
            + Self.texts.map { .feedback(.correction(section: .rootCause, text: $0)) }
            + [.feedback(.rating(.helpful)), .feedback(.merge(into: other))]
            + lines.flatMap { line -> [ReviewDraft.Content] in
                [
                    .feedback(.rename(title: line)), .feedback(.move(ticket: TicketID(line), to: other)),
                    .feedback(.exclude(ticket: TicketID(line))),
                    .feedback(.split(tickets: [TicketID(line), TicketID("T-1")])),
                ]
            }
    }

    private func fields(_ draft: ReviewDraft) -> [String: Any] {
        var fields: [String: Any] = [
            "action": draft.verb, "id": draft.id.rawValue, "tenant": draft.tenant.rawValue,
            "subject": [
                "kind": draft.subject.kind, "id": draft.subject.id, "sha256": draft.digest.hex,
                "generation": String(draft.generation),
            ],
            "signer": draft.signer, "signedAt": draft.signedAt.seconds,
            "days": (draft.expiresAt.seconds - draft.signedAt.seconds) / 86_400,
            "supersedes": draft.supersedes?.rawValue ?? NSNull(), "comment": draft.comment ?? "",
        ]
        guard case .feedback(let content) = draft.content else { return fields }
        switch content {
        case .correction(let section, let text): (fields["section"], fields["text"]) = (section.rawValue, text)
        case .rating(let rating): fields["rating"] = rating.rawValue
        case .rename(let title): fields["title"] = title
        case .move(let ticket, let to): (fields["ticket"], fields["to"]) = (ticket.rawValue, to.rawValue)
        case .merge(let into): fields["into"] = into.rawValue
        case .split(let tickets): fields["tickets"] = tickets.map(\.rawValue)
        case .exclude(let ticket): fields["ticket"] = ticket.rawValue
        }
        return fields
    }

    private func evaluate(_ expression: String, with value: Any) throws -> Any? {
        let json = String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
        return try browser.evaluate("((value) => (\(expression)))(\(json))")
    }

    @Test func writesThePayloadThatTheProgramWrites() throws {
        let signedAt = Instant(seconds: 1_780_300_000)
        let subject = ReviewSubject.resolution(try #require(ClusterID("c-7f3ak2qd")))
        for (index, content) in try contents().enumerated() {
            let draft = ReviewDraft(
                id: ReviewID(at: signedAt, random: [UInt8](repeating: UInt8(index), count: 10)),
                tenant: try #require(TenantID("acme")), subject: subject, digest: ContentDigest.of("text"),
                generation: 12, content: content, signer: ReviewedWorkspace.signer, signedAt: signedAt,
                expiresAt: Instant(seconds: signedAt.seconds + 90 * 86_400),
                supersedes: index.isMultiple(of: 2) ? nil : ReviewID(at: signedAt, random: []),
                comment: index.isMultiple(of: 3) ? nil : Self.texts[index % Self.texts.count])
            let written = try evaluate("CasebookReviewFile.payload(value)", with: fields(draft)) as? String
            #expect(written == String(decoding: draft.payload, as: UTF8.self), "\(content)")
            let problems = try evaluate("CasebookReviewFile.problems(value).length", with: fields(draft)) as? Int
            #expect(problems == 0, "\(content)")
        }
    }

    @Test func namesTopicsAndIdsAsTheProgramDoes() throws {
        let tickets = ["T-1", "Ü 2"]
        let topic =
            try evaluate(
                "CasebookReviewFile.topic({ action: 'split', tickets: value })", with: tickets) as? String
        #expect(topic == "split/" + ContentDigest.of(fields: tickets).hex)
        let id = try evaluate(
            "CasebookReviewFile.reviewID(1780300000, new Uint8Array(value))", with: Array(repeating: 0xAB, count: 10))
        let expected = ReviewID(at: Instant(seconds: 1_780_300_000), random: [UInt8](repeating: 0xAB, count: 10))
        #expect(id as? String == expected.rawValue)
    }

    @Test(arguments: [
        "\u{202E}turned", "a\u{0}b", "line\u{2028}end", "\u{FEFF}mark", "\u{1FFFE}", "bell\u{7}", "\u{85}next",
    ]) func refusesCharactersThatTheProgramRefuses(_ text: String) throws {
        let review: [String: Any] = [
            "action": "correction", "id": "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77", "tenant": "acme",
            "subject": ["kind": "resolution", "id": "c-7f3ak2qd", "sha256": "", "generation": "1"],
            "signer": "a@b.example", "signedAt": 1_780_300_000, "days": 1, "section": "summary", "text": text,
        ]
        #expect(try evaluate("CasebookReviewFile.problems(value).length", with: review) as? Int == 1)
    }

    private static let places: [(host: String, url: String, path: String, textField: String?)] = [
        ("github", "https://github.com/acme/support", "/acme/support/new/team/main", "value"),
        ("gitlab", "https://gitlab.com/acme/support", "/acme/support/-/new/team/main", "content"),
        ("azure", "https://dev.azure.com/acme/Support%20Desk/_git/book", "/acme/Support%20Desk/_git/book", nil),
        (
            "bitbucket", "https://bitbucket.org/acme/support",
            "/acme/support/create-file/team%2Fmain/tenants/acme/reviews/feedback", nil
        ),
    ]

    @Test(arguments: places)
    func leadsToTheHostsPage(_ place: (host: String, url: String, path: String, textField: String?)) throws {
        let repository = ["host": place.host, "url": place.url, "branch": "team/main"]
        let path = "tenants/acme/reviews/feedback/a.yaml"
        let text = "a: \"b & c\" # +%\nü: 1\n"
        func open(_ text: String) throws -> (URLComponents, isFilled: Bool) {
            let found = try evaluate(
                "CasebookReviewFile.newFile(value.place, value.path, value.text)",
                with: ["place": repository, "path": path, "text": text])
            let target = try #require(found as? [String: Any])
            let address = try #require(URLComponents(string: target["address"] as? String ?? ""))
            return (address, target["isFilled"] as? Bool ?? false)
        }
        let (address, isFilled) = try open(text)
        #expect(address.percentEncodedPath == place.path)
        #expect(isFilled == (place.textField != nil))
        let items = Dictionary(uniqueKeysWithValues: (address.queryItems ?? []).map { ($0.name, $0.value ?? "") })
        if let field = place.textField { #expect(items[field] == text) }
        #expect(items.values.contains { [path, "a.yaml", "/tenants/acme/reviews/feedback"].contains($0) })
        // What is too long for an address is not cut: the page says so and copies.
        let (short, isLongFilled) = try open(String(repeating: "long ", count: 4_000))
        #expect(!isLongFilled && (short.string ?? "").utf8.count < 500)
    }
}
