import Foundation
import TestSupport

/// A small workspace that was built, and that names its repository: pages of it can be signed, and what is signed can be
/// verified.
struct ReviewedWorkspace {
    static let signer = "alice@acme.example"
    static let hasTools = Browser.isHere && Repository.hasTools("/usr/bin/ssh-keygen")

    /// Built once; every test copies it.
    private static let built: Result<Scratch, any Error> = Result {
        let scratch = try Scratch()
        let root = try SampleWorkspace.make(
            in: scratch, tenants: ["acme": ["t.csv": SampleWorkspace.csv(count: 48)]],
            configuration: """
                version: 1
                models:
                  embedding:
                    provider: lexical
                site:
                  repository:
                    url: https://github.com/acme/support
                    folder: book

                """)
        try scratch.write("workspace/tenants/acme/questions/tunnel.yaml", "question: Why does the VPN tunnel close?\n")
        try scratch.write(
            "workspace/tenants/acme/tenant.yaml",
            "name: Acme\nroles:\n  po: [\(signer)]\n  sme: [\(signer)]\n")
        let build = try Command.casebook("build", "--workspace", root.path)
        guard build.status == 0 else { throw BuiltExample.BuildFailure(errors: build.errors) }
        return scratch
    }

    let scratch: Scratch
    let root: URL
    let clusters: [String]

    init() throws {
        scratch = try Scratch()
        root = scratch.url.appending(path: "workspace")
        try FileManager.default.copyItem(at: Self.built.get().url.appending(path: "workspace"), to: root)
        let pages = root.appending(path: "public/acme/clusters")
        clusters = try FileManager.default.contentsOfDirectory(atPath: pages.path).filter { $0.hasPrefix("c-") }
            .sorted()
    }

    func page(_ cluster: Int = 0) -> URL {
        root.appending(path: "public/acme/clusters/\(clusters[cluster])/index.html")
    }

    var answerPage: URL { root.appending(path: "public/acme/assessments/tunnel/index.html") }

    /// Adds a line to the tenant's signers, as its pull request would.
    func enrol(_ line: String) throws {
        let file = root.appending(path: "tenants/acme/signers")
        let present = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        try Data("\(present)\(line)\n".utf8).write(to: file)
    }

    /// Puts a review where its page says that it belongs.
    func keep(_ bytes: Data, at path: String) throws -> URL {
        let file = root.appending(path: String(path.trimmingPrefix("book/")))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
        return file
    }

    func verify() throws -> Command { try Command.casebook("verify", "--workspace", root.path) }

    /// Whether stock ssh-keygen verifies a review by the two lines of shell that the manual gives.
    func stockVerifies(_ review: URL, namespace: String) throws -> Bool {
        let script = """
            sed '/^# -----BEGIN SSH SIGNATURE-----$/,$d' '\(review.path)' > message
            sed -n '/^# -----BEGIN SSH/,$s/^# //p' '\(review.path)' > message.sig
            ssh-keygen -Y verify -f workspace/tenants/acme/signers -I \(Self.signer) -n \(namespace) \
              -s message.sig < message
            """
        return try Command.run(URL(filePath: "/bin/sh"), ["-c", script], in: scratch.url).status == 0
    }
}
