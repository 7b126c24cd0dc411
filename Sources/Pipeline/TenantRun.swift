import Clustering
import Domain
import Embedding
import ExtractiveWriting
import Foundation
import Ledger
import Redaction
import Retrieval
public import SiteRendering

/// One tenant's run of the pipeline, from the inbox to the published site.
///
/// The order of effects is what makes a run safe to kill: results are stored as they are found; copies that are too old
/// are noted and deleted; then the ledger is replaced in one step; then the site is exchanged in one step. Whatever is
/// missing, the next run finds: the same clusters, by their results, and what was deleted, by the note. It appends
/// nothing twice, and publishes the same bytes.
public struct TenantRun: Sendable {
    let plan: TenantPlan
    let effects: TenantEffects
    let renderer: SiteRenderer

    public init(plan: TenantPlan, effects: TenantEffects, renderer: SiteRenderer) {
        self.plan = plan
        self.effects = effects
        self.renderer = renderer
    }

    /// Runs the stages up to and including `last`. Only a run to the end touches the ledger and the site.
    ///
    /// - Throws: `CasebookError` when the tenant cannot be built. A single unreadable export does not throw: it
    ///   is among the report's failures.
    public func build(through last: Stage = .render) async throws -> RunReport {
        let started = effects.clock.now()
        try await StoreImport.checkWhole(effects.store)
        // A killed run left whole exports, perhaps, which no rule of retention would find.
        try await effects.uploads?.removeDrafts()
        let ledgerBytes = try effects.ledger.load()
        if last == .render, !plan.ignoreCache, plan.faults.isEmpty, let report = try await unchangedReport(ledgerBytes)
        {
            return report
        }
        let ledger = try readLedger(ledgerBytes)
        let memo = StageMemo(store: effects.store, ignoreStored: plan.ignoreCache)
        let desk = MatrixDesk(storage: effects.matrices, ignoreStored: plan.ignoreCache)

        let inbox = try await ingest(ledger: ledger.state)
        var work = try await written(inbox: inbox, ledger: ledger.state, memo: memo, desk: desk, last: last)
        guard last == .render else { return partialReport(inbox: inbox, work: work, ledger: ledger) }
        if try keepMissingTexts(work, ledger: ledger.state) {
            let spent = work.models.spent
            work = try await written(inbox: inbox, ledger: ledger.state, memo: memo, desk: desk, last: last)
            work.models.spent += spent
        }
        let summary = ReviewSummary(work.reviews)
        tellProblems(summary)
        let board = board(work, ledger: ledger.state)
        let texts = renderer.publishedTexts(work.draft.book(state: ledger.state, facts: .none, reviews: board))
        let kept = work.reviews.frozen.values.map(\.bytes) + (plan.reviews.keepsDrafts ? texts.map(\.bytes) : [])
        for bytes in kept { try effects.texts.keep(bytes) }
        let uploads = UploadAging(plan: plan, ledger: ledger.state, now: effects.clock.now())
        // Nothing brings a copy back.
        try await effects.alone()
        let deletion = try await UploadDeletion(of: uploads, from: effects.uploads)
        let retention = [uploads.fact(deletion.gone), inbox.retention].compactMap { $0 }
        let next = try LedgerRecord(inbox: inbox, work: work, retention: retention).append(
            to: ledger, texts: texts, at: effects.clock.now())
        let facts = facts(inbox: inbox, work: work, state: next.ledger.state)
        let known = UploadAging(plan: plan, ledger: next.ledger.state, now: effects.clock.now())
        // From here on the run shows: another that works on the tenant would record something else.
        try await effects.alone()
        // A line that was cut off goes, though nothing is added.
        if next.ledger.bytes != ledgerBytes { try effects.ledger.replace(with: next.ledger.bytes) }
        await deletion.settle()
        try await TicketPurge(effects).expire(inbox.past, keeping: inbox.texts)
        let book = work.draft.book(
            state: next.ledger.state, facts: facts, reviews: self.board(work, ledger: next.ledger.state),
            checkpoint: try sealed(next.ledger))
        let published = try await publish(book)
        try desk.retainUsed()
        try effects.texts.retain(Set(kept.map { ContentDigest.of($0) }))
        // The site needs none of it: it stands when the service does not answer, and the next run fills that.
        let points = try await keepVectors(work.evidence)
        // Nor does it need a copy that could not be deleted to be gone. The next run tries that one again.
        if let failure = deletion.failure { throw failure }
        let report = RunReport(
            tenant: plan.tenant.id, facts: facts,
            events: next.bytes == nil ? [] : next.ledger.state.history.filter { $0.run == next.ledger.state.run },
            published: published, proposed: inbox.proposed, rejects: inbox.rejects, failures: inbox.failures,
            unchanged: false, clusters: book.clusters.count, gaps: work.draft.gaps,
            spent: ModelCharge.summed(work.models.spent), modelFailure: work.models.failure,
            reviews: summary)
        // A run with an unreadable export is not complete: the next one tries it again.
        if inbox.failures.isEmpty {
            let input = input(ledgerBytes: next.ledger.bytes, proposed: inbox.proposed)
            try await effects.store.complete(
                CompletedRun(
                    input: input, started: started, finished: effects.clock.now(), facts: facts,
                    placements: book.placements, titles: book.resolutions.mapValues(\.title),
                    gaps: work.draft.gaps, used: await memo.used, published: published,
                    spent: ModelCharge.summed(work.models.spent),
                    until: [work.reviews.outcome.changesAt, known.next(try await effects.uploads?.kept() ?? [])]
                        .compactMap { $0 }.min(),
                    reviews: summary, points: points))
        }
        return report
    }

