import Clustering
import Domain
import Ledger
import Reviews
import SiteRendering

extension TenantRun {
    /// Verifies the reviews, and finds the texts that are approved.
    func reviewed(_ tickets: [RedactedTicket], ledger: LedgerState) throws -> ReviewWork {
        let outcome = ReviewStage(
            tenant: plan.tenant.id, inputs: plan.reviews, ledger: ledger, now: effects.clock.now()
        ).run()
        var frozen: [ReviewSubject: FrozenText] = [:]
        var missing: [ReviewSubject: ContentDigest] = [:]
        var erased: Set<String> = []
        let marks = try ErasureMarks(ledger, redactor: redactor)
        for (subject, decision) in outcome.decisions {
            guard let newest = decision.approvals.first, isAsked(subject) else { continue }
            guard let bytes = try effects.texts.load(newest.head.digest, path: subject.path) else {
                missing[subject] = newest.head.digest
                continue
            }
            guard marks.isEmpty || !marks.cover(slugs: ApprovedDocument(bytes).ticketSlugs) else {
                erased.insert(subject.path)
                continue
            }
            let known = ledger.approvals[subject.path].flatMap { $0.digest == newest.head.digest ? $0 : nil }
            frozen[subject] = FrozenText(
                subject: subject, bytes: bytes, approvals: decision.approvals,
                record: known ?? record(of: newest, ledger: ledger), isNew: known == nil)
        }
        let byID = Dictionary(tickets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let knowledge = LearnedKnowledge(
            frozen: Array(frozen.values), feedback: outcome.feedback, redactor: redactor
        ) { subject in
            switch subject {
            case .assessment(let id): plan.questions.first { $0.id == id }?.text ?? id.rawValue
            case .resolution(let id):
                frozen[subject]?.document.title ?? ClusterLineage(ledger).exemplars(of: id).compactMap { byID[$0] }
                    .first?.subject.display ?? id.rawValue
            }
        }
        report(outcome, frozen: frozen)
        return ReviewWork(
            outcome: outcome, frozen: frozen, missing: missing, erased: erased,
            membership: MembershipPlan(outcome.feedback, ledger: ledger, tickets: Set(byID.keys)),
            knowledge: knowledge, titles: titles(outcome.feedback),
            guidance: ReviewWork.Guidance(outcome, redactor: redactor))
    }

    /// Whether the tenant still asks a question; a cluster's end is known only once clusters are found.
    private func isAsked(_ subject: ReviewSubject) -> Bool {
        guard case .assessment(let id) = subject else { return true }
        return plan.questions.contains { $0.id == id }
    }

    private func record(of approval: Approval, ledger: LedgerState) -> LedgerApproval {
        let head = approval.head
        var cluster: LedgerCluster?
        if case .resolution(let id) = head.subject { cluster = ledger.clusters[id] }
        return LedgerApproval(
            digest: head.digest, generation: head.generation, review: head.id.rawValue, signer: head.signer,
            basis: cluster?.exemplars.map { EvidenceID.ticket($0).description } ?? [], size: cluster?.size ?? 0,
            corrections: ledger.texts[head.subject.path]?.corrections ?? [])
    }

    /// The newest title that anybody gave to each cluster.
    private func titles(_ feedback: [Feedback]) -> [ClusterID: String] {
        var titles: [ClusterID: String] = [:]
        for given in feedback {
            guard case .rename(let title) = given.content, case .resolution(let id) = given.head.subject else {
                continue
            }
            titles[id] = redactor.redact(text: title).text.display
        }
        return titles
    }

    /// Tells of reviews that were refused, and of feedback that could not be honoured.
    func tellProblems(_ summary: ReviewSummary) {
        for problem in summary.refused + summary.notHonoured {
            effects.report(.diagnostic(tenant: plan.tenant.id, problem.diagnostic))
        }
    }

    private func report(_ outcome: ReviewStage.Outcome, frozen: [ReviewSubject: FrozenText]) {
        if outcome.verdicts.isEmpty { return }
        let refused = outcome.verdicts.count { $0.refusal != nil && !$0.hasLapsed }
        finished(
            .review,
            "\(outcome.verdicts.count) reviews: \(outcome.verdicts.count { $0.review != nil }) hold, \(refused) refused; "
                + "\(frozen.count) texts approved")
    }

    /// Puts experts' words and titles into the drafts.
    func takeUpReviews(_ work: inout RunWork) {
        let corrections = CorrectionWriting(corrections: work.reviews.knowledge.corrections)
        for (id, draft) in work.draft.resolutions {
            var resolution = corrections.corrected(draft)
            let frozen = work.reviews.frozen[.resolution(id)]
            if let frozen, frozen.isFresh, !frozen.document.title.isEmpty { resolution.title = frozen.document.title }
            if let title = work.reviews.titles[id] { resolution.title = title }
            work.draft.resolutions[id] = resolution
        }
    }

    /// Finds out which approved texts no longer fit, once clusters have their ids.
    func judgeDrift(_ work: inout RunWork, vectorOf: @escaping (TicketID) -> ArraySlice<Float>?) {
        let drift = ClusterDrift(limits: plan.reviews.drift, vectorOf: vectorOf)
        let clusters = Dictionary(work.draft.clusters.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (subject, text) in work.reviews.frozen {
            guard case .resolution(let id) = subject else { continue }
            guard let cluster = clusters[id] else {
                // The ledger learns of the end of its approval.
                work.reviews.frozen[subject] = nil
                continue
            }
            if let (reason, numbers) = drift.judge(text.record, cluster: cluster) {
                work.reviews.frozen[subject]?.becomeStale(reason, numbers)
            }
        }
        for (subject, corrections) in work.reviews.knowledge.corrections {
            guard let text = work.reviews.frozen[subject] else { continue }
            let taken = Set(text.record.corrections)
            let new = corrections.count { !taken.contains($0.review.rawValue) }
            if new > 0 { work.reviews.frozen[subject]?.becomeStale(.corrected, ["corrections": new]) }
        }
    }

    /// The same for an answer, by what is found for its question now.
    func judgeEvidence(of assessment: Assessment, _ work: inout RunWork) {
        let subject = ReviewSubject.assessment(assessment.question.id)
        guard let text = work.reviews.frozen[subject] else { return }
        let found = assessment.evidence.map(\.evidence.description)
        if text.record.basis.isEmpty, text.isNew {
            let old = text.record
            work.reviews.frozen[subject]?.record = LedgerApproval(
                digest: old.digest, generation: old.generation, review: old.review, signer: old.signer,
                basis: Array(found.prefix(10)), size: 0, corrections: old.corrections, staleFor: old.staleFor)
            return
        }
        let drift = ClusterDrift(limits: plan.reviews.drift, vectorOf: { _ in nil })
        if let (reason, numbers) = drift.judge(text.record, found: found) {
            work.reviews.frozen[subject]?.becomeStale(reason, numbers)
        }
    }

    /// Sees whether what experts said of membership came true.
    func checkMembership(_ work: inout RunWork, conflicts: [ConstraintConflict], ledger: LedgerState) {
        var placements: [TicketID: ClusterID] = [:]
        for cluster in work.draft.clusters {
            for member in cluster.members { placements[member.ticket] = cluster.id }
        }
        work.reviews.obstacles = MembershipCheck(
            plan: work.reviews.membership, conflicts: conflicts, placements: placements,
            lineage: ClusterLineage(ledger, events: work.identity.events)
        ).obstacles()
    }
}

extension TenantRun {
    /// Keeps the approved texts that only this run's own drafts hold, as when neither the text nor the site was brought
    /// along with the workspace.
    ///
    /// - Returns: whether any was found: the run then begins again with them.
    func keepMissingTexts(_ work: RunWork, ledger: LedgerState) throws -> Bool {
        guard !work.reviews.missing.isEmpty else { return false }
        let book = work.draft.book(state: ledger, facts: .none, reviews: .none)
        let drafts = Dictionary(renderer.publishedTexts(book).map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        var isFound = false
        for (subject, digest) in work.reviews.missing.sorted(by: { $0.key.path < $1.key.path }) {
            if let draft = drafts[subject.path], draft.digest == digest {
                try effects.texts.keep(draft.bytes)
                isFound = true
                continue
            }
            effects.report(
                .diagnostic(
                    tenant: plan.tenant.id,
                    Diagnostic(
                        .warning, code: "text_missing", file: "texts/\(digest.hex).md",
                        summary: "the approved text of \(subject.id) is not here, so that its approval does not count",
                        remedy: "put the published file that was approved there, and build again")))
        }
        return isFound
    }

    /// What the site shows of reviews.
    ///
    /// - Parameter ledger: before or after the run; of reviews that this run accepts, it need not know.
    func board(_ work: RunWork, ledger: LedgerState) -> ReviewBoard {
        ReviewBoardMaker(
            inputs: plan.reviews, work: work.reviews, ledger: ledger,
            redacted: { [redactor] in redactor.redact(text: $0).text.display }
        ).board()
    }
}
