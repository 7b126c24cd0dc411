public import Domain

/// The gzip header of an archive, with the SHA-256 of everything behind it in an extra field: one look tells whether a
/// file is whole, before any of it is unpacked. Other programs pass the field over, so that `tar -xzf` unpacks it too.
///
/// It tells damage, and nothing of who wrote the file: that is what the digest in the ledger is for.
public enum ArchiveSeal {
    /// Fixed bytes, then the digest: deflate, an extra field, no time, no system; the field `CB` of 32 bytes.
    private static let prefix: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 36, 0, 0x43, 0x42, 32, 0]

    /// How many bytes it has.
    public static let size = 48

    static func encode(_ digest: ContentDigest) -> [UInt8] { prefix + digest.bytes }

    /// Reads a whole file, and gives the SHA-256 of its bytes.
    ///
    /// - Parameters:
    ///   - file: the archive, for messages.
    ///   - read: gives at most so many of the next bytes, and none at the end.
    /// - Throws: `.badInput` when the file is no archive, or not whole.
    public static func check(
        file: String, read: (Int) throws(CasebookError) -> [UInt8]
    ) throws(CasebookError) -> ContentDigest {
        var head: [UInt8] = []
        while head.count < size {
            let bytes = try read(size - head.count)
            if bytes.isEmpty { throw fault(head).error(in: file) }
            head += bytes
        }
        guard head.starts(with: prefix) else { throw fault(head).error(in: file) }
        var whole = ContentDigest.DigestHasher()
        var rest = ContentDigest.DigestHasher()
        whole.update(head)
        while true {
            let bytes = try read(1 << 20)
            if bytes.isEmpty { break }
            whole.update(bytes)
            rest.update(bytes)
        }
        guard rest.finish().bytes == head[prefix.count...].map({ $0 }) else {
            throw ArchiveFault.damaged.error(in: file)
        }
        return whole.finish()
    }

    /// What is wrong with a file that begins so.
    private static func fault(_ head: [UInt8]) -> ArchiveFault {
        // Where half of the fixed bytes are ours, so is the file.
        zip(head, prefix).count { $0 == $1 } > prefix.count / 2 ? .damaged : .notAnArchive
    }
}
