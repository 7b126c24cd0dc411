public import Domain
public import Foundation
internal import Glibc

extension ObjectStore {
    /// Brings an object into a file, part by part, each made again where it fails; the file is readable to this user
    /// alone.
    ///
    /// - Parameters:
    ///   - file: written anew. It is removed when the object does not come whole.
    ///   - most: bytes; a larger object is a failure of kind `tooLarge`, and not brought.
    /// - Returns: the digest of the bytes, for the caller to compare: a store's word for them is not enough.
    @discardableResult
    public func get(_ key: String, to file: URL, most: Int = .max) async throws(ObjectStoreFailure) -> ContentDigest {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.unwritable(place) }
        defer { close(descriptor) }
        var hasher = ContentDigest.DigestHasher()
        do throws(ObjectStoreFailure) {
            try await pieces(of: key, most: most) { (piece) throws(ObjectStoreFailure) in
                hasher.update(piece)
                guard Self.write(piece, to: descriptor) else { throw Self.unwritable(place) }
            }
            guard fsync(descriptor) == 0 else { throw Self.unwritable(place) }
        } catch {
            unlink(file.path)
            throw error
        }
        return hasher.finish()
    }

    /// The bytes of one version of an object, piece by piece.
    func pieces(
        of key: String, most: Int, _ take: ([UInt8]) throws(ObjectStoreFailure) -> Void
    ) async throws(ObjectStoreFailure) {
        let length = 8 << 20
        var place = 0
        var version: String?
        while true {
            let part = try await part(of: key, range: place..<place + length, etag: version)
            guard part.total <= most else {
                throw ObjectStoreFailure(
                    .tooLarge, place: "\(self.place)/\(key)", "it has \(part.total) bytes, and may have \(most)")
            }
            try take(part.bytes)
            place += part.bytes.count
            version = part.etag
            if place >= part.total { return }
            guard !part.bytes.isEmpty else {
                throw ObjectStoreFailure(.malformed, place: "\(self.place)/\(key)", "a part of it has no bytes")
            }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
    }

    private static func unwritable(_ place: String) -> ObjectStoreFailure {
        ObjectStoreFailure(.unwritable, place: place, "what it gives cannot be written to a file")
    }
}
