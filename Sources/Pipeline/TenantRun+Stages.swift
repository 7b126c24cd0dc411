import Clustering
import Domain
import Embedding
import ExtractiveWriting
import ModelWriting
import Ledger
import Redaction
import Retrieval
import SiteRendering

/// What the stages have made so far.
struct RunWork: Sendable {
    var draft: BookDraft
    let identity: IdentifyStage.Outcome
    /// Empty until vectors exist.
    let evidence: EvidenceBase
    var models = ModelWork()
    var reviews: ReviewWork
}

extension TenantRun {
    var redactor: Redactor { Redactor(policy: plan.redaction, key: plan.tokenKey, tenant: plan.tenant.id) }

    func finished(_ stage: Stage, _ summary: String) {
        effects.report(.finished(tenant: plan.tenant.id, stage: stage, summary: summary))
    }

    func ingest(ledger: LedgerState) async throws -> IngestStage.Outcome {
        effects.report(.started(tenant: plan.tenant.id, stage: .ingest))
        let outcome = try await IngestStage(
            plan: plan, store: effects.store, uploads: effects.uploads, matrices: effects.matrices, ledger: ledger,
            marks: try ErasureMarks(ledger, redactor: redactor), now: effects.clock.now(), alone: effects.alone,
            report: effects.report
        ).run()
        finished(
            .ingest,
            "\(outcome.rows) rows of \(outcome.files.count) files: \(outcome.tickets.count) tickets, "
                + "\(outcome.rejects.count) rejects (\(outcome.rowsRead) rows read now)")
        return outcome
    }

