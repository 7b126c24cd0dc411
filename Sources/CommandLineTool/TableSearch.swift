import Domain
import Embedding
import Retrieval
import VectorFiles

/// What a ranking goes by.
enum RankingKind: String, CaseIterable, Sendable {
    /// Words and vectors, as `search` does.
    case fused
    case words
    case vectors
}

/// Ranks the rows of a table for the queries of another, or of two arrays of vectors: plumbing that needs no workspace.
struct TableSearch {
    private let rows: [(id: String, text: String)]
    /// Of each row, '' for none.
    private let titles: [String]
    private let queries: [(id: String, text: String)]
    private let given: (rows: EmbeddingMatrix, queries: EmbeddingMatrix)?
    private let kind: RankingKind

    /// Reads tables of texts. Of several text columns the first holds the titles; of one column the first of several
    /// lines is the title.
    init(input: String, id: String, columns: [String], queries: String, kind: RankingKind = .fused) throws {
        let rows = try PlumbingInput.rows(of: input, id: id, text: columns)
        self.rows = rows
        // Standard input can be read once.
        if columns.count > 1, input != "-" {
            titles = try PlumbingInput.rows(of: input, id: id, text: [columns[0]]).map(\.text)
        } else {
            titles = rows.map { $0.text.contains(where: \.isNewline) ? TitledVectors.head(of: $0.text) ?? "" : "" }
        }
        self.queries = try PlumbingInput.rows(of: queries, id: "id", text: ["text"])
        given = nil
        self.kind = kind
    }

    /// Reads arrays of vectors; ids are row numbers from 0.
    init(vectors: String, queryVectors: String) throws {
        let (rows, queries) = (
            try NumpyArray.read(file: vectors).normalised(), try NumpyArray.read(file: queryVectors).normalised()
        )
        guard rows.dimension == queries.dimension else {
            throw CasebookError(
                .badInput, code: "dimensions_differ", file: queryVectors,
                "the queries have \(queries.dimension) columns and the rows \(rows.dimension)",
                remedy: "give vectors of one model")
        }
        self.rows = (0..<rows.count).map { (String($0), "") }
        self.queries = (0..<queries.count).map { (String($0), "") }
        titles = []
        given = (rows, queries)
        kind = .vectors
    }

    /// The ranking of each query, near duplicates and all, and how long each search took.
    ///
    /// - Parameter embedder: asked for only where vectors are needed.
    func run(embedder: () throws -> any TextEmbedder, top: Int) async throws -> (run: RankedRun, times: [Duration]) {
        let documents = rows.map { EvidenceDocument(id: .ticket(TicketID($0.id)), title: "", text: $0.text) }
        guard kind != .words else { return ranked(EvidenceIndex(documents: documents), vectors: nil, top: top) }
        if let given {
            let index = EvidenceIndex(documents: documents, vectors: given.rows, fusion: .vectorsAlone)
            return ranked(index, vectors: given.queries, top: top)
        }
        let embedder = try embedder()
        var vectors = try await embedder.embed(rows.map { RedactedText(plumbing: $0.text) }, as: .passage)
        var queryVectors = try await embedder.embed(queries.map { RedactedText(plumbing: $0.text) }, as: .query)
        if kind == .fused, titles.contains(where: { !$0.isEmpty }) {
            let heads = queries.map { TitledVectors.head(of: $0.text) ?? "" }
            vectors = TitledVectors.adding(
                try await Self.vectors(of: titles, as: .passage, by: embedder), to: vectors)
            queryVectors = TitledVectors.adding(
                try await Self.vectors(of: heads, as: .query, by: embedder), to: queryVectors)
        }
        let fusion: FusionRule = kind == .vectors ? .vectorsAlone : .standard(forModel: embedder.model.name)
        let index = EvidenceIndex(documents: documents, vectors: vectors, fusion: fusion)
        return ranked(index, vectors: queryVectors, top: top)
    }

    private func ranked(
        _ index: EvidenceIndex, vectors: EmbeddingMatrix?, top: Int
    ) -> (run: RankedRun, times: [Duration]) {
        var rankings: [RankedRun.Ranking] = []
        var times: [Duration] = []
        let clock = ContinuousClock()
        for (row, query) in queries.enumerated() {
            let vector = vectors.map { EmbeddingMatrix(rows: [Array($0[row])], dimension: $0.dimension) }
            times.append(
                clock.measure {
                    rankings += RankedRun(queries: [query], vectors: vector, index: index, top: top).rankings
                })
        }
        return (RankedRun(rankings: rankings), times)
    }

    /// The vectors of texts, zeros of empty ones.
    private static func vectors(
        of texts: [String], as use: EmbeddingUse, by embedder: any TextEmbedder
    ) async throws -> EmbeddingMatrix {
        let given = texts.indices.filter { !texts[$0].isEmpty }
        let found = try await embedder.embed(given.map { RedactedText(plumbing: texts[$0]) }, as: use)
        let dimension = embedder.model.dimension
        var storage = [Float](repeating: 0, count: texts.count * dimension)
        for (place, row) in given.enumerated() {
            storage.replaceSubrange(row * dimension..<(row + 1) * dimension, with: found[place])
        }
        return EmbeddingMatrix(count: texts.count, dimension: dimension, storage: storage)
    }

    /// The id of the row that a result is.
    static func row(of evidence: EvidenceID) -> String {
        switch evidence {
        case .ticket(let id): id.rawValue
        case .article(let id): id.rawValue
        }
    }
}
