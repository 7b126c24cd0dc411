public import Domain

/// What requests to AWS are signed with.
public struct AWSCredentials: Sendable, Hashable {
    public let accessKey: String
    public let secretKey: Secret
    /// Of temporary credentials.
    public let sessionToken: Secret?
    /// `nil` for those that do not expire, or do not say.
    public let expires: Instant?

    public init(accessKey: String, secretKey: Secret, sessionToken: Secret? = nil, expires: Instant? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.expires = expires
    }
}
