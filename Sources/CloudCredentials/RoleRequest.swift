internal import Domain
internal import Foundation
internal import HTTPTransport

/// Takes on a role at AWS STS (`AssumeRoleWithWebIdentity`, version 2011-06-15), which asks for no signature: the token
/// proves who asks.
struct RoleRequest {
    let identity: WebIdentity
    let region: String
    let sts: URL?
    let client: APIClient

    func send() async throws(CredentialFailure) -> AWSCredentials {
        let token = try token()
        guard let url = sts ?? URL(string: "https://sts.\(region.percentEncoded).amazonaws.com/") else {
            throw CredentialFailure(.refused, service: "AWS STS", "the region is no name of a host")
        }
        let request = HTTPRequest(
            .post, url,
            fields: [HTTPRequest.Field("Content-Type", FormBody.type), HTTPRequest.Field("Accept", "text/xml")],
            body: FormBody.bytes([
                ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", identity.role),
                ("RoleSessionName", identity.session), ("WebIdentityToken", token.value),
            ]))
        let reply = try await CredentialRequest(service: url.shown, client: client).send(request)
        let xml = XMLText(reply.body)
        guard let key = xml["AccessKeyId"], let secret = xml["SecretAccessKey"], let session = xml["SessionToken"],
            let expires = xml["Expiration"].flatMap(Instant.init(timestamp:))
        else { throw CredentialFailure(.malformed, service: url.shown, "the answer has no credentials") }
        return AWSCredentials(
            accessKey: key, secretKey: Secret(secret), sessionToken: Secret(session), expires: expires)
    }

    /// Read anew each time: whoever runs the machine renews the file.
    private func token() throws(CredentialFailure) -> Secret {
        guard let text = try? String(contentsOf: URL(filePath: identity.tokenFile), encoding: .utf8) else {
            throw CredentialFailure(
                .unauthorised, service: "AWS STS", "the file of the web identity's token cannot be read")
        }
        return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
