public import Domain
public import Foundation

/// Finds and reads workspaces.
public enum WorkspaceLoader {
    /// The folder that holds `casebook.yaml`: `start` or the nearest one above it.
    public static func findRoot(from start: URL) throws(CasebookError) -> URL {
        var folder = start.standardizedFileURL
        while true {
            let file = folder.appending(path: "casebook.yaml")
            if FileManager.default.fileExists(atPath: file.path) { return folder }
            let parent = folder.deletingLastPathComponent().standardizedFileURL
            if parent.path == folder.path { break }
            folder = parent
        }
        throw CasebookError(
            .badConfiguration, code: "no_workspace",
            "there is no casebook.yaml in this folder or any above it",
            remedy: "run \"casebook init\" here, or name the workspace with --workspace")
    }

    /// Reads `casebook.yaml` and every `tenants/*/tenant.yaml`.
    ///
    /// - Parameters:
    ///   - environment: what `${NAME}` names, and the variables that override the file: `CASEBOOK_SITE_OUTPUT` for
    ///     `site.output`. An empty variable counts as absent.
    ///   - overrides: texts by dotted key (`run.jobs`), from options: they win over both.
    /// - Throws: everything wrong with `casebook.yaml`. What is wrong with one tenant stands in that tenant alone.
    public static func load(
        root: URL, environment: [String: String], overrides: [String: String] = [:]
    ) throws(CasebookError) -> Workspace {
        let file = "casebook.yaml"
        let guarded = GuardedFile(boundary: root, boundaryName: "workspace")
        let text = try guarded.text(of: root.appending(path: file), as: file)
        let schema = WorkspaceConfiguration.schema
        let merged = Overrides(environment: environment, options: overrides)
        let node = try merged.applied(to: YAMLReader(file: file).read(text), shape: schema.shape)
        let configuration = try schema.read(node, file: file, environment: environment)
        let (tenants, warnings) = try self.tenants(root: root, environment: environment)
        return Workspace(
            root: root, configuration: configuration, tenants: refusingEqualIDs(tenants),
            warnings: merged.warnings(text: text, shape: schema.shape) + warnings)
    }

    private static func tenants(
        root: URL, environment: [String: String]
    ) throws(CasebookError) -> ([TenantWorkspace], [Diagnostic]) {
        let guarded = GuardedFile(boundary: root, boundaryName: "workspace")
        let parent = root.appending(path: "tenants", directoryHint: .isDirectory)
        var tenants: [TenantWorkspace] = []
        var warnings: [Diagnostic] = []
        switch guarded.kind(of: parent) {
        case .folder: break
        case .missing: break
        case .outside: throw CasebookError(.badConfiguration, [guarded.outside("tenants")])
        case .file, .other:
            throw CasebookError(
                .badConfiguration, code: "not_a_folder", file: "tenants", "this is not a folder",
                remedy: "make it a folder with one folder for each tenant")
        }
        for name in FolderListing.names(in: parent) ?? [] {
            let folder = parent.appending(path: name, directoryHint: .isDirectory)
            switch guarded.kind(of: folder) {
            case .folder:
                tenants.append(tenant(folder: name, root: folder, environment: environment))
            case .outside:
                let error = CasebookError(.badConfiguration, [guarded.outside("tenants/\(name)")])
                tenants.append(TenantWorkspace(folder: name, root: folder, configuration: .failure(error)))
            case .file, .missing, .other: break
            }
        }
        if tenants.isEmpty {
            warnings.append(
                Diagnostic(
                    .warning, code: "no_tenants", file: "tenants", summary: "the workspace has no tenant",
                    remedy: "make a folder tenants/NAME with a tenant.yaml, as \"casebook init\" does"))
        }
        return (tenants, warnings)
    }

    private static func tenant(folder: String, root: URL, environment: [String: String]) -> TenantWorkspace {
        let file = "tenants/\(folder)/tenant.yaml"
        do throws(CasebookError) {
            let guarded = GuardedFile(boundary: root, boundaryName: "tenant")
            let text = try guarded.text(of: root.appending(path: "tenant.yaml"), as: file)
            let configuration = try configuration(text: text, folder: folder, environment: environment)
            return TenantWorkspace(folder: folder, root: root, configuration: .success(configuration))
        } catch {
            return TenantWorkspace(folder: folder, root: root, configuration: .failure(error))
        }
    }

    /// Whose a folder is. That can be told, too, where variables that other keys read are not set here; after any other
    /// mistake a key may be missing because it is misspelt.
    ///
    /// - Throws: what is wrong with the configuration.
    public static func id(
        of tenant: TenantWorkspace, environment: [String: String]
    ) throws(CasebookError) -> TenantID {
        guard case .failure(let error) = tenant.configuration else { return try tenant.configuration.get().id }
        guard error.diagnostics.allSatisfy({ $0.code == Decoding.missingEnvironment }) else { throw error }
        let file = tenant.path(of: "tenant.yaml")
        let node = try YAMLReader(file: file).read(tenant.guardedFile.text(of: tenant.configurationFile, as: file))
        return try configuration(node.keeping("org_id"), folder: tenant.folder, environment: environment).id
    }

    /// What the text of a `tenant.yaml` says in a folder of this name.
    public static func configuration(
        text: String, folder: String, environment: [String: String]
    ) throws(CasebookError) -> TenantConfiguration {
        let node = try YAMLReader(file: "tenants/\(folder)/tenant.yaml").read(text)
        return try configuration(node, folder: folder, environment: environment)
    }

    private static func configuration(
        _ node: YAMLNode, folder: String, environment: [String: String]
    ) throws(CasebookError) -> TenantConfiguration {
        let file = "tenants/\(folder)/tenant.yaml"
        let written = try TenantFile.schema.read(node, file: file, environment: environment)
        guard let configuration = written.configuration(folder: folder) else {
            throw CasebookError(
                .badConfiguration, code: "missing_key", file: file, line: 1,
                "the folder's name is not a tenant id, and \"org_id\" is not given",
                remedy: "rename the folder to 1 to 63 of a-z, 0-9 and inner -, or add \"org_id: …\"")
        }
        return configuration
    }

    /// Tenants with one key would share rows and sites, so none of them is built.
    private static func refusingEqualIDs(_ tenants: [TenantWorkspace]) -> [TenantWorkspace] {
        var folders: [TenantID: [String]] = [:]
        for tenant in tenants {
            if case .success(let configuration) = tenant.configuration {
                folders[configuration.id, default: []].append(tenant.folder)
            }
        }
        return tenants.map { tenant in
            guard case .success(let configuration) = tenant.configuration, let others = folders[configuration.id],
                others.count > 1
            else { return tenant }
            let names = Printable.list(others.filter { $0 != tenant.folder }.map { "tenants/\($0)" })
            let error = CasebookError(
                .badConfiguration, code: "duplicate_tenant", file: tenant.path(of: "tenant.yaml"),
                "the org_id \"\(configuration.id)\" is also that of \(names)",
                remedy: "give each tenant an \"org_id\" of its own")
            return TenantWorkspace(folder: tenant.folder, root: tenant.root, configuration: .failure(error))
        }
    }
}
