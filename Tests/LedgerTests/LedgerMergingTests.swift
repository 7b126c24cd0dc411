import Domain
import Ledger
import Testing

/// Two branches' runs in one ledger, and checkpoints of it.
@Suite struct LedgerMergingTests {
    private let noon = Instant(seconds: 1_780_000_000)
    private let tenant: TenantID
    private let a: ClusterID
    private let b: ClusterID
    private let c: ClusterID

    init() throws {
        tenant = try #require(TenantID("acme"))
        (a, b, c) = (
            ClusterID(foundedBy: [TicketID("A")], tenant: tenant),
            ClusterID(foundedBy: [TicketID("B")], tenant: tenant),
            ClusterID(foundedBy: [TicketID("C")], tenant: tenant)
        )
    }

    private func born(_ id: ClusterID) -> LedgerFact {
        .clusterBorn(id: id, size: 3, exemplars: [TicketID("T-1")], numbers: ["tickets": 3])
    }

    private func path(_ id: ClusterID) -> String { "clusters/\(id)/resolution.md" }

    private func review(_ id: String, on cluster: ClusterID, at seconds: Int64 = 0) -> LedgerReview {
        LedgerReview(
            id: id, file: "reviews/\(id).yaml", fileDigest: .of("file \(id)"), payloadDigest: .of("payload \(id)"),
            family: "approval", says: "approve", path: path(cluster), digest: .of("one"), generation: 1,
            signer: "alice@acme.example", topic: "approval", signedAt: Instant(seconds: seconds),
            expiresAt: Instant(seconds: seconds + 10), supersedes: nil, key: "SHA256:x")
    }

    private func approval(_ id: String, _ text: String, generation: Int = 1) -> LedgerApproval {
        LedgerApproval(
            digest: .of(text), generation: generation, review: id, signer: "alice@acme.example",
            basis: ["ticket:T-1"], size: 3)
    }

    private func ledger(_ runs: [[LedgerFact]], after base: Ledger? = nil, at: Instant? = nil) throws -> Ledger {
        try runs.reduce(base ?? Ledger(tenant: tenant)) { ledger, facts in
            try ledger.appending(facts + [.run(numbers: [:])], asOf: nil, at: at ?? noon).ledger
        }
    }

    private func base() throws -> Ledger {
        try ledger([[born(a), .textPublished(path: path(a), digest: .of("one"))]])
    }

    /// The chain, the numbers and the runs of a ledger hold when it can be read again.
    private func again(_ merged: Ledger) throws -> LedgerState {
        let (read, torn) = try Ledger.parse(merged.bytes, file: "l", tenant: tenant)
        #expect(torn == 0 && read.head == merged.head && read.entries == merged.entries)
        return read.state
    }

    @Test func keepsWhatEitherBranchLearned() throws {
        let base = try base()
        let ours = try ledger([[born(b), .textPublished(path: path(b), digest: .of("b"))]], after: base)
        let theirs = try ledger(
            [
                [
                    .reviewAccepted(review("r1", on: a)), born(c),
                    .textApproved(path: path(a), approval("r1", "one")),
                ],
                [.reviewRefused(name: "x.yaml", digest: .of("x"), code: "unknown_key")],
            ], after: base, at: Instant(seconds: noon.seconds + 60))
        let state = try again(Ledger.merging(ours, with: theirs))
        #expect(Set(state.clusters.keys) == [a, b, c])
        #expect(state.usedIDs == [a, b, c])
        #expect(state.approvals[path(a)]?.review == "r1")
        #expect(state.reviewIDs == ["r1"])
        #expect(state.firstSeen[.of("file r1")] == Instant(seconds: noon.seconds + 60))
        #expect(state.refusals[.of("x")] == "unknown_key")
        #expect(state.run == 4)
    }

    @Test func saysNothingTwice() throws {
        let base = try base()
        let facts = [born(b), .reviewAccepted(review("r1", on: a)), .textPublished(path: path(a), digest: .of("two"))]
        let (ours, theirs) = (
            try ledger([facts], after: base), try ledger([facts], after: base, at: Instant(seconds: 9))
        )
        let merged = try Ledger.merging(ours, with: theirs)
        #expect(merged.entries == ours.entries)
        #expect(try Ledger.merging(ours, with: base).entries == ours.entries)
        #expect(try Ledger.merging(base, with: ours).bytes == ours.bytes)
        #expect(try Ledger.merging(Ledger(tenant: tenant), with: ours).bytes == ours.bytes)
    }

    @Test func countsTextsOfBothBranches() throws {
        let base = try base()
        let ours = try ledger([[.textPublished(path: path(a), digest: .of("ours"))]], after: base)
        let theirs = try ledger([[.textPublished(path: path(a), digest: .of("theirs"))]], after: base)
        let state = try again(Ledger.merging(ours, with: theirs))
        #expect(state.texts[path(a)]?.generation == 3)
        #expect(state.texts[path(a)]?.digest == .of("theirs"))
    }

