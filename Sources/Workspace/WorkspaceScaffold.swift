public import Domain
public import Foundation

/// The CI systems that `casebook init` writes a workflow for.
public enum ContinuousIntegration: String, Sendable, CaseIterable {
    case github, gitlab, azure

    /// Where the system looks for its workflow.
    var path: String {
        switch self {
        case .github: ".github/workflows/casebook.yml"
        case .gitlab: ".gitlab-ci.yml"
        case .azure: "azure-pipelines.yml"
        }
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
        ("tenant/tenant.yaml", "tenants/TENANT/tenant.yaml"),
    ]

    /// The files of a new workspace with one tenant, in order of path. `{{tenant}}` and `{{name}}` in templates are
    /// filled in, the name as a YAML scalar in `.yaml` files.
    ///
    /// - Throws: when a template is missing, or the name is blank or has control characters.
    public func plan(
        tenant: TenantID, name: String, ci: ContinuousIntegration? = nil
    ) throws(CasebookError) -> [SiteFile] {
        let name = name.trimmedWhitespace
        guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw CasebookError(
                .usage, code: "bad_value", "the tenant's name is blank or has control characters",
                remedy: "give a name such as \"Acme\"")
        }
        var layout = WorkspaceScaffold.layout
        if let ci { layout.append(("ci/\(ci.rawValue).yml", ci.path)) }
        var files: [SiteFile] = []
        for (template, place) in layout {
            guard let text = templates[template] else {
                throw CasebookError(
                    .unavailable, code: "missing_template", file: "templates/workspace/\(template)",
                    "the program was built without this template")
            }
            let written = place.hasSuffix(".yaml") ? JSONValue.string(name).canonicalText : name
            let filled = text.replacing("{{tenant}}", with: tenant.rawValue).replacing("{{name}}", with: written)
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
