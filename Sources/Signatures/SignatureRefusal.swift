/// Why a signature was refused. Its text never holds a byte of the message.
public struct SignatureRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is, for callers that answer each kind differently.
    public enum Reason: Sendable, Hashable {
        /// The signature's file or its public key is not what it must be.
        case malformed
        /// It is meant for another purpose.
        case wrongNamespace
        /// No line of the signers file holds the key (with the principal).
        case unknownKey
        /// The key is in the list of revoked keys, or that list cannot be read.
        case revokedKey
        /// The key's line is not valid at the time.
        case notValidThen
        /// The key's line does not allow the namespace.
        case namespaceNotAllowed
        /// The signature does not fit the key and the message.
        case invalid
    }

    /// The strict rule that is broken; `nil` when all are kept and the signature is simply wrong.
    public let rule: SignatureRule?
    public let reason: Reason
    /// One sentence without full stop.
    public let summary: String
    /// A line of the signers or revoked file, counted from 1.
    public let line: Int?

    init(_ rule: SignatureRule?, _ summary: String, line: Int? = nil) {
        self.init(rule, .malformed, summary, line: line)
    }

    init(_ rule: SignatureRule?, _ reason: Reason, _ summary: String, line: Int? = nil) {
        self.rule = rule
        self.reason = reason
        self.summary = summary
        self.line = line
    }

    /// `S5: the signature is for another namespace`.
    public var description: String {
        (rule.map { "\($0): " } ?? "") + summary + (line.map { " (line \($0))" } ?? "")
    }
}