    /// Everything up to the texts.
    private func written(
        inbox: IngestStage.Outcome, ledger: LedgerState, memo: StageMemo, desk: MatrixDesk, last: Stage
    ) async throws -> RunWork {
        var work = try await drafted(inbox: inbox, ledger: ledger, memo: memo, desk: desk, last: last)
        if last >= .resolve { try await writeResolutions(&work, memo: memo) }
        if last >= .assess { try await writeAssessments(&work, memo: memo) }
        return work
    }

    /// The report of a run for which there is nothing to do, or `nil`.
    private func unchangedReport(_ ledgerBytes: [UInt8]) async throws -> RunReport? {
        guard let last = try await effects.store.lastRun(),
            last.input == input(ledgerBytes: ledgerBytes, proposed: []), !mayWriteMore(than: last),
            last.until.map({ effects.clock.now() < $0 }) ?? true, try isSealed(ledgerBytes),
            try await effects.publication.isIntact(), await hasVectors(of: last)
        else { return nil }
        return RunReport(
            tenant: plan.tenant.id, facts: last.facts, events: [],
            published: PublicationSummary(
                written: 0, unchanged: last.published.written + last.published.unchanged, removed: 0),
            proposed: [], rejects: try await rejects(), failures: [], unchanged: true,
            clusters: last.titles.count, gaps: last.gaps, reviews: last.reviews)
    }

    /// Whether texts that the last run could not have written may be written now.
    private func mayWriteMore(than last: CompletedRun) -> Bool {
        guard let chat = effects.chat, chat.closed == nil else { return false }
        return last.facts.delays.keys.contains { WritingDelay(rawValue: $0)?.isPassing == true }
    }

    /// All refused rows as the store has them.
    private func rejects() async throws -> [Reject] {
        let selection = TicketSelection(rows: try await effects.store.rows())
        return (try await effects.store.rejects() + selection.superseded).sorted()
    }

    func readLedger(_ bytes: [UInt8]) throws -> Ledger {
        let (ledger, torn) = try Ledger.parse(bytes, file: "ledger.jsonl", tenant: plan.tenant.id)
        // A torn line may only be dropped when it lies after the last checkpoint.
        if let file = try effects.checkpoint.load() {
            let seal = try LedgerSeal(file, tenant: plan.tenant.id)
            try seal.check(ledger, by: plan.reviews, at: effects.clock.now())
        }
        if torn > 0 {
            effects.report(
                .diagnostic(
                    tenant: plan.tenant.id,
                    Diagnostic(
                        .warning, code: "ledger_torn", file: "ledger.jsonl",
                        summary: "the last line was cut off while it was written (\(torn) bytes); it is dropped",
                        remedy: "nothing: the run that wrote it is repeated")))
        }
        return ledger
    }

    /// The checkpoint to publish: of the ledger as it is now where this machine has the key, else the last one.
    private func sealed(_ ledger: Ledger) throws -> [UInt8]? {
        let last = try effects.checkpoint.load()
        guard effects.checkpoint.canSign, !ledger.entries.isEmpty else { return last }
        let checkpoint = LedgerCheckpoint(of: ledger)
        if let last, try LedgerSeal(last, tenant: plan.tenant.id).checkpoint == checkpoint { return last }
        return try effects.checkpoint.seal(checkpoint.body)
    }

    /// Whether nothing is left to be sealed.
    private func isSealed(_ ledgerBytes: [UInt8]) throws -> Bool {
        guard effects.checkpoint.canSign, !ledgerBytes.isEmpty else { return true }
        guard let file = try effects.checkpoint.load() else { return false }
        // What belongs to no run is sealed with the next change.
        return Ledger.isCovered(ledgerBytes, by: try LedgerSeal(file, tenant: plan.tenant.id).checkpoint)
    }
}
