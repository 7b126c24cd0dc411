public import Domain
import Embedding
import ExtractiveWriting
import ModelWriting
public import Retrieval

extension TenantRun {
    /// Answers one question from the tenant's evidence, or abstains. Nothing is published.
    public func answer(_ question: Question, filter: EvidenceFilter = .none) async throws -> Assessment {
        try await answer(question, index: try await searchableEvidence(), filter: filter)
    }

    func answer(_ question: Question, index: EvidenceIndex, filter: EvidenceFilter = .none) async throws -> Assessment {
        let vector = try await vector(of: question.text)
        let index = await narrowed(index, to: vector, filter: filter)
        let extractive = AnswerWriter(isSilenced: HostileText.ordersModel).answer(
            question, index: index, vector: vector, filter: filter)
        guard let chat = effects.chat else { return extractive }
        let memo = StageMemo(store: effects.store, ignoreStored: plan.ignoreCache)
        let desk = ReplyDesk(service: chat, stage: "ask", memo: memo)
        let answer = try await modelAnswer(extractive, index: index, service: chat, desk: desk, memo: memo).assessment
        if let failure = desk.outcome.failure { throw failure }
        return answer
    }

    /// The evidence for some words, best first.
    public func search(_ words: String, top: Int, filter: EvidenceFilter) async throws -> [SearchResult] {
        let vector = try await vector(of: words)
        let index = await narrowed(try await searchableEvidence(), to: vector, filter: filter)
        return index.search(words, vector: vector, top: top, filter: filter).map { hit in
            SearchResult(hit: hit, title: index.document(hit.evidence)?.title ?? "")
        }
    }

    /// One hit with its title.
    public struct SearchResult: Sendable {
        public let hit: RankedEvidence
        public let title: String
    }

    /// Brings the inbox in, and gives the tenant's evidence, ready to be searched.
    func searchableEvidence() async throws -> EvidenceIndex {
        let ledger = try readLedger(try effects.ledger.load()).state
        let inbox = try await ingest(ledger: ledger)
        let reviews = try reviewed(inbox.tickets, ledger: ledger)
        let articles = reviews.knowledge.joined(with: KnowledgeStage(redactor: redactor).articles(plan.articles))
        let desk = MatrixDesk(storage: effects.matrices)
        let stage = EmbedStage(embedder: effects.embedder, store: effects.store, desk: desk)
        let vectors = EvidenceVectors(
            articles: try await stage.vectors(of: articles.map(\.body)),
            tickets: try await stage.vectors(of: inbox.tickets.map(\.redactedText)),
            titles: try await titleVectors(tickets: inbox.tickets, articles: articles, stage: stage))
        let base = EvidenceBase(
            tickets: inbox.tickets, articles: articles, vectors: try await vectors.matrix(desk: desk))
        return base.index(model: effects.embedder.model)
    }

    /// The vectors of the titles of articles, then of tickets.
    func titleVectors(
        tickets: [RedactedTicket], articles: [Article], stage: EmbedStage
    ) async throws -> EmbedStage.Outcome {
        try await stage.vectors(of: titles(tickets: tickets, articles: articles))
    }

    func titles(tickets: [RedactedTicket], articles: [Article]) -> [RedactedText] {
        articles.map { redactor.redact(text: $0.title).text } + tickets.map(\.subject)
    }

    /// The vector that a question is searched with.
    func vector(of query: String) async throws -> [Float]? {
        let vector = try await effects.embedder.embed([redactor.redact(text: query).text], as: .query)
        guard vector.count > 0 else { return nil }
        guard let head = TitledVectors.head(of: query) else { return Array(vector[0]) }
        let title = try await effects.embedder.embed([redactor.redact(text: head).text], as: .query)
        return Array(TitledVectors.adding(title, to: vector)[0])
    }
}
