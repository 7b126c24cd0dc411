import Archive
import Domain
import Foundation
import Ledger
import Pipeline
import Publishing
import Workspace

/// Brings an archive's tenant into a workspace: whole, or not at all.
///
/// The store and the state folder are filled first, and nothing looks at them as long as `tenants/NAME` is not there. That
/// folder is made beside its place and put there last, in one step. An import that was killed before has left a mark, and
/// the next one begins anew.
struct TenantImport {
    let check: ArchiveCheck
    let workspace: Workspace
    /// The tenant's folder here.
    let name: String
    let console: Console

    private var facts: ArchiveFacts { check.facts }
    private var place: URL { workspace.root.appending(path: "tenants/\(name)") }
    private var draft: URL { workspace.root.appending(path: "tenants/.import-\(name)") }
    private var state: URL { workspace.stateFolder.appending(path: "tenants/\(name)") }
    /// There while an import has begun and not ended, with the import's token: beside the state, which it outlives
    /// wherever the import ends.
    private var mark: URL { workspace.stateFolder.appending(path: "imports/\(name)") }
    /// The SHA-256 of the archive that the tenant came from.
    private var origin: URL { state.appending(path: "imported") }

    /// Whether this very archive was brought in before.
    ///
    /// - Throws: `.usage` (`tenant_exists`) when the tenant is there otherwise; `.badConfiguration` when a tenant's
    ///   configuration does not tell whose it is: it may be its own.
    func isDone() throws -> Bool {
        if FileManager.default.fileExists(atPath: place.path) {
            if try text(of: origin) == check.digest.hex { return true }
            throw exists("the workspace has a tenant \"\(name)\"")
        }
        let environment = ProcessInfo.processInfo.environment
        for tenant in workspace.tenants {
            guard let id = try? WorkspaceLoader.id(of: tenant, environment: environment) else {
                throw CasebookError(
                    .badConfiguration, code: "tenant_unreadable", file: tenant.path(of: "tenant.yaml"),
                    "whose folder this is cannot be told: it may be the archive's tenant",
                    remedy: "mend it, \"casebook doctor\" says what is wrong, and import again")
            }
            guard id == facts.tenant else { continue }
            throw exists("the workspace has this tenant in tenants/\(tenant.folder)")
        }
        let left = (try? FileManager.default.contentsOfDirectory(atPath: state.path)) ?? []
        guard left.allSatisfy({ $0 == "lock" }) || FileManager.default.fileExists(atPath: mark.path) else {
            throw CasebookError(
                .usage, code: "state_exists", file: state.path, "the state of an earlier tenant of that name is there",
                remedy: "delete the folder if nobody needs it, or import with --as NAME")
        }
        return false
    }

    private func exists(_ what: String) -> CasebookError {
        CasebookError(
            .usage, code: "tenant_exists", what,
            remedy:
                "an import never changes a tenant that is there; delete its folders first, or name another workspace")
    }

    /// The tenant's configuration as it will be here, and its text. A folder of another name has to say whose it is.
    func configuration() throws -> (value: TenantConfiguration, text: String) {
        var text = check.configurationText
        for attempt in 0...1 {
            let value = try WorkspaceLoader.configuration(
                text: text, folder: name, environment: ProcessInfo.processInfo.environment)
            if value.id == facts.tenant { return (value, text) }
            if attempt == 0 { text += (text.hasSuffix("\n") ? "" : "\n") + "org_id: \(facts.tenant.rawValue)\n" }
        }
        throw CasebookError(
            .badInput, code: "archive_refused", file: check.file.name,
            "the archive's tenant.yaml is that of another tenant than its manifest names",
            remedy: "nothing was taken from it; export the tenant again where it comes from")
    }

    /// Everything that changes something. `isDone` has been asked before.
    func land() async throws {
        let (configuration, text) = try configuration()
        let token = try begin()
        do {
            let tenant = TenantWorkspace(folder: name, root: draft, configuration: .success(configuration))
            let session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
            try await session.locked { try await fill(session, configuration: text, token: token) }
        } catch {
            for folder in [draft, state] { try? FileManager.default.removeItem(at: folder) }
            // While the store may hold something of this import, the mark tells that it is this one's.
            if let left = error as? Left { throw left.cause }
            clearMark()
            throw error
        }
        clearMark()
    }

