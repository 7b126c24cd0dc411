public import Domain

/// Where a tenant's site is published, with the defaults of the workspace filled in.
public struct PublishConfiguration: Sendable, Hashable {
    /// The kinds of target.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case folder, git, s3, azure
    }

    /// What a git branch keeps of earlier publications.
    public enum History: String, Sendable, Hashable, CaseIterable {
        case keep, replace
    }

    public enum Destination: Sendable, Hashable {
        /// Relative to the workspace unless absolute.
        case folder(path: String)
        case git(Git)
        /// The prefix is the site's folder in it; empty for all of it.
        case s3(StoreConfiguration.S3, prefix: String)
        case azure(StoreConfiguration.Azure, prefix: String)
    }

    /// Who serves the site, as far as it reads files of it.
    public enum Headers: String, Sendable, Hashable, CaseIterable {
        case none
        case azureStaticWebApps = "azure-static-web-apps"
        case netlify, cloudflare
    }

    /// Who may read the site on Azure Static Web Apps.
    public struct WebApp: Sendable, Hashable {
        /// The id of the Entra ID directory.
        public var directory: String?
        public var role = "reader"
        public var clientIDSetting = "AZURE_CLIENT_ID"
        public var clientSecretSetting = "AZURE_CLIENT_SECRET"

        public init() {}
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
    public var headers: Headers
    public var webApp: WebApp

    public var kind: Kind {
        switch destination {
        case .folder: .folder
        case .git: .git
        case .s3: .s3
        case .azure: .azure
        }
    }

    /// For people and the ledger; never credentials.
    public var place: String {
        switch destination {
        case .folder(let path): path
        case .git(let git): "\(git.repository)#\(git.branch)" + (git.folder.isEmpty ? "" : "/\(git.folder)")
        case .s3(let s3, let prefix): "s3://\(s3.bucket)/\(prefix)"
        case .azure(let azure, let prefix): "azure://\(azure.account)/\(azure.container)/\(prefix)"
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
    var bucket: String?
    var prefix: String?
    var region: String?
    var endpoint: String?
    var pathStyle: Bool?
    var encryption: String?
    var kmsKey: String?
    var accessKey: Secret?
    var secretKey: Secret?
    var profile: String?
    var account: String?
    var container: String?
    var key: Secret?
    var signature: Secret?
    var entra = ServiceFile.EntraFile()
    var headers: PublishConfiguration.Headers?
    var webApp = PublishConfiguration.WebApp()
    var isPublic: Bool?
    var keep: [String] = []
    /// The tenant's alone.
    var allowPublic = false

    /// What this says, and where it says nothing what the workspace says. A login stays with the place that it was written
    /// for: whoever names another place names who asks there.
    func over(_ general: PublishFile) -> PublishFile {
        var merged = self
        merged.headers = headers ?? general.headers
        if webApp == PublishConfiguration.WebApp() { merged.webApp = general.webApp }
        merged.isPublic = isPublic ?? general.isPublic
        merged.keep = keep.isEmpty ? general.keep : keep
        merged.kind = kind ?? general.kind
        // Of another kind, the workspace's keys mean another place.
        if let kind, let inherited = general.kind, kind != inherited { return merged }
        merged.inheritBranch(of: general)
        merged.inheritStore(of: general)
        return merged
    }

    private mutating func inheritBranch(of general: PublishFile) {
        if repository == nil || repository == general.repository {
            token = token ?? general.token
            user = user ?? general.user
        }
        path = path ?? general.path
        repository = repository ?? general.repository
        branch = branch ?? general.branch
        folder = folder ?? general.folder
        history = history ?? general.history
        pages = pages ?? general.pages
    }

    private mutating func inheritStore(of general: PublishFile) {
        let isSamePlace =
            (endpoint == nil || endpoint == general.endpoint) && (account == nil || account == general.account)
        // Two halves of one login do not come from two places.
        if isSamePlace, accessKey == nil, secretKey == nil, profile == nil {
            (accessKey, secretKey, profile) = (general.accessKey, general.secretKey, general.profile)
        }
        if isSamePlace, key == nil, signature == nil, entra.isEmpty {
            (key, signature, entra) = (general.key, general.signature, general.entra)
        }
        bucket = bucket ?? general.bucket
        prefix = prefix ?? general.prefix
        region = region ?? general.region
        endpoint = endpoint ?? general.endpoint
        pathStyle = pathStyle ?? general.pathStyle
        if encryption == nil || encryption == general.encryption { kmsKey = kmsKey ?? general.kmsKey }
        encryption = encryption ?? general.encryption
        account = account ?? general.account
        container = container ?? general.container
    }
}
