internal import Domain
internal import FlyingFox
public import Foundation

/// Serves the sites on this machine alone, for looking at them while they change.
public struct SiteServer: Sendable {
    private let responder: SiteResponder
    private let port: UInt16

    /// - Parameters:
    ///   - root: the folder of the sites, one folder a tenant.
    ///   - port: to listen on, at 127.0.0.1; 0 for any that is free.
    ///   - version: what open pages watch: bump it after a rebuild.
    public init(root: URL, port: UInt16 = 0, version: SiteVersion = SiteVersion()) {
        responder = SiteResponder(folder: SiteFolder(root: root), version: version)
        self.port = port
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onReady: called once with the port, when requests are answered.
    /// - Throws: `CasebookError` of kind `unavailable` when the port cannot be had.
    public func run(onReady: @escaping @Sendable (UInt16) -> Void) async throws {
        let responder = responder
        let server = HTTPServer(
            address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled,
            handler: ClosureHTTPHandler { request in SiteServer.response(responder.reply(to: SiteRequest(request))) })
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask {
                    try await server.waitUntilListening()
                    if case .ip4(_, let port) = await server.listeningAddress { onReady(port) }
                    // The server ends the group, by failing or by being cancelled.
                    try await Task.sleep(for: .seconds(Int32.max))
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            if Task.isCancelled { return }
            throw CasebookError(
                .unavailable, code: "port_unavailable", "the port \(port) at 127.0.0.1 cannot be listened on",
                remedy: "end the program that uses it, or choose another with --port")
        }
    }

    private static func response(_ reply: SiteReply) -> HTTPResponse {
        let headers = Dictionary(
            reply.headers.map { (HTTPHeader($0.name), $0.value) }, uniquingKeysWith: { first, _ in first })
        return HTTPResponse(
            statusCode: HTTPStatusCode(reply.status, phrase: phrases[reply.status] ?? "Error"),
            headers: HTTPHeaders(headers), body: Data(reply.body))
    }

    private static let phrases = [
        200: "OK", 301: "Moved Permanently", 304: "Not Modified", 404: "Not Found", 405: "Method Not Allowed",
        421: "Misdirected Request",
    ]
}

extension SiteRequest {
    fileprivate init(_ request: HTTPRequest) {
        self.init(
            method: request.method.rawValue, path: request.target.path(), query: request.target.query(),
            host: request.headers[.host], ifNoneMatch: request.headers[.ifNoneMatch])
    }
}
