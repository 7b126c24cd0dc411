/// The strict rules that a signature, and the files it is checked with, must keep. OpenSSH accepts most of what these
/// refuse.
public enum SignatureRule: Int, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// At most 16 KiB of ASCII with LF alone, from the header to the footer and one LF.
    case envelope = 1
    /// One block of canonical base64.
    case base64
    /// The magic bytes, and version 1.
    case version
    /// The reserved field is empty.
    case reserved
    /// The namespace is the expected one, and not empty.
    case namespace
    /// The hash is sha512 or sha256.
    case hash
    /// No bytes are left over in the blob, the public key or the signature.
    case leftOver
    /// The algorithm fits the key, and the key is of a supported type and size.
    case algorithm
    /// Ed25519: 64 bytes, S below the group's order, a canonical key that is not of small order.
    case ed25519
    /// Key and principal stand on one line of the signers file.
    case oneLine
    /// No patterns, no unknown options, and times in UTC.
    case plainLine
    /// The key is valid at the time.
    case validity
    /// The key is not revoked, whatever the time.
    case revocation
    /// No certificates.
    case certificate

    /// `S1` to `S14`.
    public var description: String { "S\(rawValue)" }
}
