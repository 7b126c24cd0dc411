import CommandLineTool
import Domain
import Resources
import Testing

@testable import Workspace

/// The workflows that `init --ci` writes: what they may do, what they are pinned to, and that this program takes every
/// command line in them.
struct WorkflowTests {
    private static let systems = ContinuousIntegration.allCases

    private func files(of ci: ContinuousIntegration) throws -> [SiteFile] {
        let templates = Resources.files(in: "templates/workspace").map { ($0.path, $0.text) }
        let tenant = try #require(TenantID("acme"))
        let scaffold = WorkspaceScaffold(templates: Dictionary(uniqueKeysWithValues: templates))
        let plain = Set(try scaffold.plan(tenant: tenant, name: "Acme").map(\.path))
        return try scaffold.plan(tenant: tenant, name: "Acme", ci: ci, owners: "@acme/admins")
            .filter { !plain.contains($0.path) }
    }

    private func workflows(of ci: ContinuousIntegration) throws -> [(path: String, root: YAMLNode)] {
        try files(of: ci).filter { $0.path.hasSuffix(".yml") }.map { file in
            (file.path, try YAMLReader(file: file.path).read(String(decoding: file.bytes, as: UTF8.self)))
        }
    }

    /// Every scalar with the keys above it.
    private func scalars(_ node: YAMLNode, _ path: [String] = []) -> [(path: [String], text: String)] {
        switch node.content {
        case .scalar(let text, _), .override(let text): [(path, text)]
        case .sequence(let items): items.flatMap { scalars($0, path) }
        case .mapping(let pairs): pairs.flatMap { scalars($0.value, path + [$0.key.name]) }
        }
    }

    @Test func writesWhatEachSystemLooksFor() throws {
        #expect(
            try files(of: .github).map(\.path) == [
                ".github/CODEOWNERS", ".github/workflows/casebook-verify.yml", ".github/workflows/casebook.yml",
            ])
        #expect(try files(of: .gitlab).map(\.path) == [".gitlab-ci.yml", ".gitlab/CODEOWNERS"])
        #expect(try files(of: .azure).map(\.path) == ["azure-pipelines-verify.yml", "azure-pipelines.yml"])
    }

    /// What the pages need of their server, told to nginx as to every other host.
    @Test func aWebServerSendsTheHeadersAndLetsInNobodyUnasked() throws {
        let templates = Resources.files(in: "templates/workspace").map { ($0.path, $0.text) }
        let files = try WorkspaceScaffold(templates: Dictionary(uniqueKeysWithValues: templates))
            .plan(tenant: #require(TenantID("acme")), name: "Acme", server: .nginx)
        let file = try #require(files.first { $0.path == "hosting/nginx.conf" })
        let text = String(decoding: file.bytes, as: UTF8.self)
        for (name, value) in SecurityHeaders.all {
            let told = name == "Cache-Control" ? "private, no-cache" : value
            #expect(text.contains("add_header \(name) \"\(told)\" always;"))
        }
        #expect(text.split(separator: "add_header").count == SecurityHeaders.all.count + 2)
        #expect(text.contains("auth_request /oauth2/auth;") && !text.contains("{{"))
        let proxy = try #require(files.first { $0.path == "hosting/oauth2-proxy.cfg" })
        #expect(String(decoding: proxy.bytes, as: UTF8.self).contains("https://acme.casebook.example/oauth2/callback"))
    }

    @Test(arguments: [ContinuousIntegration.github, .gitlab]) func namesOwnersOfAllThatDecides(
        _ ci: ContinuousIntegration
    ) throws {
        let file = try #require(try files(of: ci).first { $0.path.hasSuffix("CODEOWNERS") })
        let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
        for path in ["/tenants/*/signers", "/tenants/*/revoked", "/tenants/*/tenant.yaml", "/casebook.yaml"] {
            #expect(lines.contains("\(path) @acme/admins"))
        }
        #expect(lines.contains(ci == .github ? "/.github/ @acme/admins" : "/.gitlab* @acme/admins"))
    }

    @Test(arguments: systems) func pinsEverythingByVersion(_ ci: ContinuousIntegration) throws {
        var pinned = 0
        for (path, root) in try workflows(of: ci) {
            for (keys, text) in scalars(root) {
                switch keys.last {
                case "uses":
                    #expect(text.wholeMatch(of: /actions\/[a-z-]+@v\d+\.\d+\.\d+/) != nil, "\(path): \(text)")
                case "container", "image":
                    #expect(text.wholeMatch(of: /[a-z\/]+:v?\d+\.\d+\.\d+[a-z-]*/) != nil, "\(path): \(text)")
                case "vmImage", "runs-on": #expect(text == "ubuntu-24.04", "\(path)")
                default: continue
                }
                pinned += 1
            }
        }
        #expect(pinned >= 2)
    }

    @Test func givesOnGitHubNoMoreThanEachJobNeeds() throws {
        var writers: [String] = []
        for (path, root) in try workflows(of: .github) {
            guard case .mapping(let none)? = root["permissions"]?.content else {
                Issue.record("\(path) leaves its permissions to the repository")
                continue
            }
            #expect(none.isEmpty, "\(path)")
            guard case .mapping(let jobs)? = root["jobs"]?.content else { continue }
            for job in jobs {
                let rights = scalars(try #require(job.value["permissions"]), [job.key.name])
                #expect(rights.allSatisfy { $0.path.last == "contents" }, "\(path): \(rights)")
                if rights.contains(where: { $0.text == "write" }) { writers.append(job.key.name) }
                // Whoever checks out without need of pushing leaves no credentials behind.
                let keeps = scalars(job.value).contains { $0.path.last == "persist-credentials" && $0.text == "false" }
                #expect(keeps == rights.contains { $0.text == "read" }, "\(path): \(job.key.name)")
            }
        }
        #expect(writers == ["record"])
    }

    /// A value of the event that stands in a script would be run by whoever chose it.
    @Test(arguments: systems) func putsNoExpressionIntoAScript(_ ci: ContinuousIntegration) throws {
        for (path, root) in try workflows(of: ci) {
            for (keys, text) in scalars(root) where ["run", "script", "before_script"].contains(keys.last) {
                #expect(!text.contains("${{") && text.firstMatch(of: /\$\([\w.]+\)/) == nil, "\(path): \(text)")
            }
        }
    }

    @Test(arguments: systems) func runsCommandsThatThisProgramTakes(_ ci: ContinuousIntegration) throws {
        var verbs: Set<String> = []
        for (path, root) in try workflows(of: ci) {
            for (keys, text) in scalars(root) where ["run", "script"].contains(keys.last) {
                for words in commandLines(text) {
                    #expect(throws: Never.self, "\(path): \(words)") { _ = try Casebook.parseAsRoot(words) }
                    verbs.insert(words[0])
                }
            }
        }
        #expect(verbs == ["build", "model", "publish", "verify"])
    }

    /// The arguments of each call of this program in a script of a shell.
    private func commandLines(_ script: String) -> [[String]] {
        script.replacing("\\\n", with: " ").split(separator: "\n").compactMap { line in
            let words = line.replacing("\"", with: "").replacing("'", with: "").split(separator: " ").map(String.init)
            guard let program = words.firstIndex(where: { $0 == "casebook" || $0.hasSuffix("/casebook") }),
                program == 0, words.count > 1
            else { return nil }
            return Array(words[1...].prefix { !["||", "&&", ">", ";"].contains($0) })
        }
    }
}
