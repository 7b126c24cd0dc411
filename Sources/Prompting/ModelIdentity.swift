public import Domain

/// Which model answers: part of the key of every stored reply.
public struct ModelIdentity: Sendable, Hashable, Codable, CustomStringConvertible {
    /// `azure-openai`, `openai`, `bedrock`.
    public let provider: String
    /// The model or deployment as the provider names it.
    public let name: String
    /// What else decides the answers, such as the version of the API; may be empty.
    public let version: String

    public init(provider: String, name: String, version: String = "") {
        self.provider = provider
        self.name = name
        self.version = version
    }

    public var description: String { version.isEmpty ? "\(provider)/\(name)" : "\(provider)/\(name)/\(version)" }

    /// The key of everything that the model wrote.
    public var digest: ContentDigest { .of(fields: ["chat-model/1", provider, name, version]) }
}
