import Domain
import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

/// HTTP/2 over TLS, with a server that Node runs; skipped where Node or openssl is not installed, but for CI.
@Suite struct MultiplexingTests {
    private static let tools = ["/usr/bin/openssl", "/usr/bin/node"]

    private static let script = """
        const http2 = require('http2'), fs = require('fs');
        const server = http2.createSecureServer({ key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') });
        let sessions = 0;
        server.on('session', () => { sessions += 1; });
        server.on('stream', (stream, head) => {
          let size = 0;
          stream.on('error', () => {});
          stream.on('data', (piece) => { size += piece.length; });
          stream.on('end', () => {
            if (head[':path'] === '/reset') return stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
            stream.respond({ ':status': 200, 'content-type': 'application/json' });
            stream.end(JSON.stringify({ sessions, size }));
          });
        });
        server.listen(0, '127.0.0.1', () => { fs.writeFileSync('port.tmp', String(server.address().port));
          fs.renameSync('port.tmp', 'port'); });
        """

    @Test(.enabled(if: Repository.hasTools(tools[0], tools[1]), "node and openssl are not here"))
    func sharesAConnectionAmongCallsAtOnce() async throws {
        let scratch = try Scratch()
        let made = try Command.run(
            URL(filePath: Self.tools[0]),
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            ], in: scratch.url)
        #expect(made.status == 0, "\(made.errors)")
        try scratch.write("server.js", Self.script)
        let server = Process()
        server.executableURL = URL(filePath: Self.tools[1])
        server.arguments = ["server.js"]
        server.currentDirectoryURL = scratch.url
        server.standardInput = FileHandle.nullDevice
        try server.run()
        // Not by SIGTERM: children of Swift's task threads are born with it blocked.
        defer { kill(server.processIdentifier, SIGKILL) }
        let portFile = scratch.url.appending(path: "port")
        var port: String?
        for _ in 0..<500 where port == nil {
            try await Task.sleep(for: .milliseconds(20))
            port = try? String(contentsOf: portFile, encoding: .utf8)
        }
        let base = "https://localhost:\(try #require(port))"
        let transport = HTTPTransport(
            userAgent: "casebook/test", authority: scratch.url.appending(path: "cert.pem").path)
        @Sendable func call(_ path: String) async throws -> String {
            let url = try #require(URL(string: base + path))
            let request = HTTPRequest(.post, url, body: [UInt8](repeating: 0x78, count: 300_000))
            return String(decoding: try await transport.exchange(request).body, as: UTF8.self)
        }

        #expect(try await call("/") == #"{"sessions":1,"size":300000}"#)
        let replies = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await call("/") } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(replies == [#"{"sessions":1,"size":300000}"#])
        let lost = await #expect(throws: HTTPFailure.self) { _ = try await call("/reset") }
        #expect(lost?.kind == .unreachable && lost?.wasSent == true)

        // Nobody vouches for the server's certificate.
        let strict = HTTPTransport(userAgent: "casebook/test", authority: nil)
        let url = try #require(URL(string: base + "/"))
        let refused = await #expect(throws: HTTPFailure.self) {
            _ = try await strict.exchange(HTTPRequest(.post, url, body: [1]))
        }
        #expect(refused?.kind == .untrusted && refused?.wasSent == false)
    }
}
