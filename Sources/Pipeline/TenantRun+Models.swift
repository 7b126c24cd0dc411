import Domain
import ExtractiveWriting
import ModelWriting
import Prompting
import Retrieval

/// What a language model did for a run.
struct ModelWork: Sendable {
    /// What the texts that are used cost when they were written.
    var charges: [ModelCharge] = []
    /// What the calls of this run cost, whatever came of them.
    var spent: [ModelCharge] = []
    var failure: CasebookError?
    var exhausted: BudgetExhausted?

    /// Takes over what a stage's desk did.
    mutating func add(_ outcome: ReplyDesk.Outcome, spent: [ModelCharge]) {
        self.spent += spent
        failure = failure ?? outcome.failure
        exhausted = exhausted ?? outcome.exhausted
    }
}

extension TenantRun {
    /// The detector that tickets passed, for what a model writes: masks are no personal data.
    var personalDataCheck: @Sendable (String) -> Bool {
        let redactor = redactor
        return { !redactor.redact(text: $0).spans.isEmpty }
    }

    /// The tasks of all clusters, largest first: what a budget cannot pay is what concerns the fewest.
    func resolutionTasks(
        _ work: RunWork, service: ChatService
    ) -> [(cluster: ClusterID, task: ResolutionWriting)] {
        let material = ClusterMaterial(draft: work.draft, evidence: work.evidence, model: effects.embedder.model)
        let check = personalDataCheck
        return work.draft.clusters.compactMap { cluster in
            let guidance = work.reviews.guidance.clusters[cluster.id]
            // An approved text is frozen: no draft of it would be shown.
            guard !work.reviews.isApproved(cluster.id),
                let shown = material.material(of: cluster, guidance: guidance)
            else { return nil }
            return (
                cluster: cluster.id,
                task: ResolutionWriting(shown, templates: service.templates, holdsPersonalData: check)
            )
        }
    }

    /// Has a model write the resolutions; where it does not, the extractive one stays and says why.
    func modelResolutions(
        _ work: inout RunWork, service: ChatService, memo: StageMemo
    ) async throws {
        let tasks = resolutionTasks(work, service: service)
        let desk = ReplyDesk(service: service, stage: Stage.resolve.rawValue, memo: memo)
        let report = effects.report
        let tenant = plan.tenant.id
        let written = try await desk.write(tasks.map(\.task)) {
            report(.advanced(tenant: tenant, stage: .resolve, done: $0, total: $1))
        }
        var resolutions = work.draft.resolutions
        // A cluster of which nothing may be shown keeps its extractive text for good.
        for id in Set(resolutions.keys).subtracting(tasks.map(\.cluster)) where !work.reviews.isApproved(id) {
            resolutions[id]?.delay = .refused
        }
        for ((cluster, _), written) in zip(tasks, written) {
            work.models.charges += charges(.resolve, service, calls: written.calls, usage: written.usage)
            if let text = written.text {
                resolutions[cluster] = text.resolution(of: cluster, model: service.name)
            } else {
                resolutions[cluster]?.delay = written.delay
            }
        }
        work.draft.resolutions = ResolutionWriter.distinctTitles(
            resolutions, clusters: work.draft.clusters, tickets: work.draft.tickets)
        let outcome = desk.outcome
        work.models.add(
            outcome, spent: charges(.resolve, service, calls: outcome.calls, usage: outcome.spent))
        finished(.resolve, summary(work.draft.resolutions.values.map(\.origin), outcome, "resolutions"))
    }

    func charges(_ stage: Stage, _ service: ChatService, calls: Int, usage: TokenUsage) -> [ModelCharge] {
        guard calls > 0 else { return [] }
        return [
            ModelCharge(
                stage: stage.rawValue, model: service.name, calls: calls, input: usage.input,
                cachedInput: usage.cachedInput, output: usage.output,
                cost: service.price.map { $0.cost(of: usage) }, currency: service.price?.currency)
        ]
    }

    /// `12 resolutions by openai/gpt-4o (3 calls now), 2 extractive: the day's ceiling is reached`.
    func summary(_ origins: [TextOrigin], _ outcome: ReplyDesk.Outcome, _ what: String) -> String {
        let extractive = origins.count { $0 == .extractive }
        var text = "\(origins.count) \(what), \(origins.count - extractive) by the model (\(outcome.calls) calls now)"
        if extractive > 0 { text += ", \(extractive) extractive" }
        if let exhausted = outcome.exhausted {
            text += ": \(exhausted.detail) is reached"
        } else if let closed = outcome.closed {
            text += ": \(closed.reason)"
        }
        return text
    }
}

extension WritingDelay {
    /// Why texts are extractive, one clause.
    var reason: String {
        switch self {
        case .budget: "the budget is used up"
        case .window: "it is not the time of day at which the model may be called"
        case .offline: "the run calls nothing"
        case .unavailable: "the model cannot be used now"
        case .unusable: "the model's reply could not be used"
        case .refused: "the model is not shown, or refused, this evidence"
        }
    }
}

extension BookDraft {
    /// Why texts are extractive although a model is configured, one for each.
    var delays: [WritingDelay] { resolutions.values.compactMap(\.delay) + assessments.compactMap(\.delay) }
}
