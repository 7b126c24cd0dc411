public import Foundation
internal import Glibc

/// A file's bytes, mapped into memory read-only for as long as this lives.
///
/// Sendable: the bytes never change through this process. A file that another process cuts while it is mapped ends
/// this one: map only files that are put in place by rename and never written again, or that the user named.
public final class MappedFile: @unchecked Sendable {
    /// The file's bytes, from its first, on a page's border.
    public let bytes: UnsafeRawBufferPointer

    /// Why a file cannot be mapped.
    public struct Failure: Error, Sendable {
        /// In words for people, without the file's name.
        public let reason: String
    }

    /// Maps a regular file; an empty one gives no bytes.
    public convenience init(_ file: URL) throws(Failure) {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        try self.init(descriptor: descriptor)
    }

    /// Maps a whole file that is open for reading, whatever has become of its name. The descriptor stays the caller's,
    /// who may close it at once.
    public init(descriptor: Int32) throws(Failure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(reason: "it is not a file")
        }
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw Failure(reason: String(cString: strerror(errno)))
        }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    /// From now on parts are read here and there: what lies beside them is not read from the file along with them. Where
    /// memory holds only a part of the file, it would drive out what is needed again.
    public func expectScatteredReads() {
        guard let address = bytes.baseAddress else { return }
        // Advice: where it is not taken, reading is slower and nothing else.
        _ = madvise(UnsafeMutableRawPointer(mutating: address), bytes.count, MADV_RANDOM)
    }

    deinit {
        if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
    }
}
