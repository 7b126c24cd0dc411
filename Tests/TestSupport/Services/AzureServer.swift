public import Foundation

/// A server of Azure Blob Storage that checks signatures with Microsoft's library, shared by all tests; each makes a
/// container of its own.
public final class AzureServer: Sendable {
    /// Whether it can be started; if not, its tests are skipped, but for `CI`.
    public static let isThere = PythonServer.has("azure.storage.blob")

    private let server: PythonServer
    public let account: String
    /// The account's, in base64.
    public let key: String
    /// Of the application `client-1` in the directory `directory-1`.
    public let secret: String
    /// A container, and a shared access signature for it.
    public let signed: (container: String, signature: String)

    /// - Throws: when it does not start.
    public static func shared() throws -> AzureServer { try started.get() }

    private static let started = Result { try AzureServer() }

    private init() throws {
        let container = "signed"
        server = try PythonServer("azure_server.py", [container])
        let facts = try server.facts(Facts.self)
        (account, key, secret) = (facts.account, facts.key, facts.secret)
        signed = (container, facts.signatures[container] ?? "")
        _ = try server.ask("/_make/\(container)")
    }

    private struct Facts: Decodable {
        let account: String
        let key: String
        let secret: String
        let signatures: [String: String]
    }

    public var endpoint: URL { URL(string: "http://127.0.0.1:\(server.port)/\(account)") ?? URL(filePath: "/") }

    /// Where tokens are given.
    public var authority: URL { URL(string: "http://127.0.0.1:\(server.port)") ?? URL(filePath: "/") }

    /// Makes a container.
    ///
    /// - Parameter access: `blob` or `container` lets anybody read.
    /// - Returns: its name.
    public func makeContainer(access: String? = nil) throws -> String {
        let name = "container-\(UUID().uuidString.lowercased())"
        _ = try server.ask("/_make/\(name)" + (access.map { "/\($0)" } ?? ""))
        return name
    }

    /// Lets anybody read a container.
    public func open(_ container: String) throws { _ = try server.ask("/_open/\(container)") }

    /// The keys in a container, in order.
    public func keys(in container: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(try server.ask("/_list/\(container)").utf8))
    }

    /// Puts a text there as somebody else would, under whatever key.
    public func put(_ text: String, at key: String, in container: String) throws {
        let path = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        _ = try server.ask("/_put/\(container)/\(path)", body: text)
    }
}
