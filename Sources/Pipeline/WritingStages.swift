import Domain
import Embedding
import ExtractiveWriting
import Foundation
import ModelWriting
import Retrieval

/// The evidence of a tenant in the form that retrieval reads: articles, then tickets.
struct EvidenceBase: Sendable {
    let documents: [EvidenceDocument]
    let vectors: EmbeddingMatrix
    /// Of everything the evidence consists of.
    let digest: ContentDigest

    /// - Parameter vectors: articles' first, as `EvidenceVectors` makes them.
    init(tickets: [RedactedTicket], articles: [Article], vectors: EmbeddingMatrix) {
        documents = articles.map(EvidenceDocument.init) + tickets.map(EvidenceDocument.init)
        self.vectors = vectors
        var hasher = ContentDigest.DigestHasher()
        for document in documents {
            hasher.update(field: document.id.description)
            hasher.update(field: document.title)
            hasher.update(field: document.text)
            hasher.update(field: document.product ?? "")
            hasher.update(field: document.date.map(\.iso8601) ?? "")
            hasher.update(field: document.state?.rawValue ?? "")
            hasher.update(field: String(document.weight))
        }
        digest = hasher.finish()
    }

    /// The index that searches it.
    func index(model: EmbeddingModel) -> EvidenceIndex {
        EvidenceIndex(documents: documents, vectors: vectors, fusion: .standard(forModel: model.name))
    }
}

/// Writes each cluster's resolution from its own tickets and the knowledge base.
struct ResolveStage {
    static let version = "resolve/1"

    /// Of everything the resolutions depend on.
    static func key(draft: BookDraft, evidence: EvidenceBase) -> ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        hasher.update(field: version)
        hasher.update(field: ResolutionWriter.version)
        hasher.update(field: draft.tenant.calendar.timeZone.identifier)
        hasher.update(field: evidence.digest.hex)
        for group in draft.duplicates { hasher.update(field: group.map(\.rawValue).joined(separator: "\u{0}")) }
        for ticket in draft.tickets {
            hasher.update(field: ticket.priority.map { "\($0.level.rawValue) \($0.label)" } ?? "")
            hasher.update(field: ticket.resolved.map(\.iso8601) ?? "")
        }
        for cluster in draft.clusters {
            hasher.update(field: cluster.id.rawValue)
            for keyword in cluster.keywords { hasher.update(field: keyword.phrase) }
            for exemplar in cluster.exemplars { hasher.update(field: exemplar.rawValue) }
            for member in cluster.members { hasher.update(field: member.ticket.rawValue) }
        }
        return hasher.finish()
    }

    static func write(draft: BookDraft) -> [Resolution] {
        let tickets = Dictionary(uniqueKeysWithValues: draft.tickets.map { ($0.id, $0) })
        let writer = ResolutionWriter(
            tickets: tickets, articles: draft.articles, duplicates: draft.duplicates, calendar: draft.tenant.calendar,
            isSilenced: HostileText.ordersModel)
        let written = writer.write(draft.clusters)
        return written.values.sorted { $0.cluster < $1.cluster }
    }
}

/// Answers the standing questions from the evidence.
struct AssessStage {
    static let version = "assess/3"

    /// Of everything one answer depends on.
    static func key(question: Question, evidence: EvidenceBase, model: EmbeddingModel) -> ContentDigest {
        .of(fields: [
            version, AnswerWriter.version, question.id.rawValue, question.text, question.context ?? "",
            question.product ?? "",
            evidence.digest.hex, model.digest.hex,
        ])
    }
}
