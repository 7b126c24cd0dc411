public import Domain
public import Foundation
public import HTTPTransport
public import Pipeline

/// The vector services that are spoken to, as configuration names them.
public enum VectorServiceKind: String, Sendable, Hashable, CaseIterable {
    case qdrant
    case azureSearch = "azure-search"
    case pinecone
    case weaviate
}

/// Where a vector service is, and how it is asked.
public struct VectorService: Sendable {
    public let kind: VectorServiceKind
    /// The base address, of Pinecone that of the index.
    public let url: URL
    public let key: Secret?
    /// What the names of all collections begin with: one a workspace.
    public let prefix: String
    private let client: APIClient

    public init(kind: VectorServiceKind, url: URL, key: Secret?, prefix: String, client: APIClient) {
        self.kind = kind
        self.url = url
        self.key = key
        self.prefix = prefix
        self.client = client
    }

    /// A tenant's place in the service. Its name is a digest: no two tenants have one name, whatever they are called, and
    /// the service does not learn what that is.
    public func store(for tenant: TenantID) -> any VectorStore {
        let digest = ContentDigest.of(fields: ["vectors/1", tenant.rawValue]).hex.prefix(32)
        switch kind {
        case .qdrant: return QdrantStore(calls: calls("api-key"), collection: "\(prefix)-\(digest)")
        case .azureSearch: return AzureSearchStore(calls: calls("api-key"), index: "\(prefix)-\(digest)")
        case .pinecone: return PineconeStore(calls: calls("Api-Key"), namespace: "\(prefix)-\(digest)")
        case .weaviate:
            let calls = calls("Authorization") { "Bearer \($0)" }
            return WeaviateStore(
                calls: calls, collection: "\(prefix.prefix(1).uppercased())\(prefix.dropFirst())_\(digest)")
        }
    }

    private func calls(_ field: String, value: (String) -> String = { $0 }) -> VectorCalls {
        VectorCalls(
            service: kind.rawValue, base: url, fields: key.map { [HTTPRequest.Field(field, value($0.value))] } ?? [],
            client: client)
    }
}
