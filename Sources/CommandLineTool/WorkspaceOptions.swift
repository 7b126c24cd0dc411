import ArgumentParser
import Workspace

/// Options that every command in a workspace has.
struct WorkspaceOptions: ParsableArguments {
    @OptionGroup var folder: WorkspaceFolder

    @Option(help: "Only this tenant (may be given several times).")
    var tenant: [String] = []

    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text

    @Flag(name: .shortAndLong, help: "Say nothing but warnings and errors.")
    var quiet = false

    /// The folder that was named.
    var workspace: String { folder.workspace }

    /// The workspace, with flags before environment before files.
    func load(overrides: [String: String] = [:]) throws -> Workspace { try folder.load(overrides: overrides) }

    /// The tenants asked for; all when none is named.
    func tenants(of workspace: Workspace) throws -> [TenantWorkspace] {
        tenant.isEmpty ? workspace.tenants : try tenant.map { try workspace.tenant(named: $0) }
    }
}
