public import Domain
public import Ledger
import Reviews
public import Signatures

/// The file of a ledger's checkpoint: its body, and a signature below it as in a review.
public struct LedgerSeal: Sendable {
    public let checkpoint: LedgerCheckpoint
    private let payload: [UInt8]
    private let armour: [UInt8]

    /// As errors name it.
    public static let file = "ledger.checkpoint"

    /// - Throws: `.badInput` when the file is not a signed checkpoint of the tenant.
    public init(_ bytes: [UInt8], tenant: TenantID) throws(CasebookError) {
        do throws(ReviewRefusal) {
            (payload, armour) = try ReviewFile.parts(of: bytes)
        } catch {
            throw CasebookError(
                .badInput, code: "bad_checkpoint", file: Self.file, line: error.line, error.summary,
                remedy: "restore the file from git, or seal the ledger with \"casebook ledger seal\"")
        }
        checkpoint = try LedgerCheckpoint(body: payload, tenant: tenant, file: Self.file)
    }

    /// Whether a ledger still holds what it held, and somebody who may seal it says so.
    ///
    /// - Throws: `.badInput` for a ledger that was cut off or written anew, `.refused` for a seal that does not count.
    func check(_ ledger: Ledger, by reviews: ReviewInputs, at moment: Instant) throws(CasebookError) {
        try checkpoint.check(ledger, file: "ledger.jsonl")
        try verify(signers: reviews.signers, revoked: reviews.revoked, at: moment)
    }

    /// Whether somebody who may seal ledgers signed it: the key's line in the signers file has to name the namespace
    /// `ledger@casebook`. Where no line does, nothing is asked.
    ///
    /// - Returns: who signed; `nil` where nothing was asked.
    /// - Throws: `.refused` when the signature is not that of such a line.
    @discardableResult
    public func verify(
        signers: SignerList, revoked: RevokedKeys, at moment: Instant
    ) throws(CasebookError) -> String? {
        let sealers = signers.lines.filter { $0.namespaces?.contains(LedgerCheckpoint.namespace) == true }
        if sealers.isEmpty { return nil }
        guard let signature = try? Signature(armoured: armour), signature.namespace == LedgerCheckpoint.namespace else {
            throw refusal("checkpoint_bad_signature", "the checkpoint has no signature of a ledger")
        }
        guard let line = sealers.first(where: { $0.key == signature.key }) else {
            throw refusal("checkpoint_unknown_key", "the checkpoint is signed by nobody who may seal the ledger")
        }
        guard !revoked.contains(signature.key), line.isValid(at: moment) else {
            throw refusal("checkpoint_revoked_key", "the key that signed the checkpoint is revoked, or not valid now")
        }
        do throws(SignatureRefusal) {
            try signature.verify(over: payload)
        } catch {
            throw refusal("checkpoint_bad_signature", "the checkpoint's signature does not hold")
        }
        return line.principals.first
    }

    private func refusal(_ code: String, _ summary: String) -> CasebookError {
        CasebookError(
            .refused, code: code, file: Self.file, summary,
            remedy: "check the ledger against git, then seal it anew with \"casebook ledger seal\"")
    }
}
