/// An OpenSSH public key, of a type that is supported, in the one way in which it can be written.
public struct PublicKey: Sendable, Hashable {
    /// The key on the wire: what its base64 in files stands for. Equal keys have equal bytes.
    public let blob: [UInt8]
    public let type: KeyType
    let material: Material

    /// What the key's type has the bytes mean.
    enum Material: Sendable, Hashable {
        case ed25519([UInt8])
        /// `04`, x and y.
        case ecdsa(point: [UInt8])
        case rsa(exponent: [UInt8], modulus: [UInt8])
    }

    /// Reads a key from the wire.
    ///
    /// - Throws: what is wrong with it, by rule S7, S8, S9 or S14.
    public init(blob: [UInt8]) throws(SignatureRefusal) {
        var reader = WireReader(blob)
        guard let name = reader.name() else {
            throw SignatureRefusal(.leftOver, "the public key ends in the middle of its type")
        }
        guard let type = KeyType(rawValue: name) else { throw KeyType.refusal(ofTypeNamed: name) }
        let material =
            switch type {
            case .ed25519: try PublicKey.ed25519(&reader)
            case .ecdsa256, .ecdsa384, .ecdsa521: try PublicKey.ecdsa(type, &reader)
            case .rsa: try PublicKey.rsa(&reader)
            }
        guard reader.isAtEnd else {
            throw SignatureRefusal(.leftOver, "bytes are left over after the public key")
        }
        self.blob = blob
        self.type = type
        self.material = material
    }

    /// `SHA256:` and the base64 of the key's digest, as `ssh-keygen -l` shows it.
    public var fingerprint: String { "SHA256:" + CanonicalBase64.encode(Hash.sha256.digest(blob), padded: false) }

    /// The key as it stands in files: its type and base64.
    public var text: String { "\(type.rawValue) \(CanonicalBase64.encode(blob))" }

    /// Reads `type base64 [comment]`, the line of a `.pub` file.
    public init(line: String) throws(SignatureRefusal) {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" })
        guard words.count >= 2 else {
            throw SignatureRefusal(.base64, "this is not a public key: a type and base64")
        }
        self.init(try PublicKey(type: String(words[0]), base64: words[1].utf8))
    }

    private init(_ key: PublicKey) { self = key }

    /// Reads the two words of a key in a file; they must say the same.
    init(type name: String, base64: some Collection<UInt8>) throws(SignatureRefusal) {
        guard KeyType(rawValue: name) != nil else { throw KeyType.refusal(ofTypeNamed: name) }
        guard let blob = CanonicalBase64.decode(base64) else {
            throw SignatureRefusal(.base64, "the key is not canonical base64")
        }
        try self.init(blob: blob)
        guard type.rawValue == name else {
            throw SignatureRefusal(.algorithm, "the key is of another type than its line says")
        }
    }
}

extension PublicKey {
    private static func ed25519(_ reader: inout WireReader) throws(SignatureRefusal) -> Material {
        guard let key = reader.field(), key.count == 32 else {
            throw SignatureRefusal(.ed25519, "an ed25519 key has 32 bytes")
        }
        guard Ed25519.isCanonical(key: key) else {
            throw SignatureRefusal(.ed25519, "the ed25519 key is not in canonical form")
        }
        guard !Ed25519.isOfSmallOrder(key: key) else {
            throw SignatureRefusal(.ed25519, "the ed25519 key is of small order: it signs anything")
        }
        return .ed25519(Array(key))
    }

    private static func ecdsa(_ type: KeyType, _ reader: inout WireReader) throws(SignatureRefusal) -> Material {
        guard let curve = reader.name(), curve == type.curve else {
            throw SignatureRefusal(.algorithm, "the key's curve is not that of its type")
        }
        guard let point = reader.field(), point.count == 1 + 2 * type.coordinateSize, point.first == 0x04 else {
            throw SignatureRefusal(.algorithm, "the key's point is not in the uncompressed form of its curve")
        }
        return .ecdsa(point: Array(point))
    }

    /// The largest modulus that is looked at: work grows with its cube.
    private static let largestModulus = 8_192

    private static func rsa(_ reader: inout WireReader) throws(SignatureRefusal) -> Material {
        guard let exponent = reader.magnitude(), let modulus = reader.magnitude(), let top = modulus.first,
            let last = exponent.last
        else { throw SignatureRefusal(.leftOver, "the rsa key's numbers are not in their shortest form") }
        let bits = modulus.count * 8 - top.leadingZeroBitCount
        guard bits >= 2_048 else { throw SignatureRefusal(.algorithm, "the rsa key has fewer than 2048 bits") }
        guard bits <= largestModulus else { throw SignatureRefusal(.algorithm, "the rsa key has over 8192 bits") }
        guard !last.isMultiple(of: 2), exponent.count <= 4, exponent.count > 1 || last > 1 else {
            throw SignatureRefusal(.algorithm, "the rsa key's exponent is not an odd number from 3 to 32 bits")
        }
        return .rsa(exponent: Array(exponent), modulus: Array(modulus))
    }
}
