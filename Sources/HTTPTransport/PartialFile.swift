internal import Domain
internal import Foundation
internal import Glibc
internal import Synchronization

/// The file that a download grows in, and what takes the answers that make it grow.
final class PartialFile: AnswerReceiver, Sendable {
    private let download: Download
    private let descriptor: Int32
    private let progress: @Sendable (Int) -> Void
    private let bytes: Mutex<Int>

    /// Opens or makes the file; one that is longer than it should be begins anew.
    init(_ download: Download, progress: @escaping @Sendable (Int) -> Void) throws(CasebookError) {
        self.download = download
        self.progress = progress
        descriptor = open(download.part.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Self.failure(download.part) }
        let end = lseek(descriptor, 0, SEEK_END)
        bytes = Mutex(Int(end))
        if end > download.size { try restart() }
    }

    deinit { close(descriptor) }

    /// How many bytes have come.
    var size: Int { bytes.withLock { $0 } }

    /// What asks for the rest alone, if this is still the version that the beginning is of.
    var rangeFields: [HTTPRequest.Field] {
        guard size > 0 else { return [] }
        let version = try? String(contentsOf: download.versionFile, encoding: .utf8)
        return [HTTPRequest.Field("Range", "bytes=\(size)-")]
            + (version.map { [HTTPRequest.Field("If-Range", $0)] } ?? [])
    }

    func begin(_ head: HTTPHead) throws {
        switch head.status {
        case 206:
            guard let range = head["content-range"].flatMap(ContentRange.init), range.first == size,
                range.total.map({ $0 == download.size }) ?? true
            else { return try restart(throwing: "the server gives another part of the file than it was asked for") }
        case 200:
            try restart()
            if let length = head["content-length"].flatMap({ Int($0) }), length != download.size {
                throw wrongSize("\(length)")
            }
        default: return try restart(throwing: "the server has no such part of the file")
        }
        rememberVersion(head["etag"])
    }

    func receive(_ piece: UnsafeRawBufferPointer) throws {
        guard size + piece.count <= download.size else {
            try restart()
            throw wrongSize("more")
        }
        var written = 0
        while written < piece.count {
            let count = write(descriptor, piece.baseAddress?.advanced(by: written), piece.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(download.part) }
            written += count
            let total = bytes.withLock { bytes in
                bytes += count
                return bytes
            }
            progress(total)
        }
    }

    /// Forces the bytes to the device.
    func finish() throws(CasebookError) {
        guard fsync(descriptor) == 0 else { throw Self.failure(download.part) }
        unlink(download.versionFile.path)
    }

    private func restart() throws(CasebookError) {
        unlink(download.versionFile.path)
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw Self.failure(download.part)
        }
        bytes.withLock { $0 = 0 }
    }

    /// Begins anew with the next attempt.
    private func restart(throwing detail: String) throws {
        try restart()
        throw HTTPFailure(kind: .unreachable, place: download.url.shown, detail: detail)
    }

    /// Only a strong name says that two answers are the same, byte for byte (RFC 9110, 8.8.1).
    private func rememberVersion(_ etag: String?) {
        guard let etag, etag.hasPrefix("\""), etag.utf8.count < 1_000 else {
            unlink(download.versionFile.path)
            return
        }
        try? Data(etag.utf8).write(to: download.versionFile)
    }

    private func wrongSize(_ found: String) -> CasebookError {
        CasebookError(
            .badInput, code: "wrong_size", file: download.part.lastPathComponent,
            "\(download.url.shown): the file has \(found) bytes, not \(download.size)",
            remedy: "check the address: it should hold exactly the files that are asked for")
    }

    private static func failure(_ file: URL) -> CasebookError {
        let reason = String(cString: strerror(errno))
        return CasebookError(
            .cannotWrite, code: "cannot_write", file: file.path, "the download cannot be written: \(reason)",
            remedy: "check the space on the disk and the permissions of the folder")
    }
}
