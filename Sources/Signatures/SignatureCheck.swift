public import Domain

/// Whether a detached signature over a message is that of a principal, by the strict rules.
public struct SignatureCheck: Sendable {
    let signers: SignerList
    let revoked: RevokedKeys

    public init(signers: SignerList, revoked: RevokedKeys = .none) {
        self.signers = signers
        self.revoked = revoked
    }

    /// Checks everything that OpenSSH's `ssh-keygen -Y verify` does, and S1 to S14.
    ///
    /// - Parameters:
    ///   - moment: when the key must be valid.
    /// - Returns: the key that signed, and its line.
    /// - Throws: the first rule that is broken.
    public func verify(
        message: [UInt8], signature text: [UInt8], principal: String, namespace: String, at moment: Instant
    ) throws(SignatureRefusal) -> (signature: Signature, line: SignerLine) {
        let signature = try Signature(armoured: text)
        guard signature.namespace == namespace else {
            throw SignatureRefusal(.namespace, .wrongNamespace, "the signature is for another namespace")
        }
        let lines = try lines(of: signature.key, principal: principal)
        guard !revoked.contains(signature.key) else {
            throw SignatureRefusal(.revocation, .revokedKey, "the key is revoked")
        }
        guard let valid = lines.filter({ $0.isValid(at: moment) }).nonEmpty else {
            throw SignatureRefusal(
                .validity, .notValidThen, "the key is not valid at \(moment.iso8601)", line: lines[0].line)
        }
        guard let line = valid.first(where: { $0.allows(namespace: namespace) }) else {
            throw SignatureRefusal(
                .namespace, .namespaceNotAllowed, "the signers file does not allow this key to sign in the namespace",
                line: valid[0].line)
        }
        try signature.verify(over: message)
        return (signature, line)
    }

    private func lines(of key: PublicKey, principal: String) throws(SignatureRefusal) -> [SignerLine] {
        let lines = signers.lines(of: key)
        if let fitting = lines.filter({ $0.principals.contains(principal) }).nonEmpty { return fitting }
        if let line = lines.first {
            throw SignatureRefusal(
                .oneLine, .unknownKey, "the key is that of another principal of the signers file", line: line.line)
        }
        // Of lines that were left out, the first is likely the one that was meant to hold the key.
        if let fault = signers.faults.first, let rule = fault.rule {
            throw SignatureRefusal(
                rule, .unknownKey, "the key is not in the signers file, of which a line is refused: \(fault.summary)",
                line: fault.line)
        }
        throw SignatureRefusal(.oneLine, .unknownKey, "the key is not in the signers file")
    }
}

extension Array {
    /// The array, or `nil` when it is empty.
    fileprivate var nonEmpty: [Element]? { isEmpty ? nil : self }
}
