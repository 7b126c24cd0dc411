import Domain
import Embedding
import Lexicon
import ModelWriting
import Prompting
import Retrieval

/// Chooses what a model is shown of each cluster.
struct ClusterMaterial {
    /// Tickets nearest to the cluster's middle.
    static let central = 8
    /// Tickets that say something else than those.
    static let different = 4
    /// Tickets of each of the nearest other clusters.
    static let contrast = 2
    static let articles = 3
    /// Members among which the different ones are looked for.
    private static let pool = 48

    private let tickets: [TicketID: RedactedTicket]
    private let clusters: [ClusterID: Cluster]
    private let texts: [ArticleID: Article]
    private let articles: EvidenceIndex
    private let vectors: [TicketID: Int]
    private let evidence: EvidenceBase
    private let repeats: Set<TicketID>
    /// Of a ticket that stands for near duplicates, the people who wrote them.
    private let voices: [TicketID: Int]

    init(draft: BookDraft, evidence: EvidenceBase, model: EmbeddingModel) {
        tickets = Dictionary(uniqueKeysWithValues: draft.tickets.map { ($0.id, $0) })
        clusters = Dictionary(uniqueKeysWithValues: draft.clusters.map { ($0.id, $0) })
        texts = Dictionary(uniqueKeysWithValues: draft.articles.map { ($0.id, $0) })
        self.evidence = evidence
        let count = draft.articles.count
        // An index of articles alone: no ticket that comes or goes changes which of them are near.
        articles = EvidenceIndex(
            documents: Array(evidence.documents.prefix(count)), vectors: evidence.vectors.prefix(count),
            fusion: .standard(forModel: model.name))
        vectors = Dictionary(uniqueKeysWithValues: draft.tickets.enumerated().map { ($1.id, count + $0) })
        repeats = Set(draft.duplicates.flatMap { $0.dropFirst() })
        let tickets = tickets
        voices = Dictionary(
            draft.duplicates.compactMap { group in
                group.first.map { ($0, Self.people(group.compactMap { tickets[$0] })) }
            },
            uniquingKeysWith: max)
    }

    /// Distinct people; where a tracker names none, each ticket counts.
    private static func people(_ tickets: [RedactedTicket]) -> Int {
        Set(tickets.map { $0.requesterToken ?? $0.id.rawValue }).count
    }

    /// The material of a cluster, or `nil` when no ticket of it may be shown to a model.
    func material(of cluster: Cluster, guidance: RedactedText?) -> ResolutionWriting.Material? {
        let shown = shown(of: cluster)
        guard !shown.isEmpty else { return nil }
        return ResolutionWriting.Material(
            cluster: cluster.id,
            tickets: shown.map { EvidenceDocumentText($0, voices: voices[$0.id] ?? 1) }, articles: near(shown),
            contrast: cluster.neighbours.prefix(2).flatMap { id in
                clusters[id].map { Array(usable($0.exemplars).prefix(Self.contrast)) } ?? []
            }, guidance: guidance)
    }

    /// Tickets that may be shown: told once, and not speaking to the model.
    private func usable(_ ids: [TicketID]) -> [RedactedTicket] {
        ids.lazy.filter { !repeats.contains($0) }.compactMap { tickets[$0] }
            .filter { !HostileText.ordersModel($0.text + "\n" + ($0.resolution?.display ?? "")) }
    }

    /// The most central tickets, then those that differ most from all before: each the one whose nearest among the chosen
    /// is farthest (Gonzalez 1985), by the words of the tickets.
    private func shown(of cluster: Cluster) -> [RedactedTicket] {
        let exemplars = Array(cluster.exemplars.prefix(Self.pool))
        let central = Array(usable(exemplars).prefix(Self.central))
        let chosen = Set(central.map(\.id))
        let members = cluster.members.map(\.ticket).filter { !chosen.contains($0) }
        let stride = max(1, members.count / Self.pool)
        let pool = usable(members.enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element))
        var candidates = pool.map { (ticket: $0, words: Self.words($0)) }
        var all = central
        let words = central.map(Self.words)
        var nearest = candidates.map { candidate in
            words.map { Self.overlap($0, candidate.words) }.max() ?? 0
        }
        while all.count < Self.central + Self.different, !candidates.isEmpty {
            let farthest = candidates.indices.min { left, right in
                nearest[left] != nearest[right]
                    ? nearest[left] < nearest[right] : candidates[left].ticket.id < candidates[right].ticket.id
            }
            guard let farthest else { break }
            let next = candidates.remove(at: farthest)
            nearest.remove(at: farthest)
            all.append(next.ticket)
            for index in candidates.indices {
                nearest[index] = max(nearest[index], Self.overlap(next.words, candidates[index].words))
            }
        }
        return all
    }

    private static func words(_ ticket: RedactedTicket) -> Set<UInt64> {
        var scanner = WordScanner()
        scanner.scan(ticket.redactedText.masked, limit: 200)
        return Set(scanner.words.lazy.filter { !$0.isStopWord }.map(\.stemHash))
    }

    /// Jaccard's coefficient.
    private static func overlap(_ left: Set<UInt64>, _ right: Set<UInt64>) -> Double {
        let common = left.intersection(right).count
        let union = left.count + right.count - common
        return union == 0 ? 1 : Double(common) / Double(union)
    }

    /// Articles near to the most central ticket, approved ones first.
    private func near(_ shown: [RedactedTicket]) -> [EvidenceDocumentText] {
        guard let middle = shown.first, !texts.isEmpty else { return [] }
        let vector = vectors[middle.id].map { Array(evidence.vectors[$0]) }
        let hits = articles.search(middle.text, vector: vector, top: Self.articles)
        let floor = 0.5 * (hits.first?.score ?? 0)
        return hits.filter { $0.score >= floor }.compactMap { hit in
            guard case .article(let id) = hit.evidence, let article = texts[id] else { return nil }
            return EvidenceDocumentText(article, label: article.promptLabel)
        }
    }
}

extension Article {
    /// What a prompt says of an article.
    var promptLabel: String { provenance == nil ? "knowledge article" : "approved and signed by people" }
}

extension EmbeddingMatrix {
    /// Its first rows.
    func prefix(_ rows: Int) -> EmbeddingMatrix {
        EmbeddingMatrix(
            count: rows, dimension: dimension, storage: Array(storage.prefix(rows * dimension)))
    }
}
