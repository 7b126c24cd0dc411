import Domain
import FileStore
import Foundation
import ObjectStore
import Workspace

extension TenantSession {
    /// Where exports of a bucket are brought to.
    private var broughtFolder: URL { stateFolder.appending(path: "inbox", directoryHint: .isDirectory) }

    /// The exports in the tenant's folder, or those that were last brought from its bucket.
    func inbox() -> InboxListing {
        configuration.inbox == nil ? InboxReader.list(tenant) : InboxReader.list(tenant, in: broughtFolder)
    }

    /// The same tenant, its exports brought from the bucket where there is one, unless nothing may be called.
    ///
    /// - Throws: `badConfiguration` when another tenant's exports lie there too.
    func withInbox(isOffline: Bool) async throws -> TenantSession {
        guard let place = configuration.inbox else { return self }
        for other in workspace.tenants where other.folder != tenant.folder {
            guard let theirs = try? other.configuration.get().inbox, theirs.overlaps(place) else { continue }
            throw CasebookError(
                .badConfiguration, code: "same_inbox", file: tenant.path(of: "tenant.yaml"),
                "the inbox is also that of the tenant \"\(other.folder)\", or one of the two lies within the other",
                remedy: "give each tenant a prefix of its own")
        }
        if isOffline { return self }
        let bucket = InboxBucket(
            try ObjectStores.inbox(place, beside: workspace.configuration.files.store), prefix: place.prefix,
            folder: broughtFolder, isExport: InboxReader.isPlainName)
        var session = self
        session.inboxDiagnostics = try await bucket.bring()
        return session
    }

    /// Deletes what was brought, as when tickets are erased: the bucket itself is its owner's to empty.
    func forgetBrought() throws {
        guard FileManager.default.fileExists(atPath: broughtFolder.path) else { return }
        do { try FileManager.default.removeItem(at: broughtFolder) } catch {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: broughtFolder.path,
                "the exports that were brought from the bucket could not be deleted",
                remedy: "check the folder's permissions, and run again")
        }
    }
}
