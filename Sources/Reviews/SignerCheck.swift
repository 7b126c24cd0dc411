internal import Domain
internal import Signatures

/// Whose signature a file carries, and that it holds. Nothing of the payload is read for it.
struct SignerCheck: Sendable {
    let key: PublicKey
    let family: ReviewFamily
    /// The principals that the key may speak for.
    let signers: Set<String>

    /// - Parameter moment: when the key must be valid.
    /// - Throws: `bad_signature_file` to `bad_signature`, in order.
    init(_ signed: SignedPayload, context: ReviewContext, moment: Instant) throws(ReviewRefusal) {
        let line = signed.trailerLine
        let signature = try SignerCheck.refusing(.badSignatureFile, line) { () throws(SignatureRefusal) in
            try Signature(armoured: signed.armour)
        }
        guard let family = ReviewFamily(namespace: signature.namespace) else {
            throw ReviewRefusal(
                .badSignatureFile, line: line, "the signature is for neither approval@casebook nor feedback@casebook",
                rule: .namespace)
        }
        let lines = try SignerCheck.lines(of: signature.key, family: family, context: context, moment: moment, line)
        try SignerCheck.refusing(.badSignature, line) { () throws(SignatureRefusal) in
            try signature.verify(over: signed.payload)
        }
        key = signature.key
        self.family = family
        signers = Set(lines.flatMap(\.principals))
    }

    private static func lines(
        of key: PublicKey, family: ReviewFamily, context: ReviewContext, moment: Instant, _ line: Int
    ) throws(ReviewRefusal) -> [SignerLine] {
        let lines = context.signers.lines(of: key)
        guard !lines.isEmpty else {
            throw ReviewRefusal(
                .unknownKey, line: line, "the key \(key.fingerprint) is not in the tenant's signers file",
                rule: .oneLine)
        }
        guard !context.revoked.contains(key) else {
            throw ReviewRefusal(.revokedKey, line: line, "the key \(key.fingerprint) is revoked", rule: .revocation)
        }
        let valid = lines.filter { $0.isValid(at: moment) }
        guard !valid.isEmpty else {
            throw ReviewRefusal(
                .keyNotValidThen, line: line, "the key's line is not valid at \(moment.iso8601)", rule: .validity)
        }
        let allowed = valid.filter { $0.allows(namespace: family.namespace) }
        guard !allowed.isEmpty else {
            throw ReviewRefusal(
                .roleNotPermitted, line: line, "the key's line does not allow signatures in \(family.namespace)",
                rule: .namespace)
        }
        return allowed
    }

    /// Signature refusals in the words of reviews. A key or an algorithm of the wrong form is a fault of the signature's
    /// file, whenever it comes to light.
    private static func refusing<Value>(
        _ code: RefusalCode, _ line: Int, _ work: () throws(SignatureRefusal) -> Value
    ) throws(ReviewRefusal) -> Value {
        do throws(SignatureRefusal) {
            return try work()
        } catch {
            throw ReviewRefusal(code, line: line, error.summary, rule: error.rule)
        }
    }
}
