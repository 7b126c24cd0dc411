public import CloudCredentials
internal import Domain
public import Foundation
public import HTTPTransport
internal import Prompting

/// Where a model of the OpenAI kind is, and who asks it: OpenAI itself, any gateway or server that speaks its
/// protocol, or Azure OpenAI.
public struct OpenAIService: Sendable {
    /// `openai`, `openai-compatible` or `azure-openai`.
    let provider: String
    /// What tells this service from others of its provider.
    let version: String
    let base: URL
    let apiVersion: String?
    let client: APIClient
    let authorisation: any Authorisation
    let fields: [HTTPRequest.Field]

    /// OpenAI, or what speaks as it does.
    ///
    /// - Parameters:
    ///   - base: `https://api.openai.com/v1`: what comes before `/chat/completions`.
    ///   - fields: sent with every request, such as those of a gateway.
    public static func gateway(
        _ base: URL, authorisation: any Authorisation, fields: [HTTPRequest.Field] = [], client: APIClient
    ) -> OpenAIService {
        let isOpenAI = base.host() == "api.openai.com"
        return OpenAIService(
            provider: isOpenAI ? "openai" : "openai-compatible", version: isOpenAI ? "" : base.place, base: base,
            apiVersion: nil, client: client, authorisation: authorisation, fields: fields)
    }

    /// Azure OpenAI. The names of its models are those of deployments.
    ///
    /// - Parameters:
    ///   - endpoint: `https://my-resource.openai.azure.com`.
    ///   - authorisation: `KeyAuthorisation.apiKey` or an `EntraToken`.
    public static func azure(
        _ endpoint: URL, apiVersion: String = "2024-10-21", authorisation: any Authorisation, client: APIClient
    ) -> OpenAIService {
        OpenAIService(
            provider: "azure-openai", version: "\(endpoint.place) \(apiVersion)", base: endpoint,
            apiVersion: apiVersion, client: client, authorisation: authorisation, fields: [])
    }

    func endpoint(_ model: String) -> ServiceEndpoint {
        ServiceEndpoint(name: "\(provider)/\(model)", client: client, authorisation: authorisation, fields: fields)
    }

    /// The address of an operation, `chat/completions`.
    func url(_ operation: String, model: String) throws(ModelFailure) -> URL {
        var text = base.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        if let apiVersion {
            text += "/openai/deployments/\(model.percentEncoded)/\(operation)"
            text += "?api-version=\(apiVersion.percentEncoded)"
        } else {
            text += "/\(operation)"
        }
        guard let url = URL(string: text) else {
            throw ModelFailure(.refused, service: "\(provider)/\(model)", "its address is not a URL")
        }
        return url
    }

    /// The member that names the model: Azure takes it from the address.
    func modelMember(_ model: String) -> [String: JSONValue] { apiVersion == nil ? ["model": .string(model)] : [:] }
}

extension URL {
    /// Host, port and path: what tells two services apart.
    fileprivate var place: String {
        var path = path()
        while path.hasSuffix("/") { path.removeLast() }
        return (host() ?? "") + (port.map { ":\($0)" } ?? "") + path
    }
}
