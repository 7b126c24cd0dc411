import Domain
import Foundation
import Pipeline
import Publishing

/// Publishes a tenant's site to a folder. Remembers what it left in a manifest beside the tenant's state.
struct FolderPublication: SitePublication {
    let folder: URL
    /// JSON of `Memory`. Losing it only costs reading the site's files once, and another build before it is sent on.
    let manifest: URL
    let ledger: LedgerFile

    /// What a build remembers of the site that it left.
    struct Memory: Codable {
        var files: [String: KnownFile] = [:]
        /// Entries that the ledger had: what it gained later, the site does not know.
        var ledgerEntries = 0
    }

    /// What the last build left; empty when nothing is remembered.
    func memory() -> Memory {
        guard let data = try? Data(contentsOf: manifest) else { return Memory() }
        return (try? JSONDecoder().decode(Memory.self, from: data)) ?? Memory()
    }

    func isIntact() async throws -> Bool {
        let known = memory().files
        return !known.isEmpty && FolderPublisher.isIntact(destination: folder, known: known)
    }

    func publish(
        _ produce: @Sendable (_ emit: (SiteFile) throws -> Void) throws -> Void
    ) async throws -> PublicationSummary {
        var publisher = FolderPublisher(destination: folder, known: memory().files)
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
        let memory = Memory(files: summary.manifest, ledgerEntries: try ledger.load().count { $0 == 0x0A })
        try AtomicFile.write(Array(try encoder.encode(memory)), to: manifest)
        return PublicationSummary(
            written: summary.written, unchanged: summary.unchanged, removed: summary.removed)
    }
}
