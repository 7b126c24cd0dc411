import Domain
import Foundation
import Ledger
import Pipeline
import Publishing
import Workspace

/// What publishing one tenant's site did, or would do.
struct TenantPublication {
    let publication: PublishConfiguration
    let plan: PublicationPlan
    let site: ContentDigest
    let files: Int
    /// Whether the ledger has it as something new.
    var isRecorded = false
}

extension TenantSession {
    /// Publishes the site that the last build left, or says what that would do.
    ///
    /// - Throws: `.refused` when the site may not go to the target.
    func publish(to publication: PublishConfiguration, dryRun: Bool) async throws -> TenantPublication {
        let memory = folderPublication.memory()
        let site = try BuiltSite(
            tenant: configuration.id, folder: siteFolder, known: memory.files, adding: publication.host?.files ?? [])
        for diagnostic in try publication.host?.check(site) ?? [] { console.show(diagnostic) }
        let desk = PublicationDesk(
            tenant: configuration.id, ledger: LedgerFile(url: tenant.ledger),
            checkpoint: CheckpointFile(tenant: tenant, of: workspace),
            reviews: try ReviewFolder(tenant: tenant).inputs(),
            clock: .system)
        try desk.checkFreshness(builtAt: memory.ledgerEntries)
        let target = try workspace.target(publication, tenant: configuration.id)
        try await checkReaders(of: target, publication)
        if case .git(let git) = publication.destination, git.history == .keep, try desk.hasErasures() {
            console.show(
                Diagnostic(
                    .warning, code: "history_keeps_erased", file: tenant.path(of: "tenant.yaml"),
                    summary:
                        "tickets were erased on request, and the branch's history still has them as far as they were "
                        + "published before", remedy: "set \"history: replace\" in publish"))
        }
        var result = TenantPublication(
            publication: publication, plan: try await dryRun ? target.plan(site) : target.publish(site),
            site: site.digest, files: site.files.count)
        if !dryRun {
            result.isRecorded = try desk.record(
                LedgerPublication(
                    kind: publication.kind.rawValue, target: publication.place, digest: site.digest,
                    files: site.files.count))
        }
        return result
    }

    /// - Throws: `.refused` when anybody can read the target, and the tenant does not allow that.
    private func checkReaders(of target: any PublicationTarget, _ publication: PublishConfiguration) async throws {
        guard !publication.allowsPublic else { return }
        var reason = publication.declaredExposure
        if reason == nil, publication.asksTarget {
            do {
                reason = try await target.exposure()
            } catch let error as CasebookError where publication.vouches(for: error) {}
        }
        guard let reason else { return }
        throw CasebookError(
            .refused, code: "public_target", file: tenant.path(of: "tenant.yaml"),
            "the site would go where anybody can read it: \(reason)",
            remedy:
                "publish to a target that only the tenant's readers reach; or add \"allow_public: true\" to publish "
                + "in this tenant's own file, if everybody may read it")
    }
}
