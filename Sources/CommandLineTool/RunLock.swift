import Domain
import Foundation

/// Keeps two runs from working on one tenant's state at once. The kernel lets go of it when a run is killed.
struct RunLock {
    private let descriptor: Int32

    init(folder: URL) throws(CasebookError) {
        let file = folder.appending(path: "lock")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: folder.path, "the state folder cannot be made",
                remedy: "check that the workspace may be written, and that no file stands where the folder goes")
        }
        descriptor = open(file.path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: file.path, "the lock file cannot be opened",
                remedy: "check the permissions of .casebook and the space on the disk")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CasebookError(
                .unavailable, code: "run_in_progress", file: file.path, "another run is working on this tenant",
                remedy: "wait for it to end, then run again")
        }
    }

    func release() { close(descriptor) }
}
