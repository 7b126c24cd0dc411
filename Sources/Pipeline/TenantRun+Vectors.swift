import Domain
import Retrieval

extension TenantRun {
    private var vectorDesk: VectorDesk? {
        effects.vectors.map { VectorDesk(store: $0, model: effects.embedder.model) }
    }

    /// Brings the vector service, where there is one, in line with the evidence of a build.
    func keepVectors(_ evidence: EvidenceBase) async throws {
        guard let desk = vectorDesk, evidence.vectors.count == evidence.documents.count else { return }
        let report = effects.report
        let tenant = plan.tenant.id
        let (added, removed) = try await desk.keep(evidence.documents, vectors: evidence.vectors) {
            report(.advanced(tenant: tenant, stage: .embed, done: $0, total: $1))
        }
        report(
            .note(tenant: tenant, text: "vectors  \(added) put into \(desk.store.description), \(removed) taken out"))
    }

    /// The index, with what the vector service finds near a vector as the evidence that is ranked by meaning; scores are
    /// exact all the same. Where the service does not answer, all evidence is ranked.
    func narrowed(_ index: EvidenceIndex, to vector: [Float]?, filter: EvidenceFilter) async -> EvidenceIndex {
        guard let desk = vectorDesk, let vector else { return index }
        do {
            return index.narrowed(to: try await desk.near(vector, filter: filter, documents: index.documents))
        } catch {
            let what = (error as? CasebookError)?.diagnostics.first
            effects.report(
                .diagnostic(
                    tenant: plan.tenant.id,
                    Diagnostic(
                        .warning, code: what?.code ?? "vector_store_unavailable",
                        summary: what?.summary ?? "the vector store was not asked",
                        remedy: "all evidence was searched on this machine instead; "
                            + (what?.remedy ?? "try again later"))))
            return index
        }
    }
}
