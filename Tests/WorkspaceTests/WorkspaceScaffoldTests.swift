import Domain
import Foundation
import Testing
import Workspace

@Suite struct WorkspaceScaffoldTests {
    /// The package's own templates, by path.
    private static func templates() throws -> [String: String] {
        var root = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: root.appending(path: "templates/workspace").path),
            root.path != "/"
        {
            root = root.deletingLastPathComponent().standardizedFileURL
        }
        let folder = root.appending(path: "templates/workspace")
        var templates: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8) else { continue }
            templates[path] = text
        }
        return templates
    }

    private func plan(name: String = "Acme", ci: ContinuousIntegration? = nil) throws -> [SiteFile] {
        let tenant = try #require(TenantID("acme"))
        return try WorkspaceScaffold(templates: try Self.templates()).plan(tenant: tenant, name: name, ci: ci)
    }

    @Test(arguments: ["Acme", "Ärzte: \"Nord\" #1", "no", "{{tenant}}"])
    func laysOutAWorkspaceThatLoads(_ name: String) throws {
        let folder = try TemporaryFolder()
        let result = try WorkspaceScaffold.write(try plan(name: name), to: folder.url)
        #expect(result.kept.isEmpty)
        #expect(result.written.contains("tenants/acme/inbox/.gitkeep"))
        let workspace = try WorkspaceLoader.load(root: folder.url, environment: [:])
        #expect(workspace.configuration == WorkspaceConfiguration())
        #expect(workspace.warnings.isEmpty)
        let tenant = try workspace.tenants[0].configuration.get()
        #expect(tenant.name == name)
        #expect(tenant.ingest.mappings.isEmpty)
        let knowledge = KnowledgeReader.read(workspace.tenants[0])
        #expect(knowledge.diagnostics.isEmpty)
        #expect(knowledge.articles.map(\.id.rawValue) == ["example"])
        let questions = QuestionReader.read(workspace.tenants[0])
        #expect(questions.diagnostics.isEmpty)
        #expect(questions.questions.count == 1)
        #expect(InboxReader.list(workspace.tenants[0]).diagnostics.isEmpty)
        let kept = try MappingKeeper.insert(
            MappingConfiguration(match: "*.csv", columns: columns), into: folder.text(of: "tenants/acme/tenant.yaml"))
        #expect(kept.contains("  mappings:\n    - match: \"*.csv\"\n"))
    }

    private var columns: MappingColumns {
        var columns = MappingColumns(id: "Key")
        columns.subject = "Summary"
        return columns
    }

    @Test func neverOverwrites() throws {
        let folder = try TemporaryFolder(["casebook.yaml": "# mine\n"])
        let files = try plan()
        let result = try WorkspaceScaffold.write(files, to: folder.url)
        #expect(result.kept == ["casebook.yaml"])
        #expect(try folder.text(of: "casebook.yaml") == "# mine\n")
        let again = try WorkspaceScaffold.write(files, to: folder.url)
        #expect(again.written.isEmpty)
        #expect(again.kept == files.map(\.path))
    }

    @Test(arguments: ContinuousIntegration.allCases)
    func fillsInEverything(_ ci: ContinuousIntegration) throws {
        for file in try plan(ci: ci) where !file.path.hasSuffix(".md") {
            // GitHub's own expressions have a dollar before them.
            let text = String(decoding: file.bytes, as: UTF8.self).replacing("${{", with: "")
            #expect(!text.contains("{{"), "\(file.path)")
        }
    }

    @Test func refusesOwnersThatAreNoNames() throws {
        let tenant = try #require(TenantID("acme"))
        let scaffold = WorkspaceScaffold(templates: try Self.templates())
        for owners in ["", "@a\n/x @b", "# all", "@a  @b"] {
            #expect(throws: CasebookError.self) {
                try scaffold.plan(tenant: tenant, name: "Acme", ci: .github, owners: owners)
            }
        }
    }

    @Test func ignoresWhatHoldsPersonalData() throws {
        let files = try plan()
        let ignored = try #require(files.first { $0.path == ".gitignore" })
        let lines = String(decoding: ignored.bytes, as: UTF8.self).split(separator: "\n")
        for line in ["/tenants/*/inbox/*", "/.casebook/", "/public/"] { #expect(lines.contains(Substring(line))) }
        let attributes = try #require(files.first { $0.path == ".gitattributes" })
        #expect(String(decoding: attributes.bytes, as: UTF8.self).contains("tenants/**/reviews/** -text"))
    }

    @Test func refusesANameThatSaysNothing() throws {
        #expect(throws: CasebookError.self) { try plan(name: "  ") }
        #expect(throws: CasebookError.self) { try plan(name: "a\nb: c") }
    }
}
