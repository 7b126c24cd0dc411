public import Domain
public import Foundation
public import HTTPTransport

/// Signs requests to an AWS service with the credentials of the environment, renewed before they expire.
public struct AWSAuthorisation: Authorisation {
    private let signer: SignatureV4
    private let clock: WallClock
    private let credentials: Renewed<AWSCredentials>

    /// - Parameters:
    ///   - service: `bedrock`, `s3`.
    ///   - client: for web identities: takes on roles at AWS STS.
    ///   - sts: another address of STS; `nil` for the region's own.
    public init(
        service: String = "bedrock", region: String, environment: AWSEnvironment, client: APIClient,
        sts: URL? = nil, clock: WallClock = Timekeeping.system.clock
    ) {
        signer = SignatureV4(region: region, service: service)
        self.clock = clock
        credentials = Renewed(clock: clock) { () async throws(CredentialFailure) in
            switch try environment.find() {
            case .credentials(let credentials):
                // Whoever writes the file may write it anew.
                return Renewed.Fetched(value: credentials, expires: credentials.expires)
            case .webIdentity(let identity):
                let role = RoleRequest(identity: identity, region: region, sts: sts, client: client)
                let credentials = try await role.send()
                return Renewed.Fetched(value: credentials, expires: credentials.expires)
            }
        }
    }

    /// - Parameter credentials: those to sign with, whatever the environment has.
    public init(
        service: String, region: String, credentials: AWSCredentials,
        clock: WallClock = Timekeeping.system.clock
    ) {
        signer = SignatureV4(region: region, service: service)
        self.clock = clock
        self.credentials = Renewed(clock: clock) { () async throws(CredentialFailure) in
            Renewed.Fetched(value: credentials, expires: nil)
        }
    }

    public func authorised(_ request: HTTPRequest) async throws(CredentialFailure) -> HTTPRequest {
        signer.signed(request, with: try await credentials.current(), at: clock.now())
    }

    public func wasRefused() async -> Bool {
        await credentials.forget()
        return true
    }
}
