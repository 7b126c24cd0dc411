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
    /// Of each row, '' for none.
    let titles: [String]
    let queries: [(id: String, text: String)]
    var kind = RankingKind.fused

    /// Reads the tables. Of several text columns the first holds the titles; of one column the first of several lines is
    /// the title.
    init(
        input: String, id: String, columns: [String], queries: String, kind: RankingKind = .fused
    ) throws {
        let rows = try PlumbingInput.rows(of: input, id: id, text: columns)
        self.rows = rows
        // Standard input can be read once.
        if columns.count > 1, input != "-" {
            titles = try PlumbingInput.rows(of: input, id: id, text: [columns[0]]).map(\.text)
        } else {
            titles = rows.map { $0.text.contains(where: \.isNewline) ? TitledVectors.head(of: $0.text) ?? "" : "" }
        }
        self.queries = try PlumbingInput.rows(of: queries, id: "id", text: ["text"])
        self.kind = kind
    }

    /// The ranking of each query, near duplicates and all.
    ///
    /// - Parameter embedder: asked for only where vectors are needed.
    func run(embedder: () throws -> any TextEmbedder, top: Int) async throws -> RankedRun {
        let documents = rows.map { EvidenceDocument(id: .ticket(TicketID($0.id)), title: "", text: $0.text) }
        guard kind != .words else {
            return RankedRun(queries: queries, index: EvidenceIndex(documents: documents), top: top)
        }
        let embedder = try embedder()
        var vectors = try await embedder.embed(rows.map { RedactedText(plumbing: $0.text) }, as: .passage)
        var queryVectors = try await embedder.embed(queries.map { RedactedText(plumbing: $0.text) }, as: .query)
        if kind == .fused, titles.contains(where: { !$0.isEmpty }) {
            vectors = TitledVectors.adding(
                try await Self.vectors(of: titles, as: .passage, by: embedder), to: vectors)
            queryVectors = TitledVectors.adding(
                try await Self.vectors(
                    of: queries.map { TitledVectors.head(of: $0.text) ?? "" }, as: .query, by: embedder),
                to: queryVectors)
        }
        let fusion: FusionRule = kind == .vectors ? .vectorsAlone : .standard(forModel: embedder.model.name)
        let index = EvidenceIndex(documents: documents, vectors: vectors, fusion: fusion)
        return RankedRun(queries: queries, vectors: queryVectors, index: index, top: top)
    }

    /// The vectors of texts, zeros of empty ones.
    private static func vectors(
        of texts: [String], as use: EmbeddingUse, by embedder: any TextEmbedder
    ) async throws -> EmbeddingMatrix {
        let given = texts.indices.filter { !texts[$0].isEmpty }
        let found = try await embedder.embed(given.map { RedactedText(plumbing: texts[$0]) }, as: use)
        var storage = [Float](repeating: 0, count: texts.count * embedder.model.dimension)
        for (place, row) in given.enumerated() {
            let start = row * embedder.model.dimension
            storage.replaceSubrange(start..<start + embedder.model.dimension, with: found[place])
        }
        return EmbeddingMatrix(count: texts.count, dimension: embedder.model.dimension, storage: storage)
    }

    /// The id of the row that a result is.
    static func row(of evidence: EvidenceID) -> String {
        switch evidence {
        case .ticket(let id): id.rawValue
        case .article(let id): id.rawValue
        }
    }
}
