public import Domain
import Embedding
import ExtractiveWriting
public import Retrieval

extension TenantRun {
    /// Answers one question from the tenant's evidence, or abstains. Nothing is published.
    public func answer(_ question: Question) async throws -> Assessment {
        let (index, vector) = try await prepared(question.text)
        let extractive = AnswerWriter().answer(question, index: index, vector: vector)
        guard let chat = effects.chat else { return extractive }
        let memo = StageMemo(store: effects.store, ignoreStored: plan.ignoreCache)
        let desk = ReplyDesk(service: chat, stage: "ask", memo: memo)
        let answer = try await modelAnswer(extractive, index: index, service: chat, desk: desk, memo: memo).assessment
        if let failure = desk.outcome.failure { throw failure }
        return answer
    }

    /// The evidence for some words, best first.
    public func search(_ words: String, top: Int, filter: EvidenceFilter) async throws -> [SearchResult] {
        let (index, vector) = try await prepared(words)
        return index.search(words, vector: vector, top: top, filter: filter).map { hit in
            SearchResult(hit: hit, title: index.document(hit.evidence)?.title ?? "")
        }
    }

    /// One hit with its title.
    public struct SearchResult: Sendable {
        public let hit: RankedEvidence
        public let title: String
    }

    /// Brings the inbox in, and gives the index with the query's vector.
    private func prepared(_ query: String) async throws -> (EvidenceIndex, [Float]?) {
        let inbox = try await ingest()
        let articles = KnowledgeStage(redactor: redactor).articles(plan.articles)
        let stage = EmbedStage(embedder: effects.embedder, store: effects.store)
        let base = EvidenceBase(
            tickets: inbox.tickets,
            ticketVectors: try await stage.vectors(of: inbox.tickets.map(\.redactedText)).matrix,
            articles: articles, articleVectors: try await stage.vectors(of: articles.map(\.body)).matrix)
        let vector = try await effects.embedder.embed([redactor.redact(text: query).text], as: .query)
        return (base.index(model: effects.embedder.model), vector.count > 0 ? Array(vector[0]) : nil)
    }
}
