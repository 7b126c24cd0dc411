import Domain
import Ledger
import Testing

@testable import Pipeline
@testable import Reviews

/// What follows from reviews: who approved what, what ends an approval, and what the ledger learns.
@Suite struct ReviewStageTests {
    private let samples: ReviewSamples
    private let alice = ReviewSamples.alice
    private let bob = ReviewSamples.bob

    init() throws { samples = try ReviewSamples() }

    private func path(_ id: ClusterID) -> String { ReviewSubject.resolution(id).path }

    private func approval(of outcome: ReviewStage.Outcome, _ number: Int, text: String) -> LedgerFact {
        .textApproved(
            path: path(samples.a),
            LedgerApproval(
                digest: .of(text), generation: 1, review: ReviewSamples.id(number), signer: "", basis: [], size: 10))
    }

    /// A ledger in which alice's approval of a's text stands, and the file.
    private func approved() throws -> (ledger: Ledger, file: ReviewFile) {
        let ledger = try samples.ledger()
        let file = try samples.file(1, "decision: approve", on: samples.a, by: alice, ledger: ledger)
        let outcome = try samples.outcome([file], ledger)
        return (
            try samples.appending(outcome.facts + [approval(of: outcome, 1, text: "text of A")], to: ledger), file
        )
    }

    @Test func theNewestDecisionOnATextCounts() throws {
        func decision(_ said: [(Approval.Decision, String, String)]) throws -> ReviewStage.Decision {
            ReviewStage.Decision(
                try said.enumerated().map { number, one in
                    try samples.decided(one.0, on: samples.a, text: one.1, by: one.2, number)
                })
        }
        let both = try decision([(.approve, "t", "alice"), (.approve, "t", "bob")])
        #expect(both.approvals.map(\.head.signer) == ["bob", "alice"] && both.rejection == nil)
        let rejected = try decision([(.approve, "t", "alice"), (.reject, "t", "bob")])
        #expect(rejected.approvals.isEmpty && rejected.rejection?.head.signer == "bob")
        let again = try decision([(.reject, "t", "bob"), (.approve, "t", "alice")])
        #expect(again.approvals.count == 1 && again.rejection == nil)
        // Who rejects the draft beside an approved text says nothing of that text.
        let beside = try decision([(.approve, "old", "alice"), (.reject, "draft", "bob")])
        #expect(beside.approvals.count == 1 && beside.rejection?.head.digest == .of("draft"))
        let newer = try decision([(.approve, "old", "alice"), (.approve, "new", "bob")])
        #expect(newer.approvals.map(\.head.digest) == [.of("new")])
        #expect(try decision([(.withdraw, "t", "alice")]).approvals.isEmpty)
    }

    @Test func tellsTheLedgerEachThingOnce() throws {
        let ledger = try samples.ledger()
        let good = try samples.file(1, "decision: approve", on: samples.a, by: alice, ledger: ledger)
        let bad = ReviewFile(path: "reviews/bad.yaml", bytes: Array("schema: x\n".utf8))
        let stranger = try samples.file(
            2, "decision: approve", on: samples.b, by: (name: "eve@acme.example", seed: 9), ledger: ledger)
        let first = try samples.outcome([good, bad, stranger], ledger)
        #expect(first.facts.count == 6)
        let after = try samples.appending(first.facts, to: ledger)
        #expect(after.state.firstSeen.count == 3)
        #expect(after.state.refusals.values.sorted() == ["signature_missing", "unknown_key"])
        #expect(try samples.outcome([good, bad, stranger], after).facts.isEmpty)
        #expect(try samples.outcome([], after).facts.isEmpty)
    }

    @Test func remembersWhoCouldSign() throws {
        func changes(_ outcome: ReviewStage.Outcome) -> [String] {
            outcome.facts.compactMap { fact in
                if case .signer(let signer, let change) = fact { "\(signer.principal) \(change.rawValue)" } else { nil }
            }
        }
        let ledger = try samples.ledger()
        let first = try samples.outcome([], ledger)
        #expect(changes(first) == [alice, bob, ReviewSamples.sam].map { "\($0.name) enrolled" })
        let after = try samples.appending(first.facts, to: ledger)
        #expect(try changes(samples.outcome([], after)).isEmpty)
        let line = try samples.inputs([]).signers.lines[1].key.text
        let second = try samples.outcome([], after, revoked: Array("\(line)\n".utf8), without: alice.name)
        #expect(changes(second) == ["\(alice.name) removed", "\(bob.name) revoked"])
        let last = try samples.appending(second.facts, to: after)
        #expect(last.state.signers.values.filter { $0 }.count == 1 && last.state.signers.count == 2)
        #expect(try changes(samples.outcome([], last)) == ["\(alice.name) enrolled", "\(bob.name) enrolled"])
    }

