import Domain
import Foundation
import Pipeline
import Publishing

/// Publishes a tenant's site to a folder. Remembers what it left in a manifest beside the tenant's state.
struct FolderPublication: SitePublication {
    let folder: URL
    /// JSON of `[path: KnownFile]`. Losing it only costs reading the site's files once.
    let manifest: URL

    private func known() -> [String: KnownFile] {
        guard let data = try? Data(contentsOf: manifest) else { return [:] }
        return (try? JSONDecoder().decode([String: KnownFile].self, from: data)) ?? [:]
    }

    func isIntact() async throws -> Bool {
        let known = known()
        return !known.isEmpty && FolderPublisher.isIntact(destination: folder, known: known)
    }

    func publish(
        _ produce: @Sendable (_ emit: (SiteFile) throws -> Void) throws -> Void
    ) async throws -> PublicationSummary {
        var publisher = FolderPublisher(destination: folder, known: known())
        try publisher.begin()
        do {
            try produce { try publisher.write($0) }
        } catch {
            publisher.abort()
            throw error
        }
        let summary = try publisher.commit()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try AtomicFile.write(Array(try encoder.encode(summary.manifest)), to: manifest)
        return PublicationSummary(
            written: summary.written, unchanged: summary.unchanged, removed: summary.removed)
    }
}
