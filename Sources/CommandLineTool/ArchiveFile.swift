import Archive
import Domain
import Foundation
import Pipeline
import Publishing

/// An archive as a file.
struct ArchiveFile {
    let url: URL

    /// As messages name it.
    var name: String { url.lastPathComponent }

    /// Whether the file is whole, and its SHA-256.
    func check() throws -> ContentDigest {
        let source = try source()
        return try ArchiveSeal.check(file: name) { (count) throws(CasebookError) in try source(count) }
    }

    func reader() throws -> ArchiveReader { try ArchiveReader(file: name, source: source()) }

    /// The file's bytes from its beginning.
    private func source() throws -> (Int) throws(CasebookError) -> [UInt8] {
        let unreadable = CasebookError(
            .badInput, code: "cannot_read", file: name, "the archive cannot be read",
            remedy: "check that it is a file and may be read")
        guard let handle = try? FileHandle(forReadingFrom: url) else { throw unreadable }
        return { (count) throws(CasebookError) in
            do { return Array(try handle.read(upToCount: count) ?? Data()) } catch { throw unreadable }
        }
    }

    /// Writes an archive beside its place. It may hold more than is meant for all: only its owner can read it.
    ///
    /// - Parameter fill: adds the members, and gives what the manifest says of them.
    /// - Returns: the draft, which `land` puts into its place.
    func draft(_ fill: (ArchiveWriter) async throws -> JSONValue) async throws -> ArchiveFile {
        let draft = url.deletingLastPathComponent().appending(
            path: ".\(name).\(ProcessInfo.processInfo.processIdentifier).tmp")
        try? FileManager.default.removeItem(at: draft)
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw unwritable }
        do {
            let handle = try FileHandle(forWritingTo: draft)
            defer { try? handle.close() }
            try handle.write(contentsOf: Data(count: ArchiveSeal.size))
            let writer = try ArchiveWriter { try handle.write(contentsOf: Data($0)) }
            let head = try writer.finish(facts: await fill(writer))
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(head))
            try handle.synchronize()
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw error is CasebookError ? error : unwritable
        }
        return ArchiveFile(url: draft)
    }

    /// Takes the place of another file, or an empty one, in one step.
    func land(at place: ArchiveFile) throws {
        guard rename(url.path, place.url.path) == 0 else {
            remove()
            throw place.unwritable
        }
    }

    func remove() { try? FileManager.default.removeItem(at: url) }

    private var unwritable: CasebookError {
        CasebookError(
            .cannotWrite, code: "cannot_write", file: url.path, "the archive could not be written",
            remedy: "check the folder's permissions and the space on the disk")
    }
}
