/// An SSHSIG signature, taken apart. Nothing is said yet of whether it holds.
public struct Signature: Sendable, Hashable {
    /// Who signed, by the signature's own word.
    public let key: PublicKey
    /// What it was signed for.
    public let namespace: String
    let hash: Hash
    /// Algorithm and value on the wire.
    let value: [UInt8]

    private static let magic = Array("SSHSIG".utf8)

    /// Reads the armoured text that `ssh-keygen -Y sign` writes.
    ///
    /// - Throws: the first of the rules S1 to S8 and S14 that it breaks.
    public init(armoured text: [UInt8]) throws(SignatureRefusal) {
        try self.init(blob: Armour.remove(from: text))
    }

    init(blob: [UInt8]) throws(SignatureRefusal) {
        var reader = WireReader(blob)
        guard let magic = reader.take(6), magic.elementsEqual(Signature.magic) else {
            throw SignatureRefusal(.version, "this is not an SSH signature")
        }
        guard reader.number() == 1 else { throw SignatureRefusal(.version, "the signature is not of version 1") }
        guard let key = reader.field(), let namespace = reader.field(), let reserved = reader.field(),
            let hash = reader.field(), let value = reader.field()
        else { throw SignatureRefusal(.leftOver, "the signature ends too early") }
        guard reserved.isEmpty else { throw SignatureRefusal(.reserved, "the reserved field is not empty") }
        guard !namespace.isEmpty, namespace.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw SignatureRefusal(.namespace, "the namespace is empty or has unusual characters")
        }
        guard let hash = Hash(rawValue: String(decoding: hash, as: UTF8.self)) else {
            throw SignatureRefusal(.hash, "the hash is neither sha512 nor sha256")
        }
        guard reader.isAtEnd else { throw SignatureRefusal(.leftOver, "bytes are left over after the signature") }
        self.key = try PublicKey(blob: Array(key))
        self.namespace = String(decoding: namespace, as: UTF8.self)
        self.hash = hash
        self.value = Array(value)
    }

    /// Checks the signature over a message with its own key. It says nothing of whose key that is.
    ///
    /// - Throws: S7, S8 or S9 for a wrong form, and a refusal without rule when it does not fit.
    public func verify(over message: [UInt8]) throws(SignatureRefusal) {
        let signed =
            Signature.magic + WireWriter.field(namespace.utf8) + WireWriter.field([])
            + WireWriter.field(hash.rawValue.utf8) + WireWriter.field(hash.digest(message))
        try key.verify(signature: value[...], over: signed)
    }
}
