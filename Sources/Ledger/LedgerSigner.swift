/// Somebody's key, as the ledger remembers who could sign when.
public struct LedgerSigner: Sendable, Hashable, Comparable {
    public let principal: String
    /// `SHA256:…`.
    public let key: String

    public init(principal: String, key: String) {
        self.principal = principal
        self.key = key
    }

    init(_ members: MemberReader) throws(LedgerFault) {
        self.init(principal: try members.text("signer"), key: try members.text("key"))
    }

    public static func < (left: LedgerSigner, right: LedgerSigner) -> Bool {
        (left.principal, left.key) < (right.principal, right.key)
    }
}

/// What became of somebody's key.
public enum SignerChange: String, Sendable, Hashable {
    case enrolled, removed, revoked
}
