public import Domain
public import Foundation
public import HTTPTransport

/// Tokens of Microsoft Entra ID by client credentials, renewed before they expire.
public final class EntraToken: Authorisation {
    /// An application that is registered in a directory, with the role "Cognitive Services OpenAI User".
    public struct Application: Sendable {
        /// The directory, by its id or domain.
        public var directory: String
        public var client: String
        public var secret: Secret
        /// Another one for national clouds.
        public var authority: URL?
        public var scope: String

        public init(
            directory: String, client: String, secret: Secret, authority: URL? = nil,
            scope: String = "https://cognitiveservices.azure.com/.default"
        ) {
            self.directory = directory
            self.client = client
            self.secret = secret
            self.authority = authority
            self.scope = scope
        }
    }

    private let token: Renewed<Secret>

    public init(_ application: Application, client: APIClient, clock: WallClock = Timekeeping.system.clock) {
        token = Renewed(clock: clock) { () async throws(CredentialFailure) in
            try await Self.fetch(application, client, clock)
        }
    }

    public func authorised(_ request: HTTPRequest) async throws(CredentialFailure) -> HTTPRequest {
        var request = request
        request.fields.append(HTTPRequest.Field("Authorization", "Bearer \(try await token.current().value)"))
        return request
    }

    public func wasRefused() async -> Bool {
        await token.forget()
        return true
    }

    private static func fetch(
        _ application: Application, _ client: APIClient, _ clock: WallClock
    ) async throws(CredentialFailure) -> Renewed<Secret>.Fetched {
        let authority = application.authority?.absoluteString ?? "https://login.microsoftonline.com"
        let slash = authority.hasSuffix("/") ? "" : "/"
        guard let url = URL(string: "\(authority)\(slash)\(application.directory.percentEncoded)/oauth2/v2.0/token")
        else { throw CredentialFailure(.refused, service: "Entra ID", "the authority's address is not a URL") }
        let request = HTTPRequest(
            .post, url,
            fields: [
                HTTPRequest.Field("Content-Type", FormBody.type), HTTPRequest.Field("Accept", "application/json"),
            ],
            body: FormBody.bytes([
                ("client_id", application.client), ("client_secret", application.secret.value),
                ("grant_type", "client_credentials"), ("scope", application.scope),
            ]))
        let began = clock.now()
        let reply = try await CredentialRequest(service: url.shown, client: client).send(request)
        guard let json = try? JSONValue(strictly: reply.body), let token = json["access_token"]?.string,
            !token.isEmpty, let lifetime = json["expires_in"]?.integer ?? json["expires_in"]?.string.flatMap(Int64.init)
        else { throw CredentialFailure(.malformed, service: url.shown, "the answer has no access token") }
        return Renewed.Fetched(
            value: Secret(token), expires: Instant(seconds: began.seconds + min(max(0, lifetime), 86_400 * 30)))
    }
}
