public import Domain
public import Foundation

/// A loaded workspace: its configuration, and its tenants as far as they can be read.
public struct Workspace: Sendable {
    /// The folder that holds `casebook.yaml`.
    public let root: URL
    public let configuration: WorkspaceConfiguration
    /// By folder name.
    public let tenants: [TenantWorkspace]
    /// What is odd but stops nothing.
    public let warnings: [Diagnostic]

    public init(
        root: URL, configuration: WorkspaceConfiguration, tenants: [TenantWorkspace], warnings: [Diagnostic] = []
    ) {
        self.root = root
        self.configuration = configuration
        self.tenants = tenants
        self.warnings = warnings
    }

    /// The state of this machine, ignored by git: `.casebook`.
    public var stateFolder: URL { root.appending(path: ".casebook", directoryHint: .isDirectory) }

    /// The folder of the sites.
    public var outputFolder: URL {
        let output = configuration.site.output
        return output.hasPrefix("/")
            ? URL(filePath: output, directoryHint: .isDirectory)
            : root.appending(path: output, directoryHint: .isDirectory)
    }

    /// What a tenant's redaction takes into account: the workspace's lists and its own. Each is sorted and has no
    /// value twice, so that it does not depend on which file holds what.
    public func privacy(of tenant: TenantConfiguration) -> PrivacyConfiguration {
        func merged(_ left: [String], _ right: [String]) -> [String] {
            Set(left + right).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        let general = configuration.privacy
        return PrivacyConfiguration(
            denyList: merged(general.denyList, tenant.privacy.denyList),
            allowList: merged(general.allowList, tenant.privacy.allowList),
            disabledEntities: merged(general.disabledEntities, tenant.privacy.disabledEntities))
    }
}

/// One tenant's folder.
public struct TenantWorkspace: Sendable {
    /// Its name below `tenants/`.
    public let folder: String
    public let root: URL
    /// A failure concerns this tenant alone.
    public let configuration: Result<TenantConfiguration, CasebookError>

    public init(folder: String, root: URL, configuration: Result<TenantConfiguration, CasebookError>) {
        self.folder = folder
        self.root = root
        self.configuration = configuration
    }

    public var configurationFile: URL { root.appending(path: "tenant.yaml") }
    /// Its ticket exports.
    public var inbox: URL { root.appending(path: "inbox", directoryHint: .isDirectory) }
    /// Its articles.
    public var knowledge: URL { root.appending(path: "knowledge", directoryHint: .isDirectory) }
    /// Its standing questions.
    public var questions: URL { root.appending(path: "questions", directoryHint: .isDirectory) }
    /// The file that runs append to.
    public var ledger: URL { root.appending(path: "ledger.jsonl") }

    /// The path of one of its files within the workspace, for diagnostics: `tenants/acme/tenant.yaml`.
    public func path(of file: String) -> String { "tenants/\(folder)/\(file)" }

    var guardedFile: GuardedFile { GuardedFile(boundary: root, boundaryName: "tenant") }
}