    @Test func saysWhyAnApprovalEnded() throws {
        let (ledger, file) = try approved()
        func end(
            _ files: [ReviewFile], after seconds: Int64 = 100, revoked: [UInt8] = [], without: String? = nil,
            _ other: Ledger? = nil
        ) throws -> ApprovalEnd? {
            try samples.outcome(files, other ?? ledger, after: seconds, revoked: revoked, without: without)
                .ends[path(samples.a)]
        }
        func later(_ says: String, by person: (name: String, seed: UInt8)) throws -> ReviewFile {
            try samples.file(5, says, on: samples.a, by: person, ledger: ledger)
        }
        #expect(try end([file]) == nil)
        #expect(try end([]) == .gone)
        #expect(try end([file], after: 11 * 86_400) == .expired)
        #expect(try end([file], without: alice.name) == .unsupported)
        let line = try samples.inputs([]).signers.lines[0].key.text
        #expect(try end([file], revoked: Array("\(line)\n".utf8)) == .revoked)
        #expect(try end([file, later("decision: withdraw", by: alice)]) == .withdrawn)
        #expect(try end([file, later("decision: reject", by: alice)]) == .rejected)
        #expect(try end([file, later("decision: reject", by: bob)]) == .rejected)
        #expect(try end([file, later("decision: withdraw", by: bob)]) == nil)
        #expect(try end([file, later("decision: approve", by: bob)]) == nil)
    }

    @Test func anApprovedTextStandsBesideANewDraft() throws {
        let (ledger, file) = try approved()
        let drafted = try samples.appending([.textPublished(path: path(samples.a), digest: .of("draft"))], to: ledger)
        let outcome = try samples.outcome([file], drafted)
        #expect(outcome.decisions[.resolution(samples.a)]?.approvals.map(\.head.digest) == [.of("text of A")])
        #expect(outcome.ends.isEmpty && outcome.facts.isEmpty)
        // Its own signer rejects the draft, and does not take the approval back by it.
        let rejection = try samples.file(
            6, "decision: reject", on: samples.a, by: alice, ledger: drafted, supersedes: ReviewSamples.id(1))
        let rejected = try samples.outcome([file, rejection], drafted)
        #expect(rejected.decisions[.resolution(samples.a)]?.approvals.count == 1)
        #expect(rejected.decisions[.resolution(samples.a)]?.rejection?.head.digest == .of("draft"))
        let remembered = try samples.appending(rejected.facts, to: drafted)
        #expect(try samples.outcome([file, rejection], remembered).ends.isEmpty)
        // Whoever approves the draft replaces it.
        let newer = try samples.file(7, "decision: approve", on: samples.a, by: bob, ledger: drafted)
        #expect(try samples.outcome([file, newer], drafted).ends == [path(samples.a): .replaced])
    }

    @Test func anApprovalThatSomebodyEndedNeverComesBack() throws {
        let (ledger, file) = try approved()
        let ended = try samples.appending([.approvalEnded(path: path(samples.a), reason: .rejected)], to: ledger)
        let outcome = try samples.outcome([file], ended)
        #expect(outcome.decisions.isEmpty)
        #expect(outcome.verdicts[0].refusal?.code == .superseded && outcome.verdicts[0].hasLapsed)
        // One that merely lost its support holds again when the text is the same.
        let lost = try samples.appending([.approvalEnded(path: path(samples.a), reason: .gone)], to: ledger)
        #expect(try samples.outcome([file], lost).decisions[.resolution(samples.a)]?.approvals.count == 1)
    }

    @Test func knowsWhenAVerdictWillChange() throws {
        let ledger = try samples.ledger()
        let file = try samples.file(1, "decision: approve", on: samples.a, by: alice, ledger: ledger, days: 3)
        let rating = try samples.file(
            2, "kind: rating\nrating: helpful", on: samples.a, by: ReviewSamples.sam, ledger: ledger)
        let signed = ReviewSamples.start.seconds + 1
        #expect(try samples.outcome([file, rating], ledger).changesAt == Instant(seconds: signed + 3 * 86_400 + 1))
        #expect(try samples.outcome([rating], ledger).changesAt == nil)
        let early = try samples.file(
            3, "decision: approve", on: samples.b, by: alice, ledger: ledger,
            signedAt: ReviewSamples.start.seconds + 5_000)
        #expect(try samples.outcome([early], ledger).changesAt == Instant(seconds: ReviewSamples.start.seconds + 100))
    }

    @Test func aKeyIsJudgedByTheTimeItsFileWasFirstSeen() throws {
        let (ledger, file) = try approved()
        let inputs = try samples.inputs([file])
        let key = inputs.signers.lines[0].key.text
        let signers = "\(alice.name) valid-before=\"20260601Z\" \(key)\n"
        func verdict(_ ledger: Ledger) -> ReviewVerdict {
            ReviewStage(
                tenant: samples.tenant,
                inputs: ReviewInputs(
                    files: [file], signersFile: Array(signers.utf8), revoked: .none, revokedFile: [],
                    roles: inputs.roles),
                ledger: ledger.state, now: Instant(seconds: ReviewSamples.start.seconds + 9 * 86_400)
            ).run().verdicts[0]
        }
        #expect(verdict(ledger).review != nil)
        #expect(try verdict(samples.ledger()).refusal?.code == .keyNotValidThen)
    }
}
