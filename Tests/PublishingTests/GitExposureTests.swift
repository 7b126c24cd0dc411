import Domain
import Foundation
import Publishing
import TestSupport
import Testing

/// Whether anybody may read a repository, asked of servers that answer as a test says.
struct GitExposureTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func exposure(_ repository: String) throws -> String? {
        try GitTarget(
            branch: GitTarget.Branch(repository: repository, name: "pages"), place: "remote", tenant: Scratch.tenant,
            workspace: scratch.root, clock: .fixed(Instant(seconds: 0))
        ).exposure()
    }

    /// What the workspace's repository has configured.
    private func configure(_ pairs: KeyValuePairs<String, String>) throws {
        for arguments in [["init", "--quiet"]] + pairs.map({ ["config", $0.key, $0.value] }) {
            let git = try Command.run(
                URL(filePath: "/usr/bin/env"), ["git", "-C", scratch.root.path] + arguments)
            #expect(git.status == 0, "\(git.errors)")
        }
    }

    @Test func onlyAnAnswerMeansThatNobodyReadsIt() throws {
        let login = ["WWW-Authenticate": "Basic realm=\"git\""]
        let server = try ScriptedServer { _, request in
            let status = Int(request.path.split(separator: "/").first ?? "") ?? 400
            return .answer(status, status == 401 ? login : [:])
        }
        for status in [401, 404] { #expect(try exposure(server.url("/\(status)/site.git").absoluteString) == nil) }
        #expect(try exposure(server.url("/200/site.git").absoluteString) != nil)
        for status in [403, 407, 429, 500, 503] {
            let error = #expect(throws: CasebookError.self) {
                try exposure(server.url("/\(status)/site.git").absoluteString)
            }
            #expect(error?.kind == .unavailable && error?.diagnostics.first?.code == "readers_unknown", "\(status)")
        }
        let port = try ScriptedServer.freePort()
        #expect(throws: CasebookError.self) { try exposure("http://127.0.0.1:\(port)/site.git") }
    }

    @Test func asksByTheProxyOfTheWorkspaceButWithoutItsCredentials() throws {
        let proxy = try ScriptedServer { _, _ in .answer(404) }
        try configure([
            "http.proxy": proxy.url("").absoluteString, "http.extraheader": "Authorization: Basic aHVudGVyMg==",
        ])
        #expect(try exposure("http://repository.invalid/acme/site.git") == nil)
        let request = try #require(proxy.requests.first)
        #expect(request.path.hasPrefix("http://repository.invalid/acme/site.git/info/refs"))
        #expect(request.fields["authorization"] == nil)
        // A name for SSH at the port of https, where browsers find nothing.
        #expect(throws: CasebookError.self) { try exposure("ssh://git@ssh.github.com:443/acme/site.git") }
        #expect(proxy.requests.last?.path == "github.com:443")
    }

    @Test func asksWhereGitWouldGo() throws {
        let server = try ScriptedServer { _, _ in .answer(200) }
        try configure(["url.\(server.url("/", user: "me:hunter2@").absoluteString).insteadOf": "git@internal.example:"])
        #expect(try exposure("git@internal.example:acme/site.git") != nil)
        #expect(server.requests.first?.path.hasPrefix("/acme/site.git/") == true)
        #expect(server.requests.allSatisfy { $0.fields["authorization"] == nil })
    }
}
