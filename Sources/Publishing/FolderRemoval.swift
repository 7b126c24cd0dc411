import Domain
import Glibc

/// Takes a folder away with all that is in it.
enum FolderRemoval {
    /// Follows no link: every step goes through the open folder above it. The marker goes last, so that a
    /// half-removed site is still known as ours. What another process took away meanwhile is no failure.
    static func remove(_ folder: String) throws(CasebookError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw FileSystem.failure(errno, folder)
        }
        let code = empty(descriptor, keeping: Array(SiteMarker.name.utf8CString))
        guard code == 0 else { throw FileSystem.failure(code, folder) }
        let marker = "\(folder)/\(SiteMarker.name)"
        guard unlink(marker) == 0 || errno == ENOENT else { throw FileSystem.failure(errno, marker) }
        guard rmdir(folder) == 0 || errno == ENOENT else { throw FileSystem.failure(errno, folder) }
    }

    /// Takes ownership of the descriptor. Returns 0 or an errno.
    private static func empty(_ descriptor: Int32, keeping kept: [CChar]? = nil) -> Int32 {
        guard let stream = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            return code
        }
        defer { closedir(stream) }
        while let name = stream.nextName() {
            if name == kept { continue }
            if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { continue }
            // A folder: Linux says EISDIR, POSIX allows EPERM.
            guard errno == EISDIR || errno == EPERM else { return errno }
            let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard inner >= 0 else { return errno }
            let code = empty(inner)
            guard code == 0 else { return code }
            guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 || errno == ENOENT else { return errno }
        }
        return 0
    }
}
