public import Domain

/// Where a tenant's site is published, with the defaults of the workspace filled in.
public struct PublishConfiguration: Sendable, Hashable {
    /// The kinds of target.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case folder, git
    }

    /// What a git branch keeps of earlier publications.
    public enum History: String, Sendable, Hashable, CaseIterable {
        case keep, replace
    }

    public enum Destination: Sendable, Hashable {
        /// Relative to the workspace unless absolute.
        case folder(path: String)
        case git(Git)
    }

    /// A branch of a git repository.
    public struct Git: Sendable, Hashable {
        /// A URL, `user@host:path`, or a path: relative to the workspace unless absolute.
        public var repository: String
        public var branch: String
        /// Within the branch; empty for its root.
        public var folder: String
        public var history: History
        public var token: Secret?
        /// Whose password the token is.
        public var user: String?
        /// Whether the host serves the branch as a web site.
        public var servesPages: Bool
    }

    public var destination: Destination
    /// Whether anybody can read what is there; `nil` when nobody said.
    public var isPublic: Bool?
    /// Whether the tenant lets its site go where anybody can read it.
    public var allowsPublic: Bool
    /// Paths at the target that are somebody else's.
    public var keep: [String]

    public var kind: Kind {
        switch destination {
        case .folder: .folder
        case .git: .git
        }
    }

    /// For people and the ledger; never credentials.
    public var place: String {
        switch destination {
        case .folder(let path): path
        case .git(let git): "\(git.repository)#\(git.branch)" + (git.folder.isEmpty ? "" : "/\(git.folder)")
        }
    }
}

/// `publishing` in `casebook.yaml`, or what a tenant says in `publish`: each key of the tenant's wins.
struct PublishFile: Sendable, Hashable {
    var kind: PublishConfiguration.Kind?
    var path: String?
    var repository: String?
    var branch: String?
    var folder: String?
    var history: PublishConfiguration.History?
    var token: Secret?
    var user: String?
    var pages: Bool?
    var isPublic: Bool?
    var keep: [String] = []
    /// The tenant's alone.
    var allowPublic = false

    /// What this says, and where it says nothing what the workspace says.
    func over(_ general: PublishFile) -> PublishFile {
        var merged = self
        merged.kind = kind ?? general.kind
        merged.path = path ?? general.path
        merged.repository = repository ?? general.repository
        merged.branch = branch ?? general.branch
        merged.folder = folder ?? general.folder
        merged.history = history ?? general.history
        merged.token = token ?? general.token
        merged.user = user ?? general.user
        merged.pages = pages ?? general.pages
        merged.isPublic = isPublic ?? general.isPublic
        merged.keep = keep.isEmpty ? general.keep : keep
        return merged
    }
}

extension Workspace {
    /// Where a tenant's site is published; `nil` when nothing says so. `{tenant}` in places stands for the tenant's key.
    ///
    /// - Throws: `.badConfiguration` when a key is missing that the kind of target needs.
    public func publication(of tenant: TenantWorkspace) throws(CasebookError) -> PublishConfiguration? {
        let configuration = try tenant.configuration.get()
        let file = configuration.publishFile.over(self.configuration.publishingFile)
        guard let kind = file.kind else { return nil }
        func place(_ text: String) -> String { text.replacing("{tenant}", with: configuration.id.rawValue) }
        func needed(_ text: String?, _ key: String) throws(CasebookError) -> String {
            if let text { return place(text) }
            throw CasebookError(
                .badConfiguration, code: "missing_key", file: tenant.path(of: "tenant.yaml"),
                "the site is to be published by the kind \"\(kind.rawValue)\", and \"\(key)\" is not given",
                remedy: "add \"\(key)\" to publish here, or to publishing in casebook.yaml")
        }
        let destination: PublishConfiguration.Destination
        switch kind {
        case .folder: destination = .folder(path: try needed(file.path, "path"))
        case .git:
            destination = .git(
                PublishConfiguration.Git(
                    repository: try needed(file.repository, "repository"), branch: try needed(file.branch, "branch"),
                    folder: place(file.folder ?? ""), history: file.history ?? .keep, token: file.token,
                    user: file.user, servesPages: file.pages ?? false))
        }
        return PublishConfiguration(
            destination: destination, isPublic: file.isPublic, allowsPublic: file.allowPublic, keep: file.keep)
    }
}
