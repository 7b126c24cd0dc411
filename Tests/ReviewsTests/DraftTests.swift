import Domain
import TestSupport
import Testing

@testable import Reviews

/// Drafts are judged before anybody signs, and know what they replace.
struct DraftTests {
    private func draft(
        _ content: ReviewDraft.Content = .decision(.approve), signer: String = "alice@acme.example",
        cluster: String = "c-7f3ak2qd", days: Int64 = 180, id: UInt8 = 1
    ) throws -> ReviewDraft {
        let now = SampleTenant.instant("2026-06-01T00:00:00Z")
        return ReviewDraft(
            id: ReviewID(at: now, random: [UInt8](repeating: id, count: 10)), tenant: try #require(TenantID("acme")),
            subject: .resolution(try #require(ClusterID(cluster))), digest: SampleTenant.digest, generation: 12,
            content: content, signer: signer, signedAt: now, expiresAt: Instant(seconds: now.seconds + days * 86_400))
    }

    private func refusal(_ draft: ReviewDraft) throws -> RefusalCode? {
        ReviewVerifier(context: try SampleTenant().context()).refusal(of: draft)?.code
    }

    @Test func refusesBeforeSigningWhatWouldBeRefusedAfter() throws {
        #expect(try refusal(draft()) == nil)
        #expect(try refusal(draft(signer: "bob@acme.example")) == .roleMismatch)
        #expect(try refusal(draft(cluster: "c-zzzzzzzz")) == .wrongSubject)
        #expect(try refusal(draft(days: 181)) == .lifetimeTooLong)
        #expect(try refusal(draft(.feedback(.rename(title: "two\nlines")))) == .badValue)
        #expect(try refusal(draft(.feedback(.rename(title: "\u{202E}turned")))) == .yamlRefused)
        #expect(try refusal(draft(.feedback(.split(tickets: ["T-1", "T-1"].map(TicketID.init))))) == .badValue)
        let long = String(repeating: "long ", count: 14_000)
        #expect(try refusal(draft(.feedback(.correction(section: .summary, text: long)))) == .tooLarge)
    }

    @Test func namesTheSignersNewestReviewOfTheSameTopic() throws {
        var sample = try SampleTenant()
        let approval = sample.alice
        let files = try [
            approval.signed(SampleTenant.approval, namespace: "approval@casebook"),
            approval.signed(SampleTenant.feedback("kind: rating\nrating: helpful"), namespace: "feedback@casebook"),
        ].enumerated().map { ReviewFile(path: "reviews/\($0.offset).yaml", bytes: $0.element) }
        func predecessor(_ draft: ReviewDraft) throws -> String? {
            ReviewVerifier(context: try sample.context()).predecessor(of: draft, among: files)?.id.rawValue
        }
        #expect(try predecessor(draft(.decision(.reject))) == "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77")
        #expect(try predecessor(draft(.feedback(.rating(.unhelpful)))) == "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e78")
        #expect(try predecessor(draft(.feedback(.rename(title: "New")))) == nil)
        #expect(try predecessor(draft(signer: "bob@acme.example")) == nil)
        #expect(try predecessor(draft(cluster: "c-aaaaaaaa")) == nil)

        // What the ledger remembers counts though its file is gone.
        let newer = try #require(ReviewID("0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e99"))
        sample.accepted = [
            ReviewRecord(
                id: newer, payloadDigest: ContentDigest.of("gone"), family: .approval,
                subject: try draft().subject, signer: "alice@acme.example", topic: "approval",
                signedAt: SampleTenant.instant("2026-05-31T00:00:00Z"), supersedes: nil)
        ]
        #expect(try predecessor(draft()) == newer.rawValue)
    }

    @Test func theNewestIsWhatNoOtherReplaces() throws {
        func record(_ id: String, supersedes: String? = nil, topic: String = "approval") throws -> ReviewRecord {
            ReviewRecord(
                id: try #require(ReviewID(id)), payloadDigest: ContentDigest.of(id), family: .approval,
                subject: try draft().subject, signer: "alice@acme.example", topic: topic,
                signedAt: SampleTenant.instant("2026-05-31T00:00:00Z"), supersedes: supersedes.flatMap(ReviewID.init))
        }
        let (small, large) = ("0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e11", "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e99")
        // Of one second, whichever id is the smaller.
        let records = [
            try record(large), try record(small, supersedes: large),
            try record("0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e55", topic: "rating"),
        ]
        for order in [records, records.reversed()] {
            let newest = order.newest.filter { $0.topic == "approval" }
            #expect(newest.map(\.id.rawValue) == [small])
        }
    }

    @Test func aSuccessorIsSignedLater() throws {
        let first = try draft()
        let record = ReviewRecord(
            id: first.id, payloadDigest: ContentDigest.of(first.payload), family: .approval, subject: first.subject,
            signer: first.signer, topic: "approval", signedAt: first.signedAt, supersedes: nil)
        let second = try draft(.decision(.reject), id: 0).superseding(record)
        #expect(second.supersedes == first.id)
        #expect(second.signedAt.seconds == first.signedAt.seconds + 1)
        #expect(second.expiresAt.seconds - second.signedAt.seconds == 180 * 86_400)
    }
}
