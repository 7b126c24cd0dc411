public import Domain
public import Foundation

/// Replaces a file in one step: readers see the old bytes or the new ones, whole, and a power cut afterwards
/// loses neither.
public enum AtomicFile {
    /// Writes a temporary file beside it, forces it to the device, renames it, and forces the folder.
    ///
    /// A link is followed, so that the file it names is replaced; folders above are made. An existing file keeps
    /// its mode, a new one gets `mode` as far as the umask lets it.
    /// - Throws: `.cannotWrite`; then the old file stands.
    public static func write(_ bytes: [UInt8], to url: URL, mode: UInt32 = 0o644) throws(CasebookError) {
        let given = url.standardizedFileURL.path
        let path = FileSystem.resolved(given) ?? FolderPublisher.resolve(given)
        guard let folder = FileSystem.parent(of: path) else { throw FileSystem.failure(Int32(ENOENT), given) }
        try FileSystem.makeFolders(folder)
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, FileSystem.kind(mode: status.st_mode) != .file {
            throw FileSystem.failure(Int32(EISDIR), given)
        }
        let temporary = FolderPublisher.sibling(of: path, "tmp")
        unlink(temporary)
        do throws(CasebookError) {
            _ = try FileSystem.create(temporary, bytes, mode: mode, sync: true)
            if exists, chmod(temporary, status.st_mode & 0o7777) != 0 { throw FileSystem.failure(errno, given) }
            try FileSystem.move(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        FileSystem.syncFolder(folder)
    }
}
