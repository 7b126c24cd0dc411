import Domain
import FileMapping
import Foundation
import Pipeline
import Synchronization

/// A matrix on its way into a file: rows are written where they belong, and the file gets its name when all are there.
///
/// Rows are written by calls, not through the mapping: a full disk is an error of the call then, and not the end of
/// the process.
final class MatrixFileDraft: MatrixDraft {
    private let file: URL
    private let temporary: URL
    private let count: Int
    private let dimension: Int
    private let headerSize: Int
    private let descriptor: Int32
    private let missing: Mutex<Int>

    init(file: URL, count: Int, dimension: Int) throws {
        self.file = file
        self.count = count
        self.dimension = dimension
        let header = NumpyArray.header(count: count, dimension: dimension)
        headerSize = header.count
        missing = Mutex(count)
        (temporary, descriptor) = try Self.begin(file)
        try header.withUnsafeBytes { try write($0, at: 0) }
    }

    /// A new file that nobody takes for one that a killed run left: it is locked as long as it is open. Its name is made
    /// at random, as containers that share a folder may count their processes alike.
    private static func begin(_ file: URL) throws(CasebookError) -> (URL, Int32) {
        while true {
            let temporary = file.deletingLastPathComponent()
                .appending(path: ".\(file.lastPathComponent)-\(UUID().uuidString)")
            let descriptor = open(temporary.path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure(file) }
            var status = stat()
            guard flock(descriptor, LOCK_EX) == 0, fstat(descriptor, &status) == 0 else {
                close(descriptor)
                unlink(temporary.path)
                throw failure(file)
            }
            if status.st_nlink > 0 { return (temporary, descriptor) }
            // Another run took it away before it was locked.
            close(descriptor)
        }
    }

    /// Takes away what a killed run left half made; what a run is still making is locked, and stays.
    static func removeAbandoned(_ file: URL) throws(CasebookError) {
        let descriptor = open(file.path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        guard unlink(file.path) == 0 || errno == ENOENT else { throw failure(file) }
    }

    deinit {
        close(descriptor)
        unlink(temporary.path)
    }

    func put(_ values: ArraySlice<Float>, row: Int) throws {
        precondition(values.count == dimension && (0..<count).contains(row), "a row of the matrix")
        try values.withUnsafeBytes { try write($0, at: headerSize + row * dimension * 4) }
        missing.withLock { $0 -= 1 }
    }

    func finish() throws -> EmbeddingMatrix {
        try place()
        return try matrix()
    }

    /// Gives the file its name.
    func place() throws(CasebookError) {
        precondition(missing.withLock { $0 } == 0, "every row is put once")
        // A power cut must not leave a whole file of zeros under its name.
        guard fsync(descriptor) == 0, rename(temporary.path, file.path) == 0 else { throw Self.failure(file) }
    }

    /// What was written. It is not looked for under its name: another run that shares the folder and does not need it may
    /// have taken it away since.
    func matrix() throws -> EmbeddingMatrix {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        return try NumpyArray.read(handle, of: file.path)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(CasebookError) {
        var done = 0
        while done < bytes.count {
            let written = pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            if written < 0 {
                if errno == EINTR { continue }
                throw Self.failure(file)
            }
            done += written
        }
    }

    static func failure(_ file: URL) -> CasebookError {
        CasebookError(
            .cannotWrite, code: "cannot_write", file: file.path, "a file of vectors could not be written",
            remedy: "check the folder's permissions and the space on the disk, then run again: nothing is lost")
    }
}
