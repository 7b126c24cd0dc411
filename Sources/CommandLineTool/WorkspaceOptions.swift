import ArgumentParser
import Domain
import Foundation
import Workspace

/// Options that every command in a workspace has.
struct WorkspaceOptions: ParsableArguments {
    @Option(name: [.customShort("w"), .long], help: "The workspace, or a folder inside it.")
    var workspace = "."

    @Option(help: "Only this tenant (may be given several times).")
    var tenant: [String] = []

    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text

    @Flag(name: .shortAndLong, help: "Say nothing but warnings and errors.")
    var quiet = false

    /// The workspace, with flags before environment before files.
    func load(overrides: [String: String] = [:]) throws -> Workspace {
        let start = URL(filePath: workspace).standardizedFileURL
        return try WorkspaceLoader.load(
            root: WorkspaceLoader.findRoot(from: start), environment: ProcessInfo.processInfo.environment,
            overrides: overrides)
    }

    /// The tenants asked for; all when none is named.
    func tenants(of workspace: Workspace) throws -> [TenantWorkspace] {
        guard !tenant.isEmpty else { return workspace.tenants }
        return try tenant.map { name in
            guard let found = workspace.tenants.first(where: { $0.folder == name }) else {
                throw CasebookError(
                    .usage, code: "unknown_tenant", "the workspace has no tenant \"\(name)\"",
                    remedy: "name one of: " + workspace.tenants.map(\.folder).joined(separator: ", "))
            }
            return found
        }
    }
}
