import Domain
import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

/// A server with a certificate of its own, made and run by the `openssl` command.
@Suite struct CertificateTests {
    private static let openssl = URL(filePath: "/usr/bin/openssl")

    @Test(.enabled(if: Repository.hasTools(openssl.path), "openssl is not here"))
    func trustsOnlyAuthoritiesThatItKnows() async throws {
        let scratch = try Scratch()
        try scratch.write("file", "content")
        let made = try Command.run(
            Self.openssl,
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            ], in: scratch.url)
        #expect(made.status == 0, "\(made.errors)")
        let port = try ScriptedServer.freePort()
        let server = Process()
        server.executableURL = Self.openssl
        server.arguments = ["s_server", "-accept", "\(port)", "-cert", "cert.pem", "-key", "key.pem", "-WWW", "-quiet"]
        server.currentDirectoryURL = scratch.url
        server.standardInput = FileHandle.nullDevice
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        // Not by SIGTERM: children of Swift's task threads are born with it blocked.
        defer { kill(server.processIdentifier, SIGKILL) }
        let certificate = scratch.url.appending(path: "cert.pem").path

        func download(_ host: String, authority: String?) async throws {
            let url = try #require(URL(string: "https://\(host):\(port)/file"))
            let transport = HTTPTransport(
                userAgent: "casebook/test", retries: RetryPolicy(attempts: 50, longest: .milliseconds(200)),
                authority: authority)
            try await transport.download(Download(url, to: scratch.url.appending(path: "part"), size: 7))
        }
        try await download("localhost", authority: certificate)
        #expect(try String(contentsOf: scratch.url.appending(path: "part"), encoding: .utf8) == "content")
        try FileManager.default.removeItem(at: scratch.url.appending(path: "part"))
        // Unknown to the system; and known, but for another name.
        for (host, authority) in [("localhost", nil), ("127.0.0.1", certificate)] as [(String, String?)] {
            let error = await #expect(throws: CasebookError.self) { try await download(host, authority: authority) }
            #expect(error?.diagnostics.first?.code == "untrusted_server")
        }
    }
}
