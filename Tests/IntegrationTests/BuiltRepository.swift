import Foundation
import TestSupport
import Testing

/// A workspace in a folder of a git repository, built and committed, with one signer of both roles.
struct BuiltRepository {
    static let signer = "alice@acme.example"
    static let hasTools = Repository.hasTools("/usr/bin/ssh-keygen", "/usr/bin/git")

    let scratch: Scratch
    let clusters: [String]

    var url: URL { scratch.url.appending(path: "repository") }
    var workspace: URL { url.appending(path: "support") }

    init() throws {
        let scratch = try Scratch()
        self.scratch = scratch
        let root = try SampleWorkspace.make(
            in: scratch, named: "repository/support", tenants: ["acme": ["t.csv": SampleWorkspace.csv(count: 48)]],
            configuration: "version: 1\nmodels:\n  embedding:\n    provider: lexical\n")
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 0, "\(build.errors)")
        let pages = root.appending(path: "public/acme/clusters").path
        clusters = try FileManager.default.contentsOfDirectory(atPath: pages).filter { $0.hasPrefix("c-") }.sorted()
        try shell("ssh-keygen -q -t ed25519 -N '' -C '' -f key")
        let added = try Command.casebook(
            "signer", "add", Self.signer, "--tenant", "acme", "--key", "key.pub", "--role", "po", "--role", "sme",
            "--valid-after", "2020-01-01", "--valid-before", "2090-12-31", "--workspace", root.path, in: scratch.url)
        #expect(added.status == 0, "\(added.errors)")
        try git(
            """
            git init -q -b main && git config user.name alice && git config user.email alice@acme.example
            printf '/support/public/\\n/support/.casebook/\\n/support/tenants/acme/inbox/\\n' > .gitignore
            git add -A && git commit -qm before
            """)
    }

    /// Runs a script beside the repository, where the key is.
    @discardableResult
    func shell(_ script: String) throws -> String { try Self.run(script, in: scratch.url) }

    /// Runs a script in the repository.
    @discardableResult
    func git(_ script: String) throws -> String { try Self.run(script, in: url) }

    private static func run(_ script: String, in folder: URL) throws -> String {
        let run = try Command.run(URL(filePath: "/bin/sh"), ["-c", "set -e\n" + script], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    func casebook(_ arguments: [String]) throws -> Command {
        try Command.run(Repository.binary, arguments + ["--workspace", workspace.path], in: scratch.url)
    }

    func casebook(_ arguments: String...) throws -> Command { try casebook(arguments) }

    /// `casebook feedback` on the first cluster.
    func feedback(_ arguments: [String]) throws -> Command {
        try casebook(
            ["feedback", "acme/\(clusters[0])"] + arguments + ["--key", "key", "--signer", Self.signer, "--yes"])
    }

    func feedback(_ arguments: String...) throws -> Command { try feedback(arguments) }

    /// The texts of the reviews of a folder, in order of signing.
    func reviews(_ folder: String) throws -> [String] {
        let place = workspace.appending(path: "tenants/acme/reviews/\(folder)")
        return try FileManager.default.contentsOfDirectory(atPath: place.path).sorted().map {
            try String(contentsOf: place.appending(path: $0), encoding: .utf8)
        }
    }
}
