import Domain
import TestSupport
import Testing

@testable import Reviews

struct FeedbackTests {
    private let sample: SampleTenant

    init() throws { sample = try SampleTenant() }

    @Test(arguments: [
        "kind: correction\nsection: root_cause\ntext: |\n  The clock was wrong.", "kind: rating\nrating: helpful",
        "kind: rename\ntitle: \"Sign-in: fails\"", "kind: move\nticket: T-1\nto: c-aaaaaaaa",
        "kind: merge\ninto: c-aaaaaaaa", "kind: split\ntickets:\n  - T-1\n  - \"T: 2\"", "kind: exclude\nticket: T-1",
    ])
    func acceptsEachKind(_ fields: String) throws {
        #expect(try sample.code(SampleTenant.feedback(fields), namespace: "feedback@casebook") == nil)
    }

    @Test(arguments: [
        ("kind: praise", RefusalCode.badValue), ("kind: rating\nrating: great", .badValue),
        ("kind: rating\nrating: helpful\ntitle: x", .unknownField), ("kind: rename", .badValue),
        ("kind: correction\nsection: answer\ntext: x", .badValue), ("kind: merge\ninto: c-7f3ak2qd", .badValue),
        ("kind: split\ntickets: T-1", .badValue), ("kind: split\ntickets:\n  - T-1\n  - T-1", .badValue),
        ("decision: approve", .unknownField),
    ])
    func refusesOtherFields(_ fields: String, _ code: RefusalCode) throws {
        #expect(try sample.code(SampleTenant.feedback(fields), namespace: "feedback@casebook") == code)
    }

    @Test func readsBackEveryDraft() throws {
        let contents: [FeedbackContent] = try [
            .correction(section: .summary, text: "One.\n\n  Two: \"three\" #four\n"), .rating(.unhelpful),
            .correction(section: .summary, text: " begins with a space\\"), .rename(title: "- a: \"b\" # \\ 'c'"),
            .move(ticket: TicketID("A #1: x"), to: #require(ClusterID("c-aaaaaaaa"))),
            .merge(into: #require(ClusterID("c-aaaaaaaa"))), .split(tickets: [TicketID("1"), TicketID("- 2")]),
            .exclude(ticket: TicketID("\"")),
        ]
        for content in contents {
            let draft = ReviewDraft(
                id: ReviewID(at: sample.now, random: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
                tenant: try sample.context().tenant, subject: .resolution(try #require(ClusterID("c-7f3ak2qd"))),
                digest: SampleTenant.digest, generation: 12, content: .feedback(content), signer: "alice@acme.example",
                signedAt: sample.now, expiresAt: Instant(seconds: sample.now.seconds + 86_400), comment: "So: yes\n")
            let payload = String(decoding: draft.payload, as: UTF8.self)
            let verdict = try sample.verdict(sample.alice.signed(payload, namespace: "feedback@casebook"))
            guard case .feedback(let feedback)? = verdict.review else {
                Issue.record("refused: \(String(describing: verdict.refusal))")
                continue
            }
            #expect(feedback.content == content)
            #expect(feedback.head.comment == "So: yes\n")
            #expect(ReviewDraft.family(ofPayload: draft.payload) == .feedback)
        }
    }
}
