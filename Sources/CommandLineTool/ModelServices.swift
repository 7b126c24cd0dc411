import CloudCredentials
import Domain
import Embedding
import Foundation
import HTTPTransport
import ModelClient
import Prompting
import Workspace

/// Makes clients of the services that a configuration names.
enum ModelServices {
    static func chatModel(_ configuration: ChatConfiguration) throws(CasebookError) -> any ChatModel {
        let service = configuration.service
        switch service.provider {
        case .bedrock: return BedrockChatModel(service.model, service: try bedrock(service))
        case .openAI, .compatible, .azure, .cohere:
            let options = OpenAIChatModel.Options(
                lengthMember: configuration.lengthParameter,
                structuredOutput: .init(rawValue: configuration.structuredOutput) ?? .jsonSchema)
            return OpenAIChatModel(service.model, service: try openAI(service), options: options)
        }
    }

    /// - Parameter dimension: `nil` for the model's own.
    static func embedder(
        _ service: ServiceConfiguration, dimension: Int?, gate: any CallGate
    ) throws(CasebookError) -> ServiceEmbedder {
        switch service.provider {
        case .openAI, .compatible, .azure:
            return .openAI(
                service.model, service: try openAI(service), dimension: dimension ?? openAIDimension(service.model),
                shortens: dimension != nil && service.model.contains("text-embedding-3"), gate: gate)
        case .cohere:
            return .cohere(
                service.model, base: try url(service.endpoint ?? "https://api.cohere.com"),
                key: service.apiKey ?? Secret(""), client: client(service),
                dimension: dimension ?? (service.model.contains("light") ? 384 : 1_024), gate: gate)
        case .bedrock:
            return .titan(service.model, service: try bedrock(service), dimension: dimension ?? 1_024, gate: gate)
        }
    }

    private static func openAIDimension(_ model: String) -> Int { model.contains("3-large") ? 3_072 : 1_536 }

    private static func openAI(_ service: ServiceConfiguration) throws(CasebookError) -> OpenAIService {
        let client = client(service)
        guard service.provider == .azure else {
            let fields = service.headers.sorted { $0.key < $1.key }.map { HTTPRequest.Field($0.key, $0.value) }
            let authorisation: any Authorisation =
                if let key = service.apiKey { KeyAuthorisation.bearer(key) } else { NoAuthorisation() }
            return .gateway(
                try url(service.endpoint ?? "https://api.openai.com/v1"), authorisation: authorisation,
                fields: fields, client: client)
        }
        return .azure(
            try url(service.endpoint ?? ""), apiVersion: service.apiVersion ?? "2024-10-21",
            authorisation: try azureAuthorisation(service), client: client)
    }

    private static func azureAuthorisation(_ service: ServiceConfiguration) throws(CasebookError) -> any Authorisation {
        guard let entra = service.entra else { return KeyAuthorisation.apiKey(service.apiKey ?? Secret("")) }
        var authority: URL?
        if let written = entra.authority { authority = try url(written) }
        return EntraToken(
            EntraToken.Application(
                directory: entra.directory, client: entra.client, secret: entra.secret, authority: authority),
            client: APIClient(HTTPTransport(userAgent: userAgent)))
    }

    private static func bedrock(_ service: ServiceConfiguration) throws(CasebookError) -> BedrockService {
        let environment = AWSEnvironment(profile: service.profile)
        guard let region = service.region ?? environment.region else {
            throw CasebookError(
                .badConfiguration, code: "missing_region", "no AWS region is configured",
                remedy: "add \"region\" to the model in casebook.yaml, or set AWS_REGION")
        }
        var endpoint: URL?
        if let written = service.endpoint { endpoint = try url(written) }
        let sts = ProcessInfo.processInfo.environment["AWS_ENDPOINT_URL_STS"].flatMap { URL(string: $0) }
        return BedrockService(
            region: region, endpoint: endpoint,
            authorisation: AWSAuthorisation(
                region: region, environment: environment, client: APIClient(HTTPTransport(userAgent: userAgent)),
                sts: sts),
            client: client(service))
    }

    private static var userAgent: String { "casebook/\(ProgramVersion.text)" }

    private static func client(_ service: ServiceConfiguration) -> APIClient {
        APIClient(
            HTTPTransport(userAgent: userAgent, limits: .modelCalls),
            limits: RateLimits(
                requestsPerMinute: service.requestsPerMinute, tokensPerMinute: service.tokensPerMinute))
    }

    private static func url(_ text: String) throws(CasebookError) -> URL {
        guard let url = URL(string: text), url.host() != nil else {
            throw CasebookError(
                .badConfiguration, code: "bad_value", "a model's endpoint is not an address",
                remedy: "write the whole address, as in \"https://gateway.example/v1\"")
        }
        return url
    }
}
