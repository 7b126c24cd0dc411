import Clustering
import Domain
import Ledger
import Reviews

/// What a run adds to the ledger, all in one append; nothing when nothing changed.
struct LedgerRecord {
    let inbox: IngestStage.Outcome
    let work: RunWork
    /// What goes because of its age.
    var retention: [LedgerFact] = []

    /// The ledger after the run, and its whole bytes when it gained entries.
    func append(
        to ledger: Ledger, texts published: [SiteFile], at now: Instant
    ) throws(CasebookError) -> (ledger: Ledger, bytes: [UInt8]?) {
        let changes =
            ingested(ledger.state) + work.reviews.outcome.facts + identified + texts(published, ledger.state)
            + approvals(ledger.state) + retention
        guard !changes.isEmpty else { return (ledger, nil) }
        let next = try ledger.appending(changes + [.run(numbers: numbers)], asOf: work.draft.asOf, at: now).ledger
        return (next, next.bytes)
    }

    /// Exports that the ledger has not seen, in order of digest: the order of file names says nothing.
    private func ingested(_ state: LedgerState) -> [LedgerFact] {
        var seen = state.files
        return inbox.files.sorted { $0.digest < $1.digest }.compactMap { file in
            guard seen.insert(file.digest).inserted else { return nil }
            return .fileIngested(
                name: file.name, digest: file.digest, rows: file.rows, tickets: file.rows - file.rejects,
                rejects: file.rejects)
        }
    }

    /// New clusters stand before ended ones: a cluster can be merged into one that is born now.
    private var identified: [LedgerFact] {
        let beginnings: Set<IdentityEvent.Kind> = [.born, .split, .continued]
        let events = work.identity.events
        return events.filter { beginnings.contains($0.kind) }.compactMap(\.fact)
            + events.filter { !beginnings.contains($0.kind) }.compactMap(\.fact)
    }

    /// Published texts whose bytes changed, in order of path.
    private func texts(_ published: [SiteFile], _ state: LedgerState) -> [LedgerFact] {
        published.sorted { $0.path < $1.path }.compactMap { file in
            let digest = file.digest
            if state.texts[file.path]?.digest == digest { return nil }
            let subject = ReviewSubject(path: file.path)
            let corrections = subject.flatMap { work.reviews.knowledge.corrections[$0] } ?? []
            return .textPublished(
                path: file.path, digest: digest, corrections: corrections.map(\.review.rawValue).sorted())
        }
    }

    /// Approvals that ended, began or became stale, in order of path.
    private func approvals(_ state: LedgerState) -> [LedgerFact] {
        let frozen = Dictionary(work.reviews.frozen.map { ($0.key.path, $0.value) }, uniquingKeysWith: { $1 })
        return Set(state.approvals.keys).union(frozen.keys).sorted().flatMap { path -> [LedgerFact] in
            let text = frozen[path]
            var facts: [LedgerFact] = []
            if state.approvals[path] != nil, text?.isNew ?? true {
                let isMissing = work.reviews.missing.keys.contains { $0.path == path }
                let isErased = work.reviews.erased.contains(path)
                let reason =
                    isErased ? .erased : work.reviews.outcome.ends[path] ?? (isMissing ? .textGone : .subjectEnded)
                facts.append(.approvalEnded(path: path, reason: reason))
            }
            guard let text else { return facts }
            if text.isNew { facts.append(.textApproved(path: path, text.record)) }
            if let drift = text.drift, let reason = text.record.staleFor {
                facts.append(.textStale(path: path, reason: reason, numbers: drift))
            }
            return facts
        }
    }

    /// Where the book stands after the run.
    private var numbers: [String: Int] {
        [
            "tickets": work.draft.tickets.count, "rejects": inbox.rejects.count,
            "clusters": work.draft.clusters.count, "unusual": work.draft.unusual.count,
            "open": work.draft.tickets.count { $0.state == .open },
            "answered": work.draft.assessments.count - work.draft.gaps.count, "gaps": work.draft.gaps.count,
        ]
    }
}

extension IdentityEvent {
    /// The event in the ledger's terms.
    var fact: LedgerFact? {
        let size = numbers["tickets"] ?? 0
        switch kind {
        case .born: return .clusterBorn(id: cluster, size: size, exemplars: exemplars, numbers: numbers)
        case .continued: return .clusterContinued(id: cluster, size: size, exemplars: exemplars, numbers: numbers)
        case .split:
            return others.first.map {
                .clusterSplit(id: cluster, from: $0, size: size, exemplars: exemplars, numbers: numbers)
            }
        case .merged: return others.first.map { .clusterMerged(id: cluster, into: $0, numbers: numbers) }
        case .retired: return .clusterRetired(id: cluster, numbers: numbers)
        }
    }
}
