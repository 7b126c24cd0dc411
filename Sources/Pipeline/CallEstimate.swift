public import Domain
public import Embedding
import Ledger
import ModelWriting
public import Prompting
import Retrieval

/// What a stage's calls would cost, before any is made.
public struct CallEstimate: Sendable, Hashable {
    /// The calls that a run would make now.
    public let charge: ModelCharge
    /// Why the figures are rougher than usual; `nil` when they are not.
    public let caution: String?
}

extension TenantRun {
    /// Calls, tokens and cost of each stage that a run would make calls for. Makes none itself, and publishes nothing.
    ///
    /// - Parameters:
    ///   - standIn: where vectors are missing that a service would be paid for, an embedder in process takes its place to
    ///     find about how many clusters there will be.
    ///   - embeddingPrice: of the vectors that a service makes; `nil` when nobody said.
    public func estimate(
        standIn: any TextEmbedder, embeddingPrice: ModelPrice? = nil
    ) async throws -> [CallEstimate] {
        let ledger = try readLedger(try effects.ledger.load())
        let inbox = try await ingest(ledger: ledger.state)
        let articles = KnowledgeStage(redactor: redactor).articles(plan.articles)
        let texts =
            inbox.tickets.map(\.redactedText) + articles.map(\.body)
            + (isSearched ? titles(tickets: inbox.tickets, articles: articles) : [])
        var estimates: [CallEstimate] = []
        var run = self
        var caution: String?
        if let missing = try await missingVectors(texts, price: embeddingPrice) {
            estimates.append(CallEstimate(charge: missing, caution: nil))
            run = TenantRun(plan: plan, effects: effects.with(embedder: standIn), renderer: renderer)
            caution = "clusters are guessed with \(standIn.model.name), since the vectors are not made yet"
        }
        guard let chat = effects.chat else { return estimates }
        let memo = StageMemo(store: effects.store, ignoreStored: plan.ignoreCache)
        // An estimate leaves no files of vectors behind.
        var work = try await run.drafted(
            inbox: inbox, ledger: ledger.state, memo: memo, desk: MatrixDesk(storage: nil), last: .assess)
        try await run.writeExtractive(&work, memo: memo)
        let counter = CallCounter(service: chat, memo: memo)
        let resolutions = run.resolutionTasks(work, service: chat).map(\.task)
        if let charge = try await counter.charge(.resolve, resolutions, longest: ResolutionWriting.usualReply) {
            estimates.append(CallEstimate(charge: charge, caution: caution))
        }
        let answers = try await run.answerTasks(work, service: chat, memo: memo)
        if let charge = try await counter.charge(.assess, answers, longest: AnswerWriting.usualReply) {
            estimates.append(CallEstimate(charge: charge, caution: caution))
        }
        return estimates
    }

    /// The tokens of texts whose vectors a service would have to make; `nil` when none is missing or none is paid for.
    private func missingVectors(
        _ texts: [RedactedText], price: ModelPrice?
    ) async throws -> ModelCharge? {
        let model = effects.embedder.model
        guard model.numericPath == "service" else { return nil }
        let digests = texts.map { ContentDigest.of($0.masked) }
        let known = plan.ignoreCache ? [:] : try await effects.store.vectors(of: digests, model: model.digest)
        var seen: Set<ContentDigest> = []
        var tokens = 0
        for (digest, text) in zip(digests, texts)
        where known[digest]?.count != model.dimension && seen.insert(digest).inserted {
            tokens += TokenEstimate.tokens(in: text.display)
        }
        guard !seen.isEmpty else { return nil }
        return ModelCharge(
            stage: Stage.embed.rawValue, model: model.name, calls: (seen.count + 255) / 256, input: tokens, output: 0,
            cost: price?.cost(of: TokenUsage(input: tokens, output: 0)), currency: price?.currency)
    }
}

/// Counts the calls that are not stored.
private struct CallCounter {
    let service: ChatService
    let memo: StageMemo

    func charge(_ stage: Stage, _ tasks: [some WritingTask], longest usual: Int) async throws -> ModelCharge? {
        let desk = ReplyDesk(service: service, stage: stage.rawValue, memo: memo)
        var usage = TokenUsage.zero
        var calls = 0
        for task in tasks where try await !desk.isWritten(task) {
            let input = task.request(.none).estimate.input
            let output = await service.averageReply(stage.rawValue) ?? usual
            usage = usage + TokenUsage(input: input, output: output)
            calls += 1
        }
        guard calls > 0 else { return nil }
        return ModelCharge(
            stage: stage.rawValue, model: service.name, calls: calls, input: usage.input, output: usage.output,
            cost: service.price.map { $0.cost(of: usage) }, currency: service.price?.currency)
    }
}

extension TenantEffects {
    /// The same with another embedder.
    func with(embedder: any TextEmbedder) -> TenantEffects {
        TenantEffects(
            store: store, ledger: ledger, checkpoint: checkpoint, publication: publication, texts: texts,
            uploads: uploads, matrices: matrices, embedder: embedder,
            chat: chat, alone: alone, clock: clock, report: report)
    }
}
