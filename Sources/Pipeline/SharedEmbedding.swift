public import Domain
public import Embedding

/// A store that several machines read and write at once.
public protocol SharedStore: TenantStore {
    /// The rows with these keys, in no order. A key may have several.
    func rows(keys: [String]) async throws -> [StoredRow]

    /// Those of the texts that have no vector yet under a model.
    func missing(_ texts: Set<ContentDigest>, model: ContentDigest) async throws -> Set<ContentDigest>
}

/// Rows whose texts get their vectors together.
public struct RowLot: Sendable, Hashable {
    /// Keyed digests of rows, as the store has them.
    public let rows: [String]
    /// Whether titles get vectors too.
    public let titles: Bool

    public init(rows: [String], titles: Bool) {
        self.rows = rows
        self.titles = titles
    }
}

/// Other machines, which may have time for a part of a tenant's vectors.
public protocol EmbeddingHelp: Sendable {
    /// Has lots worked on, here and elsewhere, and returns when none is left. What could not be made is left to the
    /// caller.
    func embed(_ lots: [RowLot]) async throws
}

/// The vectors of one lot.
public struct LotEmbedding: Sendable {
    private let store: any SharedStore
    private let embedder: any TextEmbedder

    public init(store: any SharedStore, embedder: any TextEmbedder) {
        self.store = store
        self.embedder = embedder
    }

    /// The vectors of the lot's texts that the store has none for, each distinct text once. Nothing is kept.
    public func vectors(of lot: RowLot) async throws -> [(text: ContentDigest, values: [Float])] {
        var texts: [ContentDigest: RedactedText] = [:]
        for row in try await store.rows(keys: lot.rows) {
            for text in lot.texts(of: row.ticket) { texts[ContentDigest.of(text.masked)] = text }
        }
        let missing = try await store.missing(Set(texts.keys), model: embedder.model.digest).sorted()
        let matrix = try await embedder.embed(missing.compactMap { texts[$0] }, as: .passage)
        return missing.enumerated().map { (text: $1, values: Array(matrix[$0])) }
    }
}

extension RowLot {
    /// What of a ticket gets a vector.
    func texts(of ticket: RedactedTicket) -> [RedactedText] {
        titles ? [ticket.redactedText, ticket.subject] : [ticket.redactedText]
    }
}

/// Shares out the vectors that a run is about to need, where they are many.
struct EmbeddingShare {
    let store: any SharedStore
    let help: any EmbeddingHelp
    let model: EmbeddingModel

    /// - Parameters:
    ///   - tickets: in order of their rows.
    ///   - rows: the keys of their rows.
    ///   - titles: whether titles get vectors too.
    func run(_ tickets: [RedactedTicket], rows: [String], titles: Bool) async throws {
        let all = RowLot(rows: rows, titles: titles)
        let digests = tickets.map { all.texts(of: $0).map { ContentDigest.of($0.masked) } }
        let missing = try await store.missing(Set(digests.joined()), model: model.digest)
        guard missing.count > EmbedStage.lot else { return }
        // Each text belongs to the first row that has it.
        var left = missing
        var lots: [[String]] = [[]]
        var size = 0
        for (row, texts) in zip(rows, digests) {
            let own = texts.count { left.remove($0) != nil }
            guard own > 0 else { continue }
            if size >= EmbedStage.lot {
                lots.append([])
                size = 0
            }
            lots[lots.count - 1].append(row)
            size += own
        }
        try await help.embed(lots.map { RowLot(rows: $0, titles: titles) })
    }
}
