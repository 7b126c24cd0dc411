/// Why a review was refused, in the order in which it is asked. Raw values are the published codes.
public enum RefusalCode: String, Sendable, Hashable, CaseIterable, Codable {
    case tooLarge = "too_large"
    case signatureMissing = "signature_missing"
    case badSignatureFile = "bad_signature_file"
    case unknownKey = "unknown_key"
    case revokedKey = "revoked_key"
    case keyNotValidThen = "key_not_valid_then"
    case roleNotPermitted = "role_not_permitted"
    case badSignature = "bad_signature"
    case yamlRefused = "yaml_refused"
    case wrongSchema = "wrong_schema"
    case unsupportedSchema = "unsupported_schema"
    case unknownField = "unknown_field"
    case badValue = "bad_value"
    case wrongTenant = "wrong_tenant"
    case signerMismatch = "signer_mismatch"
    case roleMismatch = "role_mismatch"
    case wrongSubject = "wrong_subject"
    case signedInFuture = "signed_in_future"
    case expired
    case lifetimeTooLong = "lifetime_too_long"
    case duplicateID = "duplicate_id"
    case unknownSupersedes = "unknown_supersedes"
    case superseded
    case staleContent = "stale_content"

    /// What to do about it, one sentence.
    public var remedy: String {
        switch self {
        case .tooLarge: "Shorten the review to at most 64 KiB, and sign it again."
        case .signatureMissing: "Sign the file with \"casebook sign FILE\"."
        case .badSignatureFile: "Sign the payload again with \"casebook sign FILE\" or \"ssh-keygen -Y sign\"."
        case .unknownKey: "Enrol the key with \"casebook signer add\" in a pull request of its own, then verify again."
        case .revokedKey: "Have a signer whose key is not revoked sign the review."
        case .keyNotValidThen: "Have a signer whose key is valid now sign the review, or renew the key's line."
        case .roleNotPermitted: "Have a signer sign whose line in the signers file allows this namespace."
        case .badSignature: "Something changed after signing: sign the file again, and let no program change its bytes."
        case .yamlRefused: "Write plain block-style YAML, as \"casebook approve\" does, and sign it again."
        case .wrongSchema: "Sign approvals in approval@casebook and feedback in feedback@casebook."
        case .unsupportedSchema: "Use version 1 of the schema, or a newer casebook."
        case .unknownField: "Take the field out, and sign the review again."
        case .badValue: "Mend the field, and sign the review again."
        case .wrongTenant: "Put the review into the folder of the tenant that it names."
        case .signerMismatch: "Let \"signer\" be the principal of the key's own line in the signers file."
        case .roleMismatch: "Have a person with the needed role in tenant.yaml sign the review."
        case .wrongSubject: "Name a cluster or question that the tenant's book has."
        case .signedInFuture: "Check the clock of the machine that signed, and sign the review again."
        case .expired: "Look at the text again, and sign a new review."
        case .lifetimeTooLong: "Let the review expire at most 180 days after it is signed."
        case .duplicateID: "Give every review an id of its own, and keep one file of each."
        case .unknownSupersedes: "Name a review of your own on the same subject, or \"none\"."
        case .superseded: "Nothing to do: a newer review of the same signer has taken its place."
        case .staleContent: "Read the text as it is now published, and sign a new review of it."
        }
    }
}
