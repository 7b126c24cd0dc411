import Domain
import Retrieval

extension TenantRun {
    private var vectorDesk: VectorDesk? {
        effects.vectors.map { VectorDesk(store: $0, model: effects.embedder.model) }
    }

    /// Brings the vector service, where there is one, in line with the evidence of a build.
    ///
    /// - Returns: the points that it then holds; `nil` where there is no service.
    func keepVectors(_ evidence: EvidenceBase) async throws -> Int? {
        guard let desk = vectorDesk, evidence.vectors.count == evidence.documents.count else { return nil }
        let report = effects.report
        let tenant = plan.tenant.id
        let (held, added, removed) = try await desk.keep(evidence.documents, vectors: evidence.vectors) {
            report(.advanced(tenant: tenant, stage: .embed, done: $0, total: $1))
        }
        report(
            .note(tenant: tenant, text: "vectors  \(added) put into \(desk.store.description), \(removed) taken out"))
        return held
    }

    /// Whether the vector service, where there is one, still has what a run put into it. One that does not answer is
    /// no reason to do the run again, nor to wait for it.
    func hasVectors(of run: CompletedRun) async -> Bool {
        guard let store = effects.vectors, let points = run.points, points > 0 else { return true }
        do {
            return try await store.askedInPassing.count() >= points
        } catch {
            warn(of: error, "whether it still has the tenant's vectors is not known")
            return true
        }
    }

    /// The index, with what the vector service finds near a vector as the evidence that is ranked by meaning; scores are
    /// exact all the same. Where the service does not answer, all evidence is ranked.
    func narrowed(_ index: EvidenceIndex, to vector: [Float]?, filter: EvidenceFilter) async -> EvidenceIndex {
        guard let desk = vectorDesk, let vector else { return index }
        do {
            return index.narrowed(to: try await desk.near(vector, filter: filter, documents: index.documents))
        } catch {
            warn(of: error, "all evidence was searched on this machine instead")
            return index
        }
    }

    /// Says why the vector service gave no answer, and what came of that.
    private func warn(of error: any Error, _ outcome: String) {
        let what = (error as? CasebookError)?.diagnostics.first
        effects.report(
            .diagnostic(
                tenant: plan.tenant.id,
                Diagnostic(
                    .warning, code: what?.code ?? "vector_store_unavailable",
                    summary: what?.summary ?? "the vector store was not asked",
                    remedy: "\(outcome); \(what?.remedy ?? "try again later")")))
    }
}
