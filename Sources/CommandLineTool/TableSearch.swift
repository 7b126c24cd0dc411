import Domain
import Embedding
import Retrieval

/// What a ranking goes by.
enum RankingKind: String, CaseIterable, Sendable {
    /// Words and vectors, as `search` does.
    case fused
    case words
    case vectors
}

/// Ranks the rows of a table for the queries of another: plumbing that needs no workspace.
struct TableSearch {
    let rows: [(id: String, text: String)]
    let queries: [(id: String, text: String)]
    var kind = RankingKind.fused

    /// The ranking of each query, near duplicates and all.
    ///
    /// - Parameter embedder: asked for only where vectors are needed.
    func run(embedder: () throws -> any TextEmbedder, top: Int) async throws -> RankedRun {
        let documents = rows.map { EvidenceDocument(id: .ticket(TicketID($0.id)), title: "", text: $0.text) }
        guard kind != .words else {
            return RankedRun(queries: queries, index: EvidenceIndex(documents: documents), top: top)
        }
        let embedder = try embedder()
        let vectors = try await embedder.embed(rows.map { RedactedText(plumbing: $0.text) }, as: .passage)
        let queryVectors = try await embedder.embed(queries.map { RedactedText(plumbing: $0.text) }, as: .query)
        let fusion: FusionRule = kind == .vectors ? .vectorsAlone : .standard(forModel: embedder.model.name)
        let index = EvidenceIndex(documents: documents, vectors: vectors, fusion: fusion)
        return RankedRun(queries: queries, vectors: queryVectors, index: index, top: top)
    }

    /// The id of the row that a result is.
    static func row(of evidence: EvidenceID) -> String {
        switch evidence {
        case .ticket(let id): id.rawValue
        case .article(let id): id.rawValue
        }
    }
}
