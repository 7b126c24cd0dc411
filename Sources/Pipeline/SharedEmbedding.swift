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
    /// Whether it is the rows' titles that get vectors, and not their whole texts.
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
            let text = lot.text(of: row.ticket)
            texts[ContentDigest.of(text.masked)] = text
        }
        let missing = try await store.missing(Set(texts.keys), model: embedder.model.digest).sorted()
        let matrix = try await embedder.embed(missing.compactMap { texts[$0] }, as: .passage)
        return missing.enumerated().map { (text: $1, values: Array(matrix[$0])) }
    }
}

extension RowLot {
    /// What of a ticket gets a vector.
    func text(of ticket: RedactedTicket) -> RedactedText { titles ? ticket.subject : ticket.redactedText }
}

/// Shares out the vectors that a run is about to need, where they are many.
struct EmbeddingShare {
    let store: any SharedStore
    let help: any EmbeddingHelp
    let model: EmbeddingModel

    /// Each text belongs to one lot: to the first row that has it.
    ///
    /// - Parameters:
    ///   - tickets: in order of their rows.
    ///   - rows: the keys of their rows.
    ///   - titles: whether titles get vectors too.
    func run(_ tickets: [RedactedTicket], rows: [String], titles: Bool) async throws {
        let kinds = (titles ? [false, true] : [false]).map { isTitle in
            let all = RowLot(rows: rows, titles: isTitle)
            return (isTitle: isTitle, digests: tickets.map { ContentDigest.of(all.text(of: $0).masked) })
        }
        let missing = try await store.missing(Set(kinds.map(\.digests).joined()), model: model.digest)
        guard missing.count > EmbedStage.lot else { return }
        var left = missing
        var lots: [RowLot] = []
        for kind in kinds {
            let own = zip(rows, kind.digests).filter { left.remove($1) != nil }.map(\.0)
            for start in stride(from: 0, to: own.count, by: EmbedStage.lot) {
                let lot = own[start..<min(start + EmbedStage.lot, own.count)]
                lots.append(RowLot(rows: Array(lot), titles: kind.isTitle))
            }
        }
        try await help.embed(lots)
    }
}
