import Domain
import TestSupport
import Testing

@testable import Reviews

/// Replay, succession and what the ledger remembers.
struct ReviewSequenceTests {
    private var sample: SampleTenant
    private let first = "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77"
    private let second = "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e99"

    init() throws { sample = try SampleTenant() }

    private func signed(_ payload: String, namespace: String = "approval@casebook") throws -> [UInt8] {
        try sample.alice.signed(payload, namespace: namespace)
    }

    private var approval: String { SampleTenant.approval }

    /// A later rejection that takes the approval's place.
    private var rejection: String {
        approval.replacing(first, with: second).replacing("decision: approve", with: "decision: reject")
            .replacing("signed_at: 2026-05-30", with: "signed_at: 2026-05-31")
            .replacing("supersedes: none", with: "supersedes: \(first)")
    }

    private func record(_ payload: String, namespace: String = "approval@casebook") throws -> ReviewRecord {
        var sample = sample
        sample.accepted = []
        let files = [try signed(approval), try signed(payload, namespace: namespace)]
        let review = try sample.verdicts(payload == approval ? [files[0]] : files).last?.review
        return try #require(review).record
    }

    @Test func keepsOneOfTwoFilesWithOneID() throws {
        let verdicts = try sample.verdicts([
            signed(approval), signed(approval.replacing("SSO", with: "other")), signed(approval),
        ])
        #expect(verdicts.filter { $0.review != nil }.count == 1)
        #expect(verdicts.compactMap { $0.refusal?.code } == [.duplicateID, .duplicateID])
    }

    @Test mutating func refusesAnotherPayloadUnderAnIDOfTheLedger() throws {
        sample.accepted = [try record(approval)]
        #expect(try sample.code(approval) == nil)
        #expect(try sample.code(approval.replacing("SSO", with: "other")) == .duplicateID)
    }

    @Test func wantsToKnowWhatIsReplaced() throws {
        #expect(try sample.code(rejection) == .unknownSupersedes)
        #expect(
            try sample.code(approval.replacing("supersedes: none", with: "supersedes: \(first)")) == .unknownSupersedes)
    }

    /// Times have seconds and no less: who names the other comes after it, whichever id is the smaller.
    @Test func letsASuccessorOfTheSameSecondCount() throws {
        let smaller = "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e11"
        for id in [smaller, second] {
            let withdrawal = approval.replacing(first, with: id)
                .replacing("decision: approve", with: "decision: withdraw")
                .replacing("supersedes: none", with: "supersedes: \(first)")
            for files in [[approval, withdrawal], [withdrawal, approval]] {
                let verdicts = try sample.verdicts(files.map { try signed($0) })
                #expect(verdicts.compactMap { $0.refusal?.code } == [.superseded])
                #expect(verdicts.compactMap { $0.review?.verb } == ["withdraw"])
            }
        }
    }

    @Test func letsTheNewestCountInAnyOrderOfFiles() throws {
        for files in [[approval, rejection], [rejection, approval]] {
            let verdicts = try sample.verdicts(files.map { try signed($0) })
            #expect(verdicts.compactMap { $0.refusal?.code } == [.superseded])
            #expect(verdicts.compactMap { $0.review?.verb } == ["reject"])
        }
    }

    @Test mutating func remembersARejectionWhoseFileIsDeleted() throws {
        sample.accepted = [try record(approval), try record(rejection)]
        let verdict = try sample.verdict(signed(approval))
        #expect(verdict.refusal?.code == .superseded)
        #expect(verdict.hasLapsed)
    }

    @Test func aStaleSuccessorReplacesNothing() throws {
        let stale = rejection.replacing("generation: 12", with: "generation: 11")
        let verdicts = try sample.verdicts([signed(approval), signed(stale)])
        #expect(verdicts[0].review != nil)
        #expect(verdicts[1].refusal?.code == .staleContent)
    }

    @Test mutating func honoursAcceptedFeedbackWhenTheTextHasChanged() throws {
        let move = SampleTenant.feedback("kind: move\nticket: T-1\nto: c-aaaaaaaa", id: second)
        let file = try signed(move, namespace: "feedback@casebook")
        let record = try #require(try sample.verdict(file).review).record
        sample.texts = [:]
        sample.now = SampleTenant.instant("2027-06-01T00:00:00Z")
        #expect(try sample.verdict(file).refusal?.code == .wrongSubject)
        sample.accepted = [record]
        #expect(try sample.verdict(file).refusal == nil)
    }

    @Test mutating func endsAnApprovalWithItsText() throws {
        sample.accepted = [try record(approval)]
        guard let cluster = ClusterID("c-7f3ak2qd") else { return }
        sample.texts[.resolution(cluster)] = .init(digest: .of("new"), generation: 13)
        let verdict = try sample.verdict(signed(approval))
        #expect(verdict.refusal?.code == .staleContent)
        #expect(verdict.hasLapsed)
    }

    @Test func takesSeveralMovesOfOneSigner() throws {
        let moves = [("T-1", first), ("T-2", second)].map { ticket, id in
            SampleTenant.feedback("kind: move\nticket: \(ticket)\nto: c-aaaaaaaa", id: id)
        }
        let verdicts = try sample.verdicts(moves.map { try signed($0, namespace: "feedback@casebook") })
        #expect(verdicts.allSatisfy { $0.review != nil })
    }
}
