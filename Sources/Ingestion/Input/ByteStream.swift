import Domain
import Foundation

/// Bytes that come in pieces, so that memory does not grow with the file.
protocol ByteStream: AnyObject {
    /// Appends the next piece, of roughly `count` bytes; `false` at the end.
    func read(_ count: Int, into buffer: inout [UInt8]) throws(CasebookError) -> Bool

    /// Whether the stream ended before its container said it would: a gzip file cut in the middle.
    var endedEarly: Bool { get }
}

/// A piece that is worth a system call and fits a cache.
let pieceSize = 256 << 10

/// The bytes of a file, read and not mapped: a mapped file that shrinks meanwhile would end the process.
final class FileByteStream: ByteStream {
    private let handle: FileHandle
    private let name: String

    init(file: URL, name: String) throws(CasebookError) {
        self.name = name
        do {
            handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw .unreadable(name)
        }
    }

    deinit { try? handle.close() }

    func read(_ count: Int, into buffer: inout [UInt8]) throws(CasebookError) -> Bool {
        do {
            guard let data = try handle.read(upToCount: count), !data.isEmpty else { return false }
            buffer.append(contentsOf: data)
            return true
        } catch {
            throw .unreadable(name)
        }
    }

    var endedEarly: Bool { false }
}

/// Bytes that are in memory already.
final class MemoryByteStream: ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(_ count: Int, into buffer: inout [UInt8]) throws(CasebookError) -> Bool {
        guard position < bytes.count else { return false }
        let end = min(bytes.count, position + count)
        buffer.append(contentsOf: bytes[position..<end])
        position = end
        return true
    }

    var endedEarly: Bool { false }
}

extension CasebookError {
    static func unreadable(_ name: String) -> CasebookError {
        CasebookError(
            .badInput, code: "unreadable_file", file: name, "the file cannot be read",
            remedy: "check that it exists and that its permissions let this user read it")
    }
}
