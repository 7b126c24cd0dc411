internal import Crypto
internal import CryptoExtras
internal import Foundation

extension PublicKey {
    /// Checks a raw signature (algorithm and value, as on the wire) over bytes.
    ///
    /// - Throws: S7, S8 or S9 for a signature that has the wrong form, and a refusal without rule for one that does
    ///   not fit.
    func verify(signature: ArraySlice<UInt8>, over bytes: [UInt8]) throws(SignatureRefusal) {
        var reader = WireReader(signature)
        guard let algorithm = reader.name(), let value = reader.field() else {
            throw SignatureRefusal(.leftOver, "the signature ends too early")
        }
        guard reader.isAtEnd else { throw SignatureRefusal(.leftOver, "bytes are left over after the signature") }
        guard type.algorithms.contains(algorithm) else {
            throw SignatureRefusal(.algorithm, "the signature's algorithm does not fit the key's type")
        }
        let fits =
            switch material {
            case .ed25519(let key): try PublicKey.verifyEd25519(value, over: bytes, key: key)
            case .ecdsa(let point): try verifyECDSA(value, over: bytes, point: point)
            case .rsa(let exponent, let modulus):
                try PublicKey.verifyRSA(
                    value, over: bytes, exponent: exponent, modulus: modulus,
                    hash: algorithm == "rsa-sha2-512" ? .sha512 : .sha256)
            }
        guard fits else {
            throw SignatureRefusal(nil, .invalid, "the signature does not fit the key and the message")
        }
    }

    private static func verifyEd25519(
        _ value: ArraySlice<UInt8>, over bytes: [UInt8], key: [UInt8]
    ) throws(SignatureRefusal) -> Bool {
        guard value.count == 64 else { throw SignatureRefusal(.ed25519, "an ed25519 signature has 64 bytes") }
        guard Ed25519.hasReducedScalar(signature: value) else {
            throw SignatureRefusal(.ed25519, "the ed25519 signature's scalar is not below the group's order")
        }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
        return key.isValidSignature(Array(value), for: bytes)
    }

    private func verifyECDSA(
        _ value: ArraySlice<UInt8>, over bytes: [UInt8], point: [UInt8]
    ) throws(SignatureRefusal) -> Bool {
        var reader = WireReader(value)
        guard let r = reader.magnitude(), let s = reader.magnitude() else {
            throw SignatureRefusal(.leftOver, "the ecdsa signature's numbers are not in their shortest form")
        }
        guard reader.isAtEnd else {
            throw SignatureRefusal(.leftOver, "bytes are left over after the ecdsa signature")
        }
        let size = type.coordinateSize
        guard r.count <= size, s.count <= size else {
            throw SignatureRefusal(.algorithm, "the ecdsa signature's numbers are larger than the curve")
        }
        let zeros = [UInt8](repeating: 0, count: size)
        let raw = zeros.dropLast(r.count) + r + zeros.dropLast(s.count) + s
        do {
            switch type {
            case .ecdsa256:
                return try P256.Signing.PublicKey(x963Representation: point)
                    .isValidSignature(
                        P256.Signing.ECDSASignature(rawRepresentation: raw), for: SHA256.hash(data: bytes))
            case .ecdsa384:
                return try P384.Signing.PublicKey(x963Representation: point)
                    .isValidSignature(
                        P384.Signing.ECDSASignature(rawRepresentation: raw), for: SHA384.hash(data: bytes))
            case .ecdsa521:
                return try P521.Signing.PublicKey(x963Representation: point)
                    .isValidSignature(
                        P521.Signing.ECDSASignature(rawRepresentation: raw), for: SHA512.hash(data: bytes))
            case .ed25519, .rsa: return false
            }
        } catch {
            throw SignatureRefusal(.algorithm, "the ecdsa key is not a point of its curve")
        }
    }

    private static func verifyRSA(
        _ value: ArraySlice<UInt8>, over bytes: [UInt8], exponent: [UInt8], modulus: [UInt8], hash: Hash
    ) throws(SignatureRefusal) -> Bool {
        guard value.count == modulus.count else {
            throw SignatureRefusal(.algorithm, "an rsa signature is as long as its key")
        }
        guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else {
            throw SignatureRefusal(.algorithm, "the rsa key is not one that signs")
        }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: Array(value))
        // PKCS #1 v1.5 is what RFC 8332 prescribes; "insecure" is swift-crypto's word for all but PSS.
        return switch hash {
        case .sha256:
            key.isValidSignature(signature, for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
        case .sha512:
            key.isValidSignature(signature, for: SHA512.hash(data: bytes), padding: .insecurePKCS1v1_5)
        }
    }
}
