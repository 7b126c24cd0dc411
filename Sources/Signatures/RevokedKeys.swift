/// A tenant's `revoked` file: OpenSSH public keys, one a line, that are refused whatever the time.
public struct RevokedKeys: Sendable, Hashable {
    private let blobs: Set<[UInt8]>

    /// None.
    public static let none = RevokedKeys(blobs: [])

    private init(blobs: Set<[UInt8]>) { self.blobs = blobs }

    /// Reads a file. One bad line makes the whole file useless: it may be the very key that must not be accepted.
    ///
    /// - Throws: S13 with the line.
    public init(parsing bytes: [UInt8]) throws(SignatureRefusal) {
        guard !bytes.starts(with: Array("SSHKRL\n".utf8)) else {
            throw SignatureRefusal(
                .revocation, .revokedKey, "binary revocation lists are not read: list public keys, one a line", line: 1)
        }
        var blobs: Set<[UInt8]> = []
        for (number, text) in KeyFile.lines(of: bytes) {
            guard let blob = RevokedKeys.blob(of: text) else {
                throw SignatureRefusal(
                    .revocation, .revokedKey, "the line is not one OpenSSH public key: type and base64", line: number)
            }
            blobs.insert(blob)
        }
        self.blobs = blobs
    }

    public func contains(_ key: PublicKey) -> Bool { blobs.contains(key.blob) }

    /// The key of a line on the wire. Keys of other types and sizes than are accepted may stand here too; a key that is
    /// of an accepted type but oddly written may not, since it would revoke nothing.
    private static func blob(of text: [UInt8]) -> [UInt8]? {
        let words = text.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
        guard words.count >= 2, let blob = CanonicalBase64.decode(words[1]) else { return nil }
        var reader = WireReader(blob)
        guard let name = reader.name(), name.utf8.elementsEqual(words[0]) else { return nil }
        guard let type = KeyType(rawValue: name) else { return blob }
        do throws(SignatureRefusal) {
            _ = try PublicKey(blob: blob)
            return blob
        } catch {
            return type == .rsa && error.rule == .algorithm ? blob : nil
        }
    }
}
