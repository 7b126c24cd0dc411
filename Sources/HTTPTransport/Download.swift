public import Domain
public import Foundation
internal import Glibc

/// A file to bring whose size is known. What has come stays in a partial file, so that a later attempt, or a later
/// run, goes on from there.
public struct Download: Sendable {
    public let url: URL
    /// Where the bytes go until somebody has checked them. Beside it a file `.etag` holds what the server calls this
    /// version, so that two versions are never joined.
    public let part: URL
    /// In bytes.
    public let size: Int

    public init(_ url: URL, to part: URL, size: Int) {
        self.url = url
        self.part = part
        self.size = size
    }

    /// The file that holds the server's name for the version.
    var versionFile: URL { part.appendingPathExtension("etag") }

    /// Removes what has come.
    public func discard() {
        unlink(part.path)
        unlink(versionFile.path)
    }
}

extension HTTPTransport {
    /// Brings a file. Goes on where an earlier attempt ended, as far as the server lets it, and makes failed requests
    /// again; an attempt that brought something counts as the first.
    ///
    /// - Parameter progress: called with the bytes there are, from the thread of the transfer.
    /// - Throws: `CasebookError`: of kind `unavailable` when the server does not give the file, `badInput` when it has
    ///   another size, `cannotWrite` when it cannot be written. The partial file stays but for another size.
    public func download(
        _ download: Download, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(CasebookError) {
        let file = try PartialFile(download, progress: progress)
        var failures = 0
        while file.size < download.size {
            let before = file.size
            let failure: HTTPFailure
            do {
                try await attempt(
                    HTTPRequest(.get, download.url, fields: file.rangeFields), receiver: file,
                    accepting: [200, 206, 416])
                if file.size == download.size { break }
                failure = HTTPFailure(kind: .unreachable, place: download.url.shown, detail: "the file came incomplete")
            } catch let error as HTTPFailure {
                failure = error
            } catch let error as CasebookError {
                throw error
            } catch {
                throw HTTPFailure(kind: .cancelled, place: download.url.shown, detail: "it was cancelled").error
            }
            failures = file.size > before ? 1 : failures + 1
            guard let delay = retries.delay(after: failure, failures: failures, random: random()) else {
                throw failure.error
            }
            do { try await sleep(delay) } catch { throw failure.error }
        }
        try file.finish()
    }
}
