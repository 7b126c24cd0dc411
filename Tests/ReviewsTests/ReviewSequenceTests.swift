import Domain
import TestSupport
import Testing

@testable import Reviews

/// Replay, succession and what the ledger remembers.
struct ReviewSequenceTests {
    private var bench: Bench
    private let first = "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77"
    private let second = "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e99"

    init() throws { bench = try Bench() }

    private func signed(_ payload: String, namespace: String = "approval@casebook") throws -> [UInt8] {
        try bench.alice.signed(payload, namespace: namespace)
    }

    private var approval: String { Bench.approval }

    /// A later rejection that takes the approval's place.
    private var rejection: String {
        approval.replacing(first, with: second).replacing("decision: approve", with: "decision: reject")
            .replacing("signed_at: 2026-05-30", with: "signed_at: 2026-05-31")
            .replacing("supersedes: none", with: "supersedes: \(first)")
    }

    private func record(_ payload: String, namespace: String = "approval@casebook") throws -> ReviewRecord {
        var bench = bench
        bench.accepted = []
        let files = [try signed(approval), try signed(payload, namespace: namespace)]
        let review = try bench.verdicts(payload == approval ? [files[0]] : files).last?.review
        return try #require(review).record
    }

    @Test func keepsOneOfTwoFilesWithOneID() throws {
        let verdicts = try bench.verdicts([
            signed(approval), signed(approval.replacing("SSO", with: "other")), signed(approval),
        ])
        #expect(verdicts.filter { $0.review != nil }.count == 1)
        #expect(verdicts.compactMap { $0.refusal?.code } == [.duplicateID, .duplicateID])
    }

    @Test mutating func refusesAnotherPayloadUnderAnIDOfTheLedger() throws {
        bench.accepted = [try record(approval)]
        #expect(try bench.code(approval) == nil)
        #expect(try bench.code(approval.replacing("SSO", with: "other")) == .duplicateID)
    }

    @Test func wantsToKnowWhatIsReplaced() throws {
        #expect(try bench.code(rejection) == .unknownSupersedes)
        #expect(
            try bench.code(approval.replacing("supersedes: none", with: "supersedes: \(first)")) == .unknownSupersedes)
    }

    @Test func letsTheNewestCountInAnyOrderOfFiles() throws {
        for files in [[approval, rejection], [rejection, approval]] {
            let verdicts = try bench.verdicts(files.map { try signed($0) })
            #expect(verdicts.compactMap { $0.refusal?.code } == [.superseded])
            #expect(verdicts.compactMap { $0.review?.verb } == ["reject"])
        }
    }

    @Test mutating func remembersARejectionWhoseFileIsDeleted() throws {
        bench.accepted = [try record(approval), try record(rejection)]
        let verdict = try bench.verdict(signed(approval))
        #expect(verdict.refusal?.code == .superseded)
        #expect(verdict.hasLapsed)
    }

    @Test func aStaleSuccessorReplacesNothing() throws {
        let stale = rejection.replacing("generation: 12", with: "generation: 11")
        let verdicts = try bench.verdicts([signed(approval), signed(stale)])
        #expect(verdicts[0].review != nil)
        #expect(verdicts[1].refusal?.code == .staleContent)
    }

    @Test mutating func honoursAcceptedFeedbackWhenTheTextHasChanged() throws {
        let move = Bench.feedback("kind: move\nticket: T-1\nto: c-aaaaaaaa", id: second)
        let file = try signed(move, namespace: "feedback@casebook")
        let record = try #require(try bench.verdict(file).review).record
        bench.texts = [:]
        bench.now = Bench.instant("2027-06-01T00:00:00Z")
        #expect(try bench.verdict(file).refusal?.code == .wrongSubject)
        bench.accepted = [record]
        #expect(try bench.verdict(file).refusal == nil)
    }

    @Test mutating func endsAnApprovalWithItsText() throws {
        bench.accepted = [try record(approval)]
        guard let cluster = ClusterID("c-7f3ak2qd") else { return }
        bench.texts[.resolution(cluster)] = .init(digest: .of("new"), generation: 13)
        let verdict = try bench.verdict(signed(approval))
        #expect(verdict.refusal?.code == .staleContent)
        #expect(verdict.hasLapsed)
    }

    @Test func takesSeveralMovesOfOneSigner() throws {
        let moves = [("T-1", first), ("T-2", second)].map { ticket, id in
            Bench.feedback("kind: move\nticket: \(ticket)\nto: c-aaaaaaaa", id: id)
        }
        let verdicts = try bench.verdicts(moves.map { try signed($0, namespace: "feedback@casebook") })
        #expect(verdicts.allSatisfy { $0.review != nil })
    }
}
