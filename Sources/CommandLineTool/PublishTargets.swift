import Domain
import Foundation
import Publishing
import Workspace

/// The targets of a workspace's tenants, of which no two may be the same.
struct PublishTargets {
    private let workspace: Workspace
    /// By tenant folder; a tenant without a target, or whose configuration cannot be read, is missing.
    private let addresses: [String: TargetAddress]

    init(workspace: Workspace) {
        self.workspace = workspace
        var addresses: [String: TargetAddress] = [:]
        for tenant in workspace.tenants {
            guard let publication = (try? workspace.publication(of: tenant)) ?? nil else { continue }
            addresses[tenant.folder] = workspace.address(of: publication)
        }
        self.addresses = addresses
    }

    /// Where a tenant's site is published; `nil` when nothing says so.
    ///
    /// - Throws: `.badConfiguration` when another tenant's target is the same place or lies in it, or when it lies where
    ///   the workspace keeps something else.
    func publication(of tenant: TenantWorkspace) throws -> PublishConfiguration? {
        guard let publication = try workspace.publication(of: tenant), let own = addresses[tenant.folder] else {
            return nil
        }
        let others = addresses.filter { $0.key != tenant.folder && $0.value.overlaps(own) }.keys.sorted()
        if let other = others.first {
            throw CasebookError(
                .badConfiguration, code: "same_target", file: tenant.path(of: "tenant.yaml"),
                "the site is published where that of the tenant \"\(other)\" is, or one of the two within the other",
                remedy: "give each tenant a target of its own, for example with {tenant} in it")
        }
        let root = TargetAddress.folder(workspace.root)
        let taken = [workspace.outputFolder, workspace.stateFolder, workspace.root.appending(path: "tenants")]
        if own.contains(root) || taken.contains(where: { TargetAddress.folder($0).overlaps(own) }) {
            throw CasebookError(
                .badConfiguration, code: "target_in_workspace", file: tenant.path(of: "tenant.yaml"),
                "the site is published to a folder in which the workspace keeps something else",
                remedy: "name a folder of its own, as in \"../sites/{tenant}\" or \"published/{tenant}\"")
        }
        if let store = workspace.configuration.files.store, workspace.address(of: store).overlaps(own) {
            throw CasebookError(
                .badConfiguration, code: "target_in_store", file: tenant.path(of: "tenant.yaml"),
                "the site is published where copies of exports are kept, or one of the two within the other",
                remedy: "name a bucket or a prefix of its own: whoever reads the site must not read exports")
        }
        return publication
    }
}

extension Workspace {
    /// A path of the configuration: relative to the workspace unless absolute.
    private func location(_ path: String) -> URL {
        path.hasPrefix("/") ? URL(filePath: path) : root.appending(path: path)
    }

    /// A repository as git takes it from any folder.
    private func repository(_ address: String) -> String {
        let isPath = !address.contains("://") && !address.prefix { $0 != "/" }.contains(":")
        return isPath ? location(address).standardizedFileURL.path : address
    }

    func address(of publication: PublishConfiguration) -> TargetAddress {
        switch publication.destination {
        case .folder(let path): .folder(location(path))
        case .git(let git):
            .git(repository: repository(git.repository), branch: git.branch, folder: git.folder)
        case .s3(let s3, let prefix): address(of: StoreConfiguration(place: .s3(s3), prefix: prefix))
        case .azure(let azure, let prefix): address(of: StoreConfiguration(place: .azure(azure), prefix: prefix))
        }
    }

    fileprivate func address(of store: StoreConfiguration) -> TargetAddress {
        switch store.place {
        case .s3(let s3): .store("s3", s3.endpoint, s3.bucket, prefix: store.prefix)
        case .azure(let azure):
            .store("azure", azure.endpoint, "\(azure.account)/\(azure.container)", prefix: store.prefix)
        }
    }

    /// The edge that a configuration names.
    func target(
        _ publication: PublishConfiguration, tenant: TenantID
    ) throws(CasebookError) -> any PublicationTarget {
        let kept = KeptPaths(publication.keep)
        switch publication.destination {
        case .folder(let path):
            return FolderTarget(folder: location(path), place: publication.place, tenant: tenant, kept: kept)
        case .git(let git):
            var branch = GitTarget.Branch(repository: repository(git.repository), name: git.branch)
            branch.folder = git.folder
            branch.history = git.history == .keep ? .keep : .replace
            branch.token = git.token
            if let user = git.user { branch.user = user }
            return GitTarget(
                branch: branch, place: publication.place, tenant: tenant, kept: kept, workspace: root, clock: .system)
        case .s3(let s3, let prefix):
            return ObjectTarget(
                store: try ObjectStores.s3(s3), prefix: prefix, place: publication.place, tenant: tenant, kept: kept)
        case .azure(let azure, let prefix):
            return ObjectTarget(
                store: try ObjectStores.azure(azure), prefix: prefix, place: publication.place, tenant: tenant,
                kept: kept)
        }
    }
}

extension PublishConfiguration {
    /// Why anybody can read what is published, as far as the configuration says; `nil` when it does not.
    var declaredExposure: String? {
        if isPublic == true { return "the configuration says so" }
        if case .azure(let azure, _) = destination, azure.isWebsite, isPublic == nil {
            return "Azure serves the container $web as a web site to everybody"
        }
        guard case .git(let git) = destination else { return nil }
        // GitHub serves a branch of this name by itself.
        let isPages = git.branch == "gh-pages" && git.repository.lowercased().contains("github.com")
        if git.servesPages || isPages, isPublic == nil { return "the host serves the branch as a web site" }
        return nil
    }

    /// Whether what the target itself tells is to be heard: `$web` always says that it is public, also where only a
    /// private network leads there.
    var asksTarget: Bool {
        guard case .azure(let azure, _) = destination else { return true }
        return !(azure.isWebsite && isPublic == false)
    }

    /// Whether somebody said that not everybody reads the target, where it could only be found out from elsewhere.
    func vouches(for error: CasebookError) -> Bool {
        isPublic == false && error.diagnostics.first?.code == "readers_unknown"
    }

    /// Who serves the site, as far as files tell it how.
    var host: SiteHost? {
        switch headers {
        case .none: return nil
        case .netlify: return .netlify
        case .cloudflare: return .cloudflare
        case .azureStaticWebApps:
            var access = SiteHost.Access(directory: webApp.directory ?? "")
            access.role = webApp.role
            access.clientIDSetting = webApp.clientIDSetting
            access.clientSecretSetting = webApp.clientSecretSetting
            return .azureStaticWebApps(access)
        }
    }
}
