import Domain
import Embedding
import Retrieval

/// Keeps a vector service in line with a tenant's evidence, and asks it what is near.
///
/// A point's id says everything that the point was made of: what is new or gone shows by ids alone, and a point of an
/// older text is nobody's evidence.
struct VectorDesk {
    let store: any VectorStore
    let model: EmbeddingModel

    /// Points that are put in between two reports.
    private static let lot = 2_000
    /// Evidence that the service is asked for: what is ranked further back by meaning alone is in no answer.
    private static let candidates = 400

    /// Puts in what is new, and takes out what is gone.
    ///
    /// - Parameters:
    ///   - vectors: one row for each document.
    ///   - advanced: called with the points done and their total.
    func keep(
        _ documents: [EvidenceDocument], vectors: EmbeddingMatrix, advanced: (Int, Int) -> Void
    ) async throws -> (held: Int, added: Int, removed: Int) {
        try await store.prepare(dimension: model.dimension)
        var there: Set<VectorID> = []
        var pages: Set<String> = []
        var page: String?
        repeat {
            let found = try await store.ids(page: page)
            there.formUnion(found.ids)
            page = found.next
            // It would be listed for ever.
            if let page, !pages.insert(page).inserted {
                throw CasebookError(
                    .unavailable, code: "vector_store_failed",
                    "\(store.description): it lists one page again and again",
                    remedy: "see the service's own log for the reason")
            }
        } while page != nil
        var wanted: [VectorID: Int] = [:]
        for (row, document) in documents.enumerated() where vectors[row].contains(where: { $0 != 0 }) {
            // What has no vector is near to nothing.
            wanted[id(of: document)] = row
        }
        let new = wanted.filter { !there.contains($0.key) }.sorted { $0.value < $1.value }
        if !new.isEmpty { try await store.beginLoad(of: new.count) }
        for start in stride(from: 0, to: new.count, by: Self.lot) {
            let lot = new[start..<min(start + Self.lot, new.count)]
            try await store.upsert(lot.map { point($0.key, documents[$0.value], Array(vectors[$0.value])) })
            advanced(start + lot.count, new.count)
        }
        let gone = there.filter { wanted[$0] == nil }.sorted()
        if !gone.isEmpty { try await store.delete(gone) }
        try await store.endLoad(dimension: model.dimension)
        return (wanted.count, new.count, gone.count)
    }

    /// The evidence whose vectors are nearest to one, among what a filter admits.
    ///
    /// - Throws: also where the service holds nothing of the tenant: that nothing is near would then mean nothing.
    func near(
        _ vector: [Float], filter: EvidenceFilter, documents: [EvidenceDocument]
    ) async throws -> Set<EvidenceID> {
        let wanted = VectorFilter(
            product: filter.product?.lowercasedASCII, from: filter.from?.seconds, until: filter.until?.seconds,
            state: filter.state?.rawValue)
        let found = Set(try await store.nearest(to: vector, top: Self.candidates, filter: wanted))
        if found.isEmpty, !documents.isEmpty, try await store.count() == 0 {
            throw CasebookError(
                .unavailable, code: "vector_store_empty", "\(store.description): it holds nothing of the tenant",
                remedy: "build again: that fills it, and calls no model")
        }
        return Set(documents.filter { found.contains(id(of: $0)) }.map(\.id))
    }

    private func point(_ id: VectorID, _ document: EvidenceDocument, _ values: [Float]) -> VectorPoint {
        let isArticle = if case .article = document.id { true } else { false }
        return VectorPoint(
            id: id, values: values, isArticle: isArticle, product: document.product?.lowercasedASCII,
            date: document.date?.seconds, state: document.state?.rawValue)
    }

    private func id(of document: EvidenceDocument) -> VectorID {
        VectorID(
            .of(fields: [
                "point/1", model.digest.hex, document.id.description, document.title, document.text,
                document.product ?? "", document.date.map { "\($0.seconds)" } ?? "", document.state?.rawValue ?? "",
            ]))
    }
}

extension String {
    /// As filters compare products: without regard to ASCII case.
    fileprivate var lowercasedASCII: String {
        String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
