public import Domain
public import Foundation
public import Pipeline

/// Copies of exports under the SHA-256 of their bytes.
public struct UploadFolder: UploadStorage {
    public let folder: URL

    public init(folder: URL) { self.folder = folder }

    public func keep(_ file: InboxExport) throws {
        let target = folder.appending(path: file.digest.hex)
        guard !FileManager.default.fileExists(atPath: target.path) else { return }
        let draft = try draft(of: file.digest)
        do {
            try FileManager.default.copyItem(at: file.location, to: draft)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: draft.path)
            try FileManager.default.moveItem(at: draft, to: target)
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: target.path, "an upload could not be kept",
                remedy: "check the folder's permissions and the space on the disk")
        }
    }

    /// Where the kept bytes can be read, or `nil` when they are gone.
    public func location(of digest: ContentDigest) -> InboxLocation? {
        let file = folder.appending(path: digest.hex)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    public func withFile<Result: Sendable>(
        of digest: ContentDigest, _ work: (InboxLocation) throws -> Result
    ) throws -> Result? {
        try location(of: digest).map(work)
    }

    /// A place for bytes that are not whole yet, or not to stay.
    func draft(of digest: ContentDigest) throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let draft = folder.appending(path: ".\(digest.hex)-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.removeItem(at: draft)
        return draft
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

    public func removeDrafts() throws {
        for name in try names() where name.hasPrefix(".") {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }
}