    @Test func leavesOutWhatNoLongerFits() throws {
        let base = try ledger([[born(a), born(b)]])
        let ours = try ledger([[.clusterMerged(id: b, into: a, numbers: [:])]], after: base)
        let theirs = try ledger(
            [
                [
                    .clusterContinued(id: b, size: 9, exemplars: [], numbers: [:]),
                    .clusterMerged(id: a, into: b, numbers: [:]),
                ]
            ], after: base)
        let merged = try Ledger.merging(ours, with: theirs)
        #expect(merged.entries == ours.entries)
    }

    @Test func letsTheNewerApprovalCount() throws {
        let base = try base()
        func branch(_ id: String, at seconds: Int64) throws -> Ledger {
            try ledger(
                [
                    [
                        .reviewAccepted(review(id, on: a, at: seconds)),
                        .textPublished(path: path(a), digest: .of(id)),
                        .textApproved(path: path(a), approval(id, id, generation: 2)),
                    ]
                ], after: base)
        }
        let (old, new) = (try branch("old", at: 10), try branch("new", at: 20))
        #expect(try again(Ledger.merging(old, with: new)).approvals[path(a)]?.review == "new")
        #expect(try again(Ledger.merging(old, with: new)).spentApprovals.isEmpty)
        #expect(try again(Ledger.merging(new, with: old)).approvals[path(a)]?.review == "new")
    }

    @Test func doesNotEndAnApprovalThatTheOtherBranchNeverSaw() throws {
        let base = try ledger(
            [
                [
                    born(a), .textPublished(path: path(a), digest: .of("one")),
                    .textApproved(path: path(a), approval("r0", "one")),
                ]
            ])
        let ours = try ledger(
            [
                [
                    .reviewAccepted(review("r1", on: a, at: 5)), .textPublished(path: path(a), digest: .of("two")),
                    .approvalEnded(path: path(a), reason: .replaced),
                    .textApproved(path: path(a), approval("r1", "two", generation: 2)),
                ]
            ], after: base)
        let theirs = try ledger([[.approvalEnded(path: path(a), reason: .expired)]], after: base)
        #expect(try again(Ledger.merging(ours, with: theirs)).approvals[path(a)]?.review == "r1")
    }

    @Test func refusesLedgersThatHaveNothingInCommon() throws {
        let ours = try base()
        let stranger = try ledger([[born(b)]])
        #expect(throws: CasebookError.self) { try Ledger.merging(ours, with: stranger) }
        let other = Ledger(tenant: try #require(TenantID("other")))
        #expect(throws: CasebookError.self) { try Ledger.merging(ours, with: other) }
    }

    @Test func refusesContradictionsAboutReviews() throws {
        let base = try ledger([[.reviewAccepted(review("r1", on: a))]])
        let wrong: [LedgerFact] = [
            .reviewAccepted(review("r1", on: a)), .textApproved(path: path(b), approval("r1", "one")),
            .textStale(path: path(a), reason: .volume, numbers: [:]), .approvalEnded(path: path(a), reason: .expired),
        ]
        for fact in wrong { #expect(throws: CasebookError.self) { try ledger([[fact]], after: base) } }
    }

    @Test func spendsEveryApprovalOfATextThatSomebodyRejected() throws {
        let base = try base()
        let before = try ledger(
            [
                [
                    .reviewAccepted(review("r1", on: a)), .reviewAccepted(review("r2", on: a)),
                    .textApproved(path: path(a), approval("r1", "one")),
                ]
            ], after: base)
        let rejected = try again(ledger([[.approvalEnded(path: path(a), reason: .rejected)]], after: before))
        #expect(rejected.spentApprovals == ["r1", "r2"])
        #expect(rejected.endedApprovals[path(a)]?.reason == .rejected)
        let expired = try again(ledger([[.approvalEnded(path: path(a), reason: .expired)]], after: before))
        #expect(expired.spentApprovals.isEmpty)
        #expect(expired.history.suffix(1).map(\.kind) == [.ended])
    }

    @Test func aCheckpointTellsTruncationAndRewriting() throws {
        let whole = try ledger([[born(b)]], after: base())
        let checkpoint = LedgerCheckpoint(of: whole)
        let read = try LedgerCheckpoint(body: checkpoint.body, tenant: tenant, file: "c")
        #expect(read == checkpoint)
        #expect(String(decoding: checkpoint.body, as: UTF8.self).hasPrefix("casebook/acme/ledger\n5\n"))
        try read.check(whole, file: "l")
        try read.check(ledger([[born(c)]], after: whole), file: "l")
        func code(_ other: Ledger) -> String? {
            do throws(CasebookError) {
                try read.check(other, file: "l")
                return nil
            } catch { return error.diagnostics.first?.code }
        }
        #expect(code(try base()) == "ledger_truncated")
        #expect(code(try ledger([[born(b)]], after: base(), at: Instant(seconds: 1))) == "ledger_rewritten")
        for body in ["casebook/other/ledger\n5\nAAAA\n", "x", "", "casebook/acme/ledger\n-1\n\n"] {
            #expect(throws: CasebookError.self) {
                try LedgerCheckpoint(body: Array(body.utf8), tenant: tenant, file: "c")
            }
        }
    }
}
