internal import Crypto

/// The hashes that a signature may name for its message.
enum Hash: String, Sendable, Hashable {
    case sha256, sha512

    func digest(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }
}
