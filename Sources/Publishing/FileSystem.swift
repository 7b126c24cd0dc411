import Domain
import Glibc

/// What tells one version of a file from another without reading it.
struct FileStamp: Sendable, Hashable {
    let size: Int64
    let modified: Int64
    let inode: UInt64

    init(_ status: stat) {
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        inode = UInt64(status.st_ino)
    }
}

/// The few system calls of this target, with errors that name the path and the remedy.
enum FileSystem {
    enum Kind: Sendable { case missing, folder, file, link, other }

    /// What stands at a path; a symbolic link is not followed.
    static func kind(of path: String) throws(CasebookError) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            // ENOTDIR: a file stands where a folder of the path should be; making the folder will say so.
            if errno == ENOENT || errno == ENOTDIR { return .missing }
            throw failure(errno, path)
        }
        return kind(mode: status.st_mode)
    }

    static func kind(mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFDIR: .folder
        case S_IFREG: .file
        case S_IFLNK: .link
        default: .other
        }
    }

    /// Writes a new file; never follows a link, never touches a file that exists.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o644, sync: Bool = false)
        throws(CasebookError) -> FileStamp
    {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(errno, path) }
        let code = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
        var status = stat()
        let rest = code != 0 ? code : (sync && fsync(descriptor) != 0) || fstat(descriptor, &status) != 0 ? errno : 0
        // Some file systems (NFS) report a full disk only here.
        let closed = close(descriptor) == 0 ? 0 : errno
        guard rest == 0, closed == 0 else { throw failure(rest != 0 ? rest : closed, path) }
        return FileStamp(status)
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var done = 0
        while done < bytes.count {
            let count = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            done += count
        }
        return 0
    }

    /// The bytes of a file, or `nil` when it cannot be read as one.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, kind(mode: status.st_mode) == .file else { return nil }
        let size = Int(status.st_size)
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = 0
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    isWhole = false
                    return
                }
                count += got
            }
        }
        return isWhole ? bytes : nil
    }

    /// Makes a folder and those above it.
    static func makeFolders(_ path: String) throws(CasebookError) {
        if mkdir(path, 0o755) == 0 { return }
        if errno == EEXIST {
            var status = stat()
            if stat(path, &status) == 0, kind(mode: status.st_mode) == .folder { return }
            throw failure(ENOTDIR, path)
        }
        guard errno == ENOENT, let parent = parent(of: path), parent != path else { throw failure(errno, path) }
        try makeFolders(parent)
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(errno, path) }
    }

    /// The path without its last segment; `nil` for a bare name.
    static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The path with every link resolved, or `nil` when nothing stands there.
    static func resolved(_ path: String) -> String? {
        guard let buffer = realpath(path, nil) else { return nil }
        defer { free(buffer) }
        return String(validatingCString: buffer)
    }

    static func move(_ from: String, to destination: String) throws(CasebookError) {
        guard rename(from, destination) == 0 else { throw failure(errno, destination) }
    }

    /// Makes the names within a folder last over a power cut. Not every file system can: that is no failure.
    static func syncFolder(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Opens a folder and takes the lock on it, which ends with the process or with `close`.
    static func lockFolder(_ path: String) throws(CasebookError) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno, path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else { throw failure(code, path) }
            throw CasebookError(
                .cannotWrite, code: "publication_running", file: path, "Another run is publishing this site.",
                remedy: "Wait until it has ended, then run again.")
        }
        return descriptor
    }
}
