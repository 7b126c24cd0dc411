public import CloudCredentials
public import Foundation
public import HTTPTransport
internal import Prompting

/// AWS Bedrock in a region, and who asks it.
public struct BedrockService: Sendable {
    let region: String
    let base: URL?
    let client: APIClient
    let authorisation: any Authorisation

    /// - Parameters:
    ///   - endpoint: another address, such as that of a private endpoint; `nil` for the region's own.
    ///   - authorisation: an `AWSAuthorisation` for the service `bedrock` and the same region.
    public init(region: String, endpoint: URL? = nil, authorisation: any Authorisation, client: APIClient) {
        self.region = region
        base = endpoint ?? URL(string: "https://bedrock-runtime.\(region.percentEncoded).amazonaws.com")
        self.client = client
        self.authorisation = authorisation
    }

    func endpoint(_ model: String) -> ServiceEndpoint {
        ServiceEndpoint(name: "bedrock/\(model)", client: client, authorisation: authorisation)
    }

    /// The address of an operation, `converse` or `invoke`.
    func url(_ operation: String, model: String) throws(ModelFailure) -> URL {
        var text = base?.absoluteString ?? ""
        while text.hasSuffix("/") { text.removeLast() }
        // A model's name has colons, and that of a profile or a provisioned model also slashes.
        guard base != nil, let url = URL(string: "\(text)/model/\(model.percentEncoded)/\(operation)") else {
            throw ModelFailure(.refused, service: "bedrock/\(model)", "its address is not a URL")
        }
        return url
    }
}
