/// Why a request could not be given what proves who asks. Its texts never hold a key or a token.
public struct CredentialFailure: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The credentials are missing, wrong or too weak.
        case unauthorised
        /// The service that gives them wants fewer requests.
        case rateLimited
        /// The service that gives them cannot be reached, or fails.
        case unavailable
        /// The service that gives them refuses the request as it is, or its address is none.
        case refused
        /// The answer of that service is not what its description says.
        case malformed
        /// The caller wants them no more.
        case cancelled
    }

    public let kind: Kind
    /// What was asked, `AWS` or an address without secrets.
    public let service: String
    /// What happened, one clause.
    public let detail: String

    public init(_ kind: Kind, service: String, _ detail: String) {
        self.kind = kind
        self.service = service
        self.detail = detail
    }
}
