public import Domain
public import Foundation

/// The CI systems that `casebook init` writes a workflow for.
public enum ContinuousIntegration: String, Sendable, CaseIterable {
    case github, gitlab, azure

    /// Templates, and where the system looks for what they become.
    var files: [(template: String, place: String)] {
        switch self {
        case .github:
            [
                ("ci/github.yml", ".github/workflows/casebook.yml"),
                ("ci/github-verify.yml", ".github/workflows/casebook-verify.yml"),
                ("ci/codeowners", ".github/CODEOWNERS"),
            ]
        case .gitlab: [("ci/gitlab.yml", ".gitlab-ci.yml"), ("ci/codeowners", ".gitlab/CODEOWNERS")]
        // Azure Repos has no file of code owners: its policies name them.
        case .azure:
            [("ci/azure.yml", "azure-pipelines.yml"), ("ci/azure-verify.yml", "azure-pipelines-verify.yml")]
        }
    }

    /// The system's own files, whose change could take the verification away.
    var workflows: String {
        switch self {
        case .github: "/.github/"
        case .gitlab: "/.gitlab*"
        case .azure: "/azure-pipelines*.yml"
        }
    }

    /// Who decides about signers, roles and workflows, until somebody is named.
    public static let unnamedOwners = "@your-organisation/casebook-admins"
}

/// The web servers that `casebook init` writes a configuration for.
public enum WebServer: String, Sendable, CaseIterable {
    /// With oauth2-proxy, which knows who may read.
    case nginx

    var files: [(template: String, place: String)] {
        [("hosting/nginx.conf", "hosting/nginx.conf"), ("hosting/oauth2-proxy.cfg", "hosting/oauth2-proxy.cfg")]
    }
}

/// What `casebook init` lays out.
public struct WorkspaceScaffold: Sendable {
    private let templates: [String: String]

    /// - Parameter templates: the files below `templates/workspace` of the package, by path.
    public init(templates: [String: String]) { self.templates = templates }

    /// Template and place of every file; `TENANT` is the tenant's folder.
    private static let layout = [
        ("casebook.yaml", "casebook.yaml"),
        ("gitattributes", ".gitattributes"),
        ("gitignore", ".gitignore"),
        ("tenant/README.md", "tenants/TENANT/README.md"),
        ("tenant/inbox.gitkeep", "tenants/TENANT/inbox/.gitkeep"),
        ("tenant/knowledge/example.md", "tenants/TENANT/knowledge/example.md"),
        ("tenant/questions/example.yaml", "tenants/TENANT/questions/example.yaml"),
        ("tenant/revoked", "tenants/TENANT/revoked"),
        ("tenant/signers", "tenants/TENANT/signers"),
        ("tenant/tenant.yaml", "tenants/TENANT/tenant.yaml"),
    ]

    /// The files of a new workspace with one tenant, in order of path. `{{tenant}}` and `{{name}}` in templates are
    /// filled in, the name as a YAML scalar in `.yaml` files.
    ///
    /// - Parameter owners: code owners as the git host writes them, `@acme/admins`; parted by spaces.
    /// - Throws: when a template is missing, or a name is blank, has control characters or is no code owner.
    public func plan(
        tenant: TenantID, name: String, ci: ContinuousIntegration? = nil, server: WebServer? = nil,
        owners: String = ContinuousIntegration.unnamedOwners
    ) throws(CasebookError) -> [SiteFile] {
        let name = name.trimmedWhitespace
        guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw CasebookError(
                .usage, code: "bad_value", "the tenant's name is blank or has control characters",
                remedy: "give a name such as \"Acme\"")
        }
        var layout = WorkspaceScaffold.layout
        layout += (ci?.files ?? []) + (server?.files ?? [])
        guard (try? /@?[A-Za-z0-9][A-Za-z0-9._@\/-]*( @?[A-Za-z0-9][A-Za-z0-9._@\/-]*)*/.wholeMatch(in: owners)) != nil
        else {
            throw CasebookError(
                .usage, code: "bad_value", "the owners are not names of people or groups",
                remedy: "write them as in \"@acme/admins @alice\"")
        }
        var files: [SiteFile] = []
        for (template, place) in layout {
            guard let text = templates[template] else {
                throw CasebookError(
                    .unavailable, code: "missing_template", file: "templates/workspace/\(template)",
                    "the program was built without this template")
            }
            let written = place.hasSuffix(".yaml") ? JSONValue.string(name).canonicalText : name
            let filled = text.replacing("{{tenant}}", with: tenant.rawValue).replacing("{{name}}", with: written)
                .replacing("{{owners}}", with: owners).replacing("{{workflows}}", with: ci?.workflows ?? "")
            files.append(SiteFile(path: place.replacing("TENANT", with: tenant.rawValue), text: filled))
        }
        return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
}

/// What writing a scaffold did.
public struct ScaffoldResult: Sendable, Hashable {
    /// In order of path.
    public let written: [String]
    /// Files that were there already, and stay as they are.
    public let kept: [String]
}

extension WorkspaceScaffold {
    /// Writes files below a folder, which is made where needed. A file that is there already is never changed.
    public static func write(_ files: [SiteFile], to folder: URL) throws(CasebookError) -> ScaffoldResult {
        var written: [String] = []
        var kept: [String] = []
        for file in files {
            let place = folder.appending(path: file.path)
            do {
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: place, options: .withoutOverwriting)
                written.append(file.path)
            } catch let error as CocoaError where error.code == .fileWriteFileExists {
                kept.append(file.path)
            } catch {
                throw CasebookError(
                    .cannotWrite, code: "cannot_write", file: file.path, "the file cannot be written",
                    remedy: "check the folder's permissions and the space left")
            }
        }
        return ScaffoldResult(written: written, kept: kept)
    }
}
