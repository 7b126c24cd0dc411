internal import Domain
internal import Foundation
internal import Glibc

/// A file's way into a store: written beside its place, checked, renamed.
struct Placement {
    private let file: CataloguedModel.File
    private let place: URL
    /// Where its bytes go first.
    let part: URL

    /// Makes the folders.
    init(_ file: CataloguedModel.File, in folder: URL) throws(CasebookError) {
        self.file = file
        place = folder.appending(path: file.path)
        part = folder.appending(path: file.path + ".part")
        do {
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        } catch {
            throw CopyFault.cannotWrite(place.deletingLastPathComponent())
        }
    }

    /// Whether what was written is the file.
    var isRight: Bool { FileDigest.matches(part, size: file.size, sha256: file.sha256) }

    /// Puts what was written in its place, if it is the file; else removes it.
    func accept(from source: ModelSource) throws(CasebookError) {
        guard isRight else {
            unlink(part.path)
            throw CasebookError(
                .badInput, code: "wrong_digest", file: file.path,
                "what \(source.description) gives is not the file: its SHA-256 is another one than the pinned one",
                remedy: "take another source; if this one should be right, look into what changes files on the way")
        }
        guard rename(part.path, place.path) == 0 else { throw CopyFault.cannotWrite(place) }
        let folder = open(place.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

/// What can be wrong with copying a file.
enum CopyFault {
    static func cannotWrite(_ file: URL) -> CasebookError {
        CasebookError(
            .cannotWrite, code: "cannot_write", file: file.path,
            "the model's file cannot be written: \(String(cString: strerror(errno)))",
            remedy: "check the space on the disk and the permissions of the folder, or name another in CASEBOOK_MODELS")
    }

    static func missing(_ path: String, in place: String) -> CasebookError {
        CasebookError(
            .badInput, code: "missing_file", file: place, "it has no file \"\(path)\"",
            remedy: "name a place that holds the model's files by their paths")
    }
}