    /// An import that was killed after its last step has left the mark.
    func clearMark() { try? FileManager.default.removeItem(at: mark) }

    /// What kept an import from its end, where also the store could not be cleared.
    private struct Left: Error {
        let cause: any Error
    }

    /// The store and the two folders, and then the one in its place.
    private func fill(_ session: TenantSession, configuration text: String, token: String) async throws {
        let uploads = session.uploadFolder.folder
        let store = StoreImport(store: try session.store(), token: token)
        try await store.begin()
        do {
            try await unpack(to: store, uploads: uploads)
            try Data(text.utf8).write(to: draft.appending(path: "tenant.yaml"))
            try placeExports(from: uploads)
            try AtomicFile.write(Array((check.digest.hex + "\n").utf8), to: origin)
            try await store.end()
            // What the rename makes visible has to be on the disk before it.
            sync()
            try place(draft)
        } catch {
            let cause = error
            do { try await store.abandon() } catch { throw Left(cause: cause) }
            throw cause
        }
    }

    private func place(_ draft: URL) throws {
        guard rename(draft.path, place.path) == 0 else {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: place.path,
                "the tenant's folder could not be put into its place",
                remedy: "check the permissions of tenants/ and that nothing of that name is there, and import again")
        }
    }

    /// Marks that this import has begun, and clears what a killed one left.
    ///
    /// - Returns: the import's token, that of the killed one where there was one.
    private func begin() throws -> String {
        let token = try text(of: mark).flatMap { $0.isEmpty ? nil : $0 } ?? UUID().uuidString
        try AtomicFile.write(Array((token + "\n").utf8), to: mark)
        for folder in [draft, state] where FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.removeItem(at: folder)
        }
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: draft.appending(path: "inbox"), withIntermediateDirectories: true)
        return token
    }

    private func unpack(to store: StoreImport, uploads: URL) async throws {
        let reader = try check.file.reader()
        var records = StoreRecordReader()
        while let (path, size) = try reader.next() {
            if path.hasPrefix(ArchiveLayout.store) {
                let name = String(path.dropFirst(ArchiveLayout.store.count))
                for record in try records.take(name, reader.readAll()) { try await store.apply(record) }
                console.show(0, of: 1, at: self.name, as: path)
            } else if path.hasPrefix(ArchiveLayout.workspace) {
                let name = String(path.dropFirst(ArchiveLayout.workspace.count))
                try write(size, from: reader, to: draft.appending(path: name), mode: 0o644)
            } else if path.hasPrefix(ArchiveLayout.rawFiles) {
                let name = String(path.dropFirst(ArchiveLayout.rawFiles.count))
                try write(size, from: reader, to: uploads.appending(path: name), mode: 0o600)
            }
        }
        for record in records.finish() { try await store.apply(record) }
        // The file is the one that was looked through.
        guard reader.manifest == check.manifest else { throw reader.refusal("changed while it was read") }
    }

    /// A new file, whose name the look through the archive has found to be sound.
    private func write(_ size: Int, from reader: ArchiveReader, to file: URL, mode: Int) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path]) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        while case let piece = try reader.read(1 << 20), !piece.isEmpty { try handle.write(contentsOf: Data(piece)) }
        try handle.close()
    }

    /// Exports lie under their digests, where kept copies do: those of the inbox get their names.
    private func placeExports(from uploads: URL) throws {
        guard let raw = check.raw else { return }
        for (name, digest) in raw.inbox {
            try FileManager.default.copyItem(
                at: uploads.appending(path: digest.hex), to: draft.appending(path: "inbox/\(name)"))
        }
        for digest in raw.files.subtracting(raw.kept) {
            try FileManager.default.removeItem(at: uploads.appending(path: digest.hex))
        }
    }

    private func text(of file: URL) throws -> String? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return String(decoding: try Data(contentsOf: file), as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
