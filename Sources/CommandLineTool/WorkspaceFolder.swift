import ArgumentParser
import Domain
import Foundation
import Workspace

/// Where the workspace of a command is.
struct WorkspaceFolder: ParsableArguments {
    @Option(name: [.customShort("w"), .long], help: "The workspace, or a folder inside it.")
    var workspace = "."

    /// The folder that holds `casebook.yaml`.
    func root() throws -> URL { try WorkspaceLoader.findRoot(from: URL(filePath: workspace).standardizedFileURL) }

    /// The workspace, with flags before environment before files.
    func load(overrides: [String: String] = [:]) throws -> Workspace {
        try WorkspaceLoader.load(
            root: root(), environment: ProcessInfo.processInfo.environment, overrides: overrides)
    }
}

extension Workspace {
    /// A tenant by the name of its folder.
    ///
    /// - Throws: `.usage` when there is none.
    func tenant(named name: String) throws(CasebookError) -> TenantWorkspace {
        guard let found = tenants.first(where: { $0.folder == name }) else {
            throw CasebookError(
                .usage, code: "unknown_tenant", "the workspace has no tenant \"\(name)\"",
                remedy: "name one of: " + tenants.map(\.folder).joined(separator: ", "))
        }
        return found
    }
}
