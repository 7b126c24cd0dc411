import Domain
import Retrieval

/// The vectors that evidence is searched by: those of articles, then of tickets, each with its title's added where
/// titles have vectors.
struct EvidenceVectors {
    let articles: EmbedStage.Outcome
    let tickets: EmbedStage.Outcome
    /// Articles' first; `nil` where nobody searches.
    let titles: EmbedStage.Outcome?

    func matrix(desk: MatrixDesk) async throws -> EmbeddingMatrix {
        let (articles, tickets, titles) = (articles.matrix, tickets.matrix, titles?.matrix)
        let count = articles.count + tickets.count
        return try await desk.matrix(key, count: count, dimension: tickets.dimension) { draft in
            for row in 0..<count {
                let text = row < articles.count ? articles[row] : tickets[row - articles.count]
                let sum = titles.map { TitledVectors.adding(title: $0[row], to: text)[...] }
                try draft.put(sum ?? text, row: row)
            }
        }
    }

    private var key: ContentDigest {
        .of(fields: ["evidence-vectors/1", articles.key.hex, tickets.key.hex, titles?.key.hex ?? ""])
    }
}
