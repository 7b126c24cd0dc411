import Archive
import Domain
import FileStore
import Foundation
import Ledger
import Pipeline
import Redaction
import Workspace

/// Writes one tenant to an archive: its folder, what the store holds, and the exports when they are asked for.
struct TenantExport {
    let session: TenantSession
    /// Whether the exports themselves go along, with all that is in them.
    let takesRaw: Bool

    private var tenant: TenantWorkspace { session.tenant }

    /// What was written.
    struct Report {
        let facts: ArchiveFacts
        let digest: ContentDigest
        /// In bytes.
        let size: Int
        /// Files of the tenant's folder that were left out.
        let leftOut: [String]
    }

    /// The ledger learns of the archive before it is in its place: none is anywhere that the ledger does not know of.
    func run(to file: ArchiveFile) async throws -> Report { try await session.locked { try await export(to: file) } }

    private func export(to file: ArchiveFile) async throws -> Report {
        let check = LedgerCheck(tenant: tenant, workspace: session.workspace)
        if let failure = check.failure { throw CasebookError(failure, check.problems) }
        let ledger = try LedgerCheck.ledger(of: tenant)
        let folder = try TenantFolder(tenant)
        let store = try session.store()
        // That copies were taken is the record of this place, and no part of the book.
        let book = Array(ledger.withoutExportsAtEnd(sealed: check.sealed ?? 0))
        var written: ArchiveFacts?
        let draft = try await file.draft { writer in
            let facts = try await write(folder, ledger: book, store: store, to: writer)
            written = facts
            return facts.json
        }
        guard let facts = written else { throw CancellationError() }
        do {
            let digest = try draft.check()
            try record(digest, facts: facts, in: ledger)
            let size = try FileManager.default.attributesOfItem(atPath: draft.url.path)[.size] as? Int ?? 0
            try draft.land(at: file)
            return Report(facts: facts, digest: digest, size: size, leftOut: folder.others)
        } catch {
            draft.remove()
            throw error
        }
    }

    private func write(
        _ folder: TenantFolder, ledger: [UInt8], store: any TenantStore, to writer: ArchiveWriter
    ) async throws -> ArchiveFacts {
        var counts = ArchiveCounts()
        if takesRaw { counts.rawFiles = try await writeRaw(to: writer) }
        for path in folder.files where path != "ledger.jsonl" {
            try writer.add(ArchiveLayout.workspace + path, FileBytes.read(folder.url(of: path).path))
            counts.files += 1
        }
        if !ledger.isEmpty {
            try writer.add(ArchiveLayout.workspace + "ledger.jsonl", ledger)
            counts.files += 1
        }
        counts = try await StoreExport(store: store).write(to: writer, counts: counts)
        return ArchiveFacts(
            tenant: session.configuration.id, folder: tenant.folder, program: ProgramVersion.text,
            tokenKey: try session.tokenKeyCheck(), isRaw: takesRaw, counts: counts)
    }

    /// Exports and their kept copies, wherever those are, each distinct file once. Returns how many.
    private func writeRaw(to writer: ArchiveWriter) async throws -> Int {
        let uploads = try session.uploads()
        var index = RawIndex(inbox: [:], kept: try await uploads.kept())
        var places: [ContentDigest: URL] = [:]
        for file in session.inbox().files {
            let digest = try FileDigest.of(file.url, name: file.name)
            index.inbox[file.name] = digest
            places[digest] = file.url
        }
        try writer.add(ArchiveLayout.rawIndex, JSONLines.line(index))
        for digest in index.files.sorted() {
            let name = ArchiveLayout.rawFiles + digest.hex
            if let place = places[digest] {
                try Self.write(place, to: writer, as: name)
            } else if try await uploads.withFile(of: digest, { try Self.write($0, to: writer, as: name) }) == nil {
                throw CasebookError(
                    .unavailable, code: "upload_gone", file: tenant.path(of: "inbox"),
                    "the kept copy of an export went while the tenant was exported", remedy: "export it again")
            }
        }
        return index.files.count
    }

    private static func write(_ file: URL, to writer: ArchiveWriter, as name: String) throws {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 0)
        try writer.begin(name, size: Int(size))
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { try writer.append(Array(piece)) }
        try writer.end()
    }

    /// Tells the ledger; of archives with the same bytes only once.
    private func record(_ archive: ContentDigest, facts: ArchiveFacts, in ledger: Ledger) throws {
        let next = try ledger.recordingExport(
            archive, rows: facts.counts.rows, raw: facts.isRaw, at: WallClock.system.now())
        if let next { try LedgerFile(url: tenant.ledger).replace(with: next.bytes) }
    }
}
