internal import Crypto
internal import Foundation

/// Signs as OpenSSH does, with an Ed25519 key of its own, and as badly as a test wants.
public struct TestSigner: Sendable {
    /// An SSHSIG blob in its parts, each of which a test may spoil.
    public struct Parts: Sendable {
        public var magic = Array("SSHSIG".utf8)
        public var version: UInt32 = 1
        public var key: [UInt8]
        public var namespace: [UInt8]
        public var reserved: [UInt8] = []
        public var hash = "sha512"
        public var signature: [UInt8]
        public var tail: [UInt8] = []

        public var blob: [UInt8] {
            magic + withUnsafeBytes(of: version.bigEndian) { Array($0) } + field(key) + field(namespace)
                + field(reserved) + field(Array(hash.utf8)) + field(signature) + tail
        }

        public var armour: [UInt8] { TestSigner.armour(blob) }
    }

    private let secret: [UInt8]
    /// On the wire.
    public let key: [UInt8]

    /// The same key for the same seed.
    public init(seed: UInt8) throws {
        secret = [UInt8](repeating: seed, count: 32)
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: secret)
        self.key = field(Array("ssh-ed25519".utf8)) + field(Array(key.publicKey.rawRepresentation))
    }

    /// Type and base64, as in `.pub` and `signers` files.
    public var line: String { "ssh-ed25519 \(Data(key).base64EncodedString())" }

    /// A signature in its parts. A spoiled hash or namespace is signed too.
    public func parts(
        _ message: [UInt8], namespace: String, hash: String = "sha512", reserved: [UInt8] = []
    ) throws -> Parts {
        let digest = hash == "sha256" ? Array(SHA256.hash(data: message)) : Array(SHA512.hash(data: message))
        let signed =
            Array("SSHSIG".utf8) + field(Array(namespace.utf8)) + field(reserved) + field(Array(hash.utf8))
            + field(digest)
        let value = try Curve25519.Signing.PrivateKey(rawRepresentation: secret).signature(for: signed)
        return Parts(
            key: key, namespace: Array(namespace.utf8), reserved: reserved, hash: hash,
            signature: field(Array("ssh-ed25519".utf8)) + field(Array(value)))
    }

    public func armour(_ message: [UInt8], namespace: String) throws -> [UInt8] {
        try parts(message, namespace: namespace).armour
    }

    /// A review file: the payload and its trailer.
    public func signed(_ payload: String, namespace: String) throws -> [UInt8] {
        Array(payload.utf8) + TestSigner.trailer(try armour(Array(payload.utf8), namespace: namespace))
    }

    /// Armour as comment lines.
    public static func trailer(_ armour: [UInt8]) -> [UInt8] {
        let lines = String(decoding: armour, as: UTF8.self).split(separator: "\n")
        return Array(lines.map { "# \($0)\n" }.joined().utf8)
    }

    /// Base64 between header and footer, 70 characters a line as OpenSSH writes it.
    public static func armour(_ blob: [UInt8]) -> [UInt8] {
        let base64 = Array(Data(blob).base64EncodedString())
        var text = "-----BEGIN SSH SIGNATURE-----\n"
        for start in stride(from: 0, to: base64.count, by: 70) {
            text += String(base64[start..<min(start + 70, base64.count)]) + "\n"
        }
        return Array((text + "-----END SSH SIGNATURE-----\n").utf8)
    }
}

/// A field of SSH's wire format.
public func field(_ bytes: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
}
