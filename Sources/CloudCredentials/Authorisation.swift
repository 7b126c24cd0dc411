public import Domain
public import HTTPTransport

/// Proves to a service who asks.
public protocol Authorisation: Sendable {
    /// The request with what proves it, made for one attempt: tokens and signatures grow old.
    func authorised(_ request: HTTPRequest) async throws(CredentialFailure) -> HTTPRequest

    /// The service refused what this gave.
    ///
    /// - Returns: whether there will be something newer for another attempt.
    func wasRefused() async -> Bool
}

extension Authorisation {
    public func wasRefused() async -> Bool { false }
}

/// A key in a field of every request.
public struct KeyAuthorisation: Authorisation {
    private let field: String
    private let scheme: String
    private let key: Secret

    private init(field: String, scheme: String, key: Secret) {
        self.field = field
        self.scheme = scheme
        self.key = key
    }

    /// `Authorization: Bearer KEY`.
    public static func bearer(_ key: Secret) -> KeyAuthorisation {
        KeyAuthorisation(field: "Authorization", scheme: "Bearer ", key: key)
    }

    /// `api-key: KEY`, as Azure has it.
    public static func apiKey(_ key: Secret) -> KeyAuthorisation {
        KeyAuthorisation(field: "api-key", scheme: "", key: key)
    }

    public func authorised(_ request: HTTPRequest) throws(CredentialFailure) -> HTTPRequest {
        guard !key.value.isEmpty else {
            throw CredentialFailure(.unauthorised, service: request.url.shown, "the key is empty")
        }
        var request = request
        request.fields.append(HTTPRequest.Field(field, scheme + key.value))
        return request
    }
}

/// For services that ask nobody who they are, such as a model server on this machine, or are told by extra fields.
public struct NoAuthorisation: Authorisation {
    public init() {}
    public func authorised(_ request: HTTPRequest) -> HTTPRequest { request }
}
