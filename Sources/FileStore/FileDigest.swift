public import Domain
public import Foundation

/// The digest of a file's bytes, read in pieces.
public enum FileDigest {
    /// - Parameters:
    ///   - name: for the error, when the file cannot be read.
    public static func of(_ url: URL, name: String) throws -> ContentDigest {
        do {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            var hasher = ContentDigest.DigestHasher()
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                piece.withUnsafeBytes { hasher.update(buffer: $0) }
            }
            return hasher.finish()
        } catch {
            throw CasebookError(
                .badInput, code: "cannot_read", file: name, "the export cannot be read",
                remedy: "check that it is a file and may be read")
        }
    }
}
