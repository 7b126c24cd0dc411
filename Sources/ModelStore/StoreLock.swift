internal import Domain
internal import Foundation
internal import Glibc

/// Keeps two fetches from working on one model at once. The kernel lets go of it when a fetch is killed.
struct StoreLock {
    private let descriptor: Int32

    init(_ folder: URL) throws(CasebookError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CopyFault.cannotWrite(folder)
        }
        let file = folder.appending(path: ".lock")
        descriptor = open(file.path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CopyFault.cannotWrite(file) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CasebookError(
                .unavailable, code: "fetch_in_progress", file: folder.path, "another fetch is bringing this model",
                remedy: "wait for it to end, then run again")
        }
    }

    func release() { close(descriptor) }
}
