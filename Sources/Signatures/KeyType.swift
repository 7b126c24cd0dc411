/// The kinds of keys whose signatures are checked.
public enum KeyType: String, Sendable, Hashable, CaseIterable {
    case ed25519 = "ssh-ed25519"
    case ecdsa256 = "ecdsa-sha2-nistp256"
    case ecdsa384 = "ecdsa-sha2-nistp384"
    case ecdsa521 = "ecdsa-sha2-nistp521"
    case rsa = "ssh-rsa"

    /// The curve's name within the key, of ECDSA keys.
    var curve: String? {
        switch self {
        case .ed25519, .rsa: nil
        case .ecdsa256: "nistp256"
        case .ecdsa384: "nistp384"
        case .ecdsa521: "nistp521"
        }
    }

    /// Bytes of a coordinate, of ECDSA keys.
    var coordinateSize: Int {
        switch self {
        case .ed25519, .rsa: 0
        case .ecdsa256: 32
        case .ecdsa384: 48
        case .ecdsa521: 66
        }
    }

    /// The algorithms that a signature of such a key may name. `ssh-rsa` is SHA-1, and never one of them.
    var algorithms: [String] { self == .rsa ? ["rsa-sha2-512", "rsa-sha2-256"] : [rawValue] }

    /// Why a key whose type has this name is refused.
    static func refusal(ofTypeNamed name: String) -> SignatureRefusal {
        if name.contains("-cert-v") {
            return SignatureRefusal(.certificate, "certificates are not accepted, only plain keys")
        }
        if name.hasPrefix("sk-") {
            return SignatureRefusal(
                .algorithm, "keys of FIDO devices (sk-…) are not supported: use an ed25519, ecdsa or rsa key")
        }
        return SignatureRefusal(
            .algorithm, "the key's type is not supported: use an ed25519, ecdsa or rsa key")
    }
}
