public import Domain
public import Foundation
public import Pipeline

/// Copies of exports under the SHA-256 of their bytes.
public struct UploadFolder: UploadStorage {
    public let folder: URL

    public init(folder: URL) { self.folder = folder }

    public var isReachable: Bool { true }

    public func keep(_ file: InboxExport) throws {
        let target = folder.appending(path: file.digest.hex)
        // A copy that was damaged is made anew.
        if let known = location(of: file.digest), (try? isWhole(known, file.digest)) == true { return }
        let draft = try copy(file)
        do {
            if FileManager.default.fileExists(atPath: target.path) { try FileManager.default.removeItem(at: target) }
            try FileManager.default.moveItem(at: draft, to: target)
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw unwritable(target)
        }
    }

    /// A draft with the bytes of an export, which whoever writes to the inbox may change meanwhile.
    ///
    /// - Throws: `.badInput` when they are not those of its digest any more.
    func copy(_ file: InboxExport) throws -> URL {
        let draft = try draft(of: file.digest)
        var isKept = false
        defer { if !isKept { try? FileManager.default.removeItem(at: draft) } }
        do {
            // Of a link it is the bytes that are kept.
            try FileManager.default.copyItem(at: file.location.resolvingSymlinksInPath(), to: draft)
        } catch {
            throw unwritable(folder.appending(path: file.digest.hex))
        }
        guard Self.keepOthers(from: draft, mode: 0o600) else { throw unwritable(draft) }
        guard try isWhole(draft, file.digest) else {
            throw CasebookError(
                .badInput, code: "export_changed", file: file.name, "the export was changed while it was read",
                remedy: "run again when it is written")
        }
        isKept = true
        return draft
    }

    private func isWhole(_ file: URL, _ digest: ContentDigest) throws -> Bool {
        try FileDigest.of(file, name: file.path) == digest
    }

    private func unwritable(_ file: URL) -> CasebookError {
        CasebookError(
            .cannotWrite, code: "cannot_write", file: file.path, "an upload could not be kept",
            remedy: "check the folder's permissions and the space on the disk")
    }

    /// Where the kept bytes can be read, or `nil` when they are gone.
    public func location(of digest: ContentDigest) -> InboxLocation? {
        let file = folder.appending(path: digest.hex)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    public func withFile<Result: Sendable>(
        of digest: ContentDigest, _ work: (InboxLocation) throws -> Result
    ) throws -> Result? {
        guard let file = location(of: digest) else { return nil }
        guard try isWhole(file, digest) else { throw Self.damaged(file.path) }
        return try work(file)
    }

    /// What costs one export, and not the run.
    static func damaged(_ place: String) -> CasebookError {
        CasebookError(
            .badInput, code: "copy_damaged", file: place, "the kept copy of an export has other bytes than it had",
            remedy: "put the export back into the inbox, and delete this copy")
    }

    /// A place for bytes that are not whole yet, or not to stay.
    func draft(of digest: ContentDigest) throws -> URL {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw unwritable(folder)
        }
        try closeToOthers()
        let draft = folder.appending(path: ".\(digest.hex)-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.removeItem(at: draft)
        return draft
    }

    /// Keeps others from the folder: what earlier versions made was open to all.
    private func closeToOthers() throws {
        var status = stat()
        guard stat(folder.path, &status) == 0,
            Self.isToBeClosed(mode: status.st_mode, owner: status.st_uid, user: geteuid())
        else { return }
        guard Self.keepOthers(from: folder, mode: 0o700) else { throw unwritable(folder) }
    }

    /// Sets a mode. File systems without modes, such as a share of a network, say elsewhere who may look.
    private static func keepOthers(from file: URL, mode: mode_t) -> Bool {
        chmod(file.path, mode) == 0 || [EPERM, ENOTSUP].contains(errno)
    }

    /// Whether others may look into a folder whose mode is ours to set. One that somebody else owns is as they want it,
    /// unless we are the administrator, as in a container: that leaves the owner in.
    static func isToBeClosed(mode: mode_t, owner: uid_t, user: uid_t) -> Bool {
        (owner == user || user == 0) && mode & 0o077 != 0
    }

    private func names() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    public func kept() throws -> [ContentDigest] { try names().compactMap(ContentDigest.init(hex:)) }

    public func remove(_ digest: ContentDigest) throws {
        let file = folder.appending(path: digest.hex)
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        do {
            try FileManager.default.removeItem(at: file)
        } catch {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: file.path, "the copy of an export could not be deleted",
                remedy: "check the folder's permissions, and run again")
        }
    }

    /// A name that is no digest's.
    static let noteName = "deletion.json"

    private var noteFile: URL { folder.appending(path: Self.noteName) }

    public func note() throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: noteFile.path) else { return nil }
        do {
            return Array(try Data(contentsOf: noteFile))
        } catch {
            throw CasebookError(
                .badInput, code: "cannot_read", file: noteFile.path,
                "the note about deleted copies of exports cannot be read",
                remedy: "check that it is a file and may be read")
        }
    }

    public func keep(note: [UInt8]?) throws {
        do {
            if let note {
                try Data(note).write(to: noteFile, options: .atomic)
            } else if FileManager.default.fileExists(atPath: noteFile.path) {
                try FileManager.default.removeItem(at: noteFile)
            }
        } catch {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: noteFile.path,
                "it could not be noted which copies of exports are deleted",
                remedy: "check the folder's permissions and the space on the disk, and run again")
        }
    }

    /// Also closes the folder to others, as every run comes by here, and not every one keeps an export.
    public func removeDrafts() throws {
        try closeToOthers()
        for name in try names() where name.hasPrefix(".") {
            do {
                try FileManager.default.removeItem(at: folder.appending(path: name))
            } catch {
                throw CasebookError(
                    .cannotWrite, code: "cannot_write", file: folder.appending(path: name).path,
                    "what a killed run left of an export could not be deleted",
                    remedy: "check the folder's permissions, and run again")
            }
        }
    }
}
