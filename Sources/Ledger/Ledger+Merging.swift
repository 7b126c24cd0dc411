public import Domain

extension Ledger {
    /// The ledger of two branches: ours, and after it what theirs has beside it.
    ///
    /// Entries of theirs are chained and numbered anew and keep their time; what ours knows already, or what no longer
    /// fits (a cluster that is not there), is left out. The next run brings clusters and texts up to date; what must not
    /// be lost is kept: every id ever given, every review, when a file was first seen, and that texts changed.
    ///
    /// - Throws: `.checkFailed` when the two are ledgers of different tenants or share no entry.
    public static func merging(_ ours: Ledger, with theirs: Ledger) throws(CasebookError) -> Ledger {
        guard ours.tenant == theirs.tenant else {
            throw CasebookError(
                .checkFailed, code: "wrong_tenant", "the two ledgers are of different tenants",
                remedy: "merge each tenant's ledger by itself")
        }
        if ours.entries.isEmpty { return theirs }
        let shared = zip(ours.entries, theirs.entries).prefix { $0 == $1 }.count
        guard shared > 0 || theirs.entries.isEmpty else {
            throw CasebookError(
                .checkFailed, code: "unrelated_ledgers", "the two ledgers share no entry",
                remedy: "keep one of the two whole, and build again")
        }
        var merger = LedgerMerger(ours: ours, shared: Array(theirs.entries[..<shared]))
        do throws(LedgerFault) {
            for entry in theirs.entries[shared...] { try merger.take(entry) }
        } catch {
            throw CasebookError(
                .checkFailed, code: error.code, "the two ledgers cannot be merged: \(error.summary)",
                remedy: "keep one of the two whole, and build again")
        }
        return merger.ledger
    }
}

/// Appends another branch's entries to a ledger.
private struct LedgerMerger {
    private let tenant: TenantID
    private var entries: [LedgerEntry]
    private var state: LedgerState
    private var bytes: [UInt8]
    private var head: String
    /// The other branch as it was before the next of its entries.
    private var theirs = LedgerState()
    /// Facts of one run of the other branch that fit, until its end shows whether it changed anything.
    private var waiting: [(fact: LedgerFact, entry: LedgerEntry)] = []

    init(ours: Ledger, shared: [LedgerEntry]) {
        tenant = ours.tenant
        entries = ours.entries
        state = ours.state
        bytes = ours.bytes
        head = ours.head
        for entry in shared { try? theirs.apply(entry) }
    }

    var ledger: Ledger { Ledger(tenant: tenant, entries: entries, state: state, bytes: bytes, head: head) }

    mutating func take(_ entry: LedgerEntry) throws(LedgerFault) {
        let fact = try LedgerFact(entry)
        var facts = [fact]
        if case .textApproved(let path, let approval) = fact {
            // The newer of two approvals counts, as it does between two files.
            guard isNewer(approval, than: state.approvals[path]) else {
                return try theirs.apply(entry)
            }
            if state.approvals[path] != nil { facts.insert(.approvalEnded(path: path, reason: .replaced), at: 0) }
        }
        // The end of an approval that this ledger has another of, or none, says nothing here.
        if case .approvalEnded(let path, _) = fact, theirs.approvals[path]?.digest != state.approvals[path]?.digest {
            facts = []
        }
        if !entry.event.belongsToRun {
            // There is no run's end that could be waited for.
            if state.run > 0, fits(fact, entry) { try append(fact, run: state.run, entry) }
        } else if entry.event == .run {
            let changed = waiting
            waiting = []
            let run = state.run + 1
            var isChanged = false
            for (fact, entry) in changed where fits(fact, entry) {
                try append(fact, run: run, entry)
                isChanged = true
            }
            if isChanged { try append(fact, run: run, entry) }
        } else {
            waiting += facts.map { ($0, entry) }
        }
        try theirs.apply(entry)
    }

    private func isNewer(_ approval: LedgerApproval, than present: LedgerApproval?) -> Bool {
        guard let present else { return true }
        if present.digest == approval.digest { return false }
        func signed(_ id: String) -> Instant {
            (theirs.reviews + state.reviews).first { $0.id == id }?.signedAt ?? Instant(seconds: 0)
        }
        return signed(approval.review) > signed(present.review)
    }

    /// Whether a fact of the other branch says something new that can be said here.
    private func fits(_ fact: LedgerFact, _ entry: LedgerEntry) -> Bool {
        switch fact {
        case .run: true
        case .fileIngested(_, let digest, _, _, _): state.ingestedAt[digest] == nil
        case .clusterBorn(let id, _, _, _): !state.usedIDs.contains(id)
        case .clusterSplit(let id, let from, _, _, _): !state.usedIDs.contains(id) && state.usedIDs.contains(from)
        case .clusterContinued(let id, _, _, _), .clusterRetired(let id, _): state.clusters[id] != nil
        case .clusterMerged(let id, let into, _): state.clusters[id] != nil && state.clusters[into] != nil
        case .textPublished(let path, let digest, _): state.texts[path]?.digest != digest
        case .signer(let signer, .enrolled): state.signers[signer] != false
        case .signer(let signer, .removed): state.signers[signer] != nil
        case .signer(let signer, .revoked): state.signers[signer] != true
        case .reviewAccepted(let review): !state.reviewIDs.contains(review.id)
        case .reviewRefused(_, let digest, let code): state.refusals[digest] != code && state.firstSeen[digest] == nil
        case .textApproved(let path, let approval):
            state.texts[path] != nil && state.approvals[path] == nil
                && !state.spentApprovals.contains(approval.review)
        case .textStale(let path, _, _): state.approvals[path].map { $0.staleFor == nil } ?? false
        case .approvalEnded(let path, _): state.approvals[path] != nil
        case .retentionApplied(.tickets, _, _, let before): state.ticketHorizon.map { before > $0 } ?? true
        case .retentionApplied(.files, _, _, _): true
        case .erased(let erasure): !state.erasures.contains(erasure)
        case .published(let publication): state.publications[publication.where] != publication
        case .exported(let archive, _, _): !state.exports.contains(archive)
        }
    }

    private mutating func append(_ fact: LedgerFact, run: Int, _ source: LedgerEntry) throws(LedgerFault) {
        let asOf = try LedgerFact.runMembers(of: source).asOf
        let entry = LedgerEntry(
            seq: entries.count, prev: head, at: source.at, event: fact.event, actor: source.actor, tenant: tenant,
            facts: fact.members(run: run, asOf: asOf, before: state))
        try state.apply(entry)
        let line = Array((entry.json.canonicalText + "\n").utf8)
        head = ContentDigest.ofLine(line[...]).hex
        bytes += line
        entries.append(entry)
    }
}