    /// Verifies reviews, embeds, clusters and identifies.
    func drafted(
        inbox: IngestStage.Outcome, ledger: LedgerState, memo: StageMemo, desk: MatrixDesk, last: Stage
    ) async throws -> RunWork {
        let tickets = inbox.tickets
        let reviews = last > .ingest ? try reviewed(tickets, ledger: ledger) : .none
        let articles = reviews.knowledge.joined(with: KnowledgeStage(redactor: redactor).articles(plan.articles))
        let asOf = plan.asOf ?? tickets.compactMap(\.newest).max()
        guard last > .ingest, !tickets.isEmpty else {
            let draft = BookDraft(
                tenant: plan.tenant, asOf: asOf, tickets: tickets, articles: articles, found: nil, identity: .none,
                founded: [:])
            let none = EmbeddingMatrix(rows: [], dimension: effects.embedder.model.dimension)
            return RunWork(
                draft: draft, identity: .none,
                evidence: EvidenceBase(tickets: [], articles: [], vectors: none),
                reviews: reviews)
        }
        try await shareEmbedding(of: inbox)
        let (vectors, evidence) = try await embed(tickets: tickets, articles: articles, desk: desk)
        let found = try await cluster(
            tickets: tickets, vectors: vectors, constraints: reviews.membership.constraints, memo: memo)
        let identity = IdentifyStage(tenant: plan.tenant.id).run(
            tickets: tickets, partition: found.partition, vectors: vectors, ledger: ledger,
            membership: reviews.membership)
        let founded = ledger.clusters.mapValues(\.founded)
        let draft = BookDraft(
            tenant: plan.tenant, asOf: asOf, tickets: tickets, articles: articles, found: found, identity: identity,
            founded: founded)
        finished(
            .cluster,
            "\(draft.clusters.count) clusters in \(draft.themes.count) themes, \(draft.unusual.count) tickets unusual")
        var work = RunWork(
            draft: draft, identity: identity,
            evidence: EvidenceBase(tickets: tickets, articles: articles, vectors: evidence),
            reviews: reviews)
        checkMembership(&work, conflicts: found.partition.conflicts, ledger: ledger)
        let rowOf = Dictionary(tickets.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        judgeDrift(&work) { rowOf[$0].map { vectors[$0] } }
        return work
    }

    /// Whether evidence is searched: titles matter to that alone.
    var isSearched: Bool { !plan.questions.isEmpty || effects.vectors != nil }

    /// Has other machines make a part of the vectors, where there are any.
    private func shareEmbedding(of inbox: IngestStage.Outcome) async throws {
        guard let help = effects.help, let store = effects.store as? any SharedStore, !plan.ignoreCache else { return }
        try await EmbeddingShare(store: store, help: help, model: effects.embedder.model)
            .run(inbox.tickets, rows: inbox.keys, titles: isSearched)
    }

    private func embed(
        tickets: [RedactedTicket], articles: [Article], desk: MatrixDesk
    ) async throws -> (tickets: EmbeddingMatrix, evidence: EmbeddingMatrix) {
        let stage = EmbedStage(
            embedder: effects.embedder, store: effects.store, desk: desk, ignoreStored: plan.ignoreCache)
        effects.report(.started(tenant: plan.tenant.id, stage: .embed))
        let report = effects.report
        let tenant = plan.tenant.id
        let ofTickets = try await stage.vectors(of: tickets.map(\.redactedText)) {
            report(.advanced(tenant: tenant, stage: .embed, done: $0, total: $1))
        }
        let ofArticles = try await stage.vectors(of: articles.map(\.body))
        let ofTitles =
            !isSearched ? nil : try await titleVectors(tickets: tickets, articles: articles, stage: stage)
        let evidence = try await EvidenceVectors(articles: ofArticles, tickets: ofTickets, titles: ofTitles)
            .matrix(desk: desk)
        finished(
            .embed,
            "\(tickets.count) tickets and \(articles.count) articles with \(effects.embedder.model.name) "
                + "(\(ofTickets.computed + ofArticles.computed) computed now)")
        return (tickets: ofTickets.matrix, evidence: evidence)
    }

    private func cluster(
        tickets: [RedactedTicket], vectors: EmbeddingMatrix, constraints: ClusteringConstraints, memo: StageMemo
    ) async throws -> ClusterStage.Outcome {
        effects.report(.started(tenant: plan.tenant.id, stage: .cluster))
        let stage = ClusterStage(settings: plan.clustering, threads: plan.threads, constraints: constraints)
        let model = effects.embedder.model
        let neighbours = stage.neighboursKey(model: model)
        let bytes = try await memo.start(stage: ClusterStage.neighboursVersion, key: neighbours)
        return try await memo.value(stage: ClusterStage.version, key: stage.key(tickets: tickets, model: model)) {
            let (outcome, found) = try stage.run(
                tickets: tickets, vectors: vectors, startingFrom: bytes.flatMap { StoredNeighbours(bytes: $0) })
            if let found {
                try await memo.keep(found.bytes, stage: ClusterStage.neighboursVersion, key: neighbours)
            }
            return outcome
        }
    }

    /// Writes a resolution for each cluster.
    func writeResolutions(_ work: inout RunWork, memo: StageMemo) async throws {
        effects.report(.started(tenant: plan.tenant.id, stage: .resolve))
        try await writeExtractive(&work, memo: memo)
        if let chat = effects.chat {
            try await modelResolutions(&work, service: chat, memo: memo)
        } else {
            finished(
                .resolve, "\(work.draft.resolutions.count) resolutions, extractive: no language model is configured")
        }
        takeUpReviews(&work)
    }

    /// The resolutions in sentences of the evidence.
    func writeExtractive(_ work: inout RunWork, memo: StageMemo) async throws {
        let draft = work.draft
        let evidence = work.evidence
        let key = ResolveStage.key(draft: draft, evidence: evidence)
        let written: [Resolution] = try await memo.value(stage: ResolveStage.version, key: key) {
            ResolveStage.write(draft: draft)
        }
        work.draft.resolutions = Dictionary(uniqueKeysWithValues: written.map { ($0.cluster, $0) })
    }

    /// Answers the standing questions.
    func writeAssessments(_ work: inout RunWork, memo: StageMemo) async throws {
        effects.report(.started(tenant: plan.tenant.id, stage: .assess))
        let model = effects.embedder.model
        let evidence = work.evidence
        let index = evidence.index(model: model)
        var assessments: [Assessment] = []
        let desk = effects.chat.map { ReplyDesk(service: $0, stage: Stage.assess.rawValue, memo: memo) }
        for question in plan.questions.sorted(by: { $0.id < $1.id }) {
            var assessment = try await extractiveAnswer(question, evidence: evidence, index: index, memo: memo)
            judgeEvidence(of: assessment, &work)
            if let chat = effects.chat, let desk, !work.reviews.isApproved(question.id) {
                let (written, charges) = try await modelAnswer(
                    assessment, index: index, service: chat, desk: desk, memo: memo,
                    guidance: work.reviews.guidance.questions[question.id])
                assessment = written
                work.models.charges += charges
            }
            assessments.append(assessment)
        }
        if let desk, let chat = effects.chat {
            let outcome = desk.outcome
            work.models.add(outcome, spent: charges(.assess, chat, calls: outcome.calls, usage: outcome.spent))
        }
        let corrections = CorrectionWriting(corrections: work.reviews.knowledge.corrections)
        work.draft.assessments = assessments.map(corrections.corrected)
        var summary =
            "\(assessments.count - work.draft.gaps.count) questions answered, \(work.draft.gaps.count) knowledge gaps"
        if let desk { summary += "; " + self.summary(assessments.map(\.origin), desk.outcome, "answers") }
        finished(.assess, summary)
    }

    /// The answer in sentences of the evidence, and what retrieval ranked.
    func extractiveAnswer(
        _ question: Question, evidence: EvidenceBase, index: EvidenceIndex, memo: StageMemo
    ) async throws -> Assessment {
        let key = AssessStage.key(question: question, evidence: evidence, model: effects.embedder.model)
        return try await memo.value(stage: AssessStage.version, key: key) {
            AnswerWriter(isSilenced: HostileText.ordersModel).answer(
                question, index: index, vector: try await vector(of: question.text))
        }
    }

    /// Renders the book and exchanges the site.
    func publish(_ book: Book) async throws -> PublicationSummary {
        effects.report(.started(tenant: plan.tenant.id, stage: .render))
        let renderer = renderer
        let summary = try await effects.publication.publish { emit in try renderer.render(book, emit: emit) }
        finished(
            .render,
            "\(summary.written) files written, \(summary.unchanged) unchanged, \(summary.removed) removed")
        return summary
    }
}

extension BookDraft {
    /// Questions that could not be answered.
    var gaps: [QuestionID] {
        assessments.compactMap { assessment in
            if case .abstained = assessment.outcome { assessment.question.id } else { nil }
        }
    }
}

extension Book {
    /// The cluster of every clustered ticket.
    var placements: [TicketID: ClusterID] {
        var placements: [TicketID: ClusterID] = [:]
        for cluster in clusters { for member in cluster.members { placements[member.ticket] = cluster.id } }
        return placements
    }
}

extension PublicationSummary {
    /// Nothing was published.
    static let nothing = PublicationSummary(written: 0, unchanged: 0, removed: 0)
}
