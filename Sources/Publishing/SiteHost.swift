public import Domain

/// Who serves a published site, as far as it reads files of the site to know how.
public enum SiteHost: Sendable, Hashable {
    /// Azure Static Web Apps, with people of one directory let in.
    case azureStaticWebApps(Access)
    case netlify
    /// Cloudflare Pages.
    case cloudflare

    /// Who may read the site, on Azure.
    public struct Access: Sendable, Hashable {
        /// The id of the Entra ID directory whose people may sign in: the provider that is built in lets in any account of
        /// Microsoft.
        public var directory: String
        /// The role that a reader needs: assigned by invitation, to persons.
        public var role = "reader"
        /// Settings of the app that hold the registered application's id and secret.
        public var clientIDSetting = "AZURE_CLIENT_ID"
        public var clientSecretSetting = "AZURE_CLIENT_SECRET"

        public init(directory: String) { self.directory = directory }
    }

    /// The files that it reads, which are sent with the site.
    public var files: [SiteFile] {
        switch self {
        case .azureStaticWebApps(let access):
            [SiteFile(path: "staticwebapp.config.json", text: Self.staticWebApp(access).canonicalText + "\n")]
        case .netlify, .cloudflare: [SiteFile(path: "_headers", text: Self.headers)]
        }
    }

    /// A site is asked for anew each time, and answered from the reader's own cache where nothing changed.
    private static let fields = SecurityHeaders.all.map { field in
        field.name == "Cache-Control" ? (name: field.name, value: CachePolicy.page) : field
    }

    private static var headers: String {
        "/*\n" + fields.map { "  \($0.name): \($0.value)\n" }.joined()
    }

    /// No `navigationFallback`: it would answer every address with the dashboard.
    private static func staticWebApp(_ access: Access) -> JSONValue {
        let registration: JSONValue = [
            "openIdIssuer": .string("https://login.microsoftonline.com/\(access.directory)/v2.0"),
            "clientIdSettingName": .string(access.clientIDSetting),
            "clientSecretSettingName": .string(access.clientSecretSetting),
        ]
        let types = ["md", "jsonl", "atom", "checkpoint", "csv", "yaml"].map { ending in
            (".\(ending)", JSONValue.string(MediaType.of(fileNamed: "x.\(ending)")))
        }
        return [
            "auth": ["identityProviders": ["azureActiveDirectory": ["registration": registration]]],
            "routes": [
                ["route": "/.auth/login/github", "statusCode": 404],
                ["route": "/.auth/login/twitter", "statusCode": 404],
                ["route": "/*", "allowedRoles": [.string(access.role)]],
            ],
            "responseOverrides": [
                "401": ["redirect": "/.auth/login/aad", "statusCode": 302],
                "404": ["rewrite": "/404.html"],
            ],
            "globalHeaders": .object(
                Dictionary(fields.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { $1 })),
            "mimeTypes": .object(Dictionary(types, uniquingKeysWith: { $1 })),
        ]
    }
}

extension SiteHost {
    /// What its host takes, looked at before anything is sent.
    ///
    /// - Returns: what may be too much, depending on what was paid for.
    /// - Throws: `.checkFailed` when the host would refuse the site.
    public func check(_ site: BuiltSite) throws(CasebookError) -> [Diagnostic] {
        let (files, size) = (site.files.count, site.size)
        switch self {
        case .azureStaticWebApps:
            if files > 15_000 {
                throw Self.tooLarge("Azure Static Web Apps takes 15,000 files, and the site has \(files)")
            }
            if size > 500 << 20 {
                throw Self.tooLarge("Azure Static Web Apps takes 500 MB, and the site has \(size) bytes")
            }
            guard size > 250 << 20 else { return [] }
            return [Self.mayBeTooLarge("the site has \(size) bytes: Azure's free plan takes 250 MB, others 500 MB")]
        case .netlify: return []
        case .cloudflare:
            if let large = site.files.first(where: { $0.size > 25 << 20 }) {
                throw Self.tooLarge("Cloudflare Pages takes files of up to 25 MiB, and \(large.path) is larger")
            }
            if files > 100_000 {
                throw Self.tooLarge("Cloudflare Pages takes 100,000 files, and the site has \(files)")
            }
            guard files > 20_000 else { return [] }
            return [
                Self.mayBeTooLarge(
                    "the site has \(files) files: Cloudflare's free plan takes 20,000, paid ones 100,000")
            ]
        }
    }

    private static func tooLarge(_ summary: String) -> CasebookError {
        CasebookError(
            .checkFailed, code: "site_too_large", summary,
            remedy: "publish to another target, or keep fewer tickets in the book (tickets.retention_days)")
    }

    private static func mayBeTooLarge(_ summary: String) -> Diagnostic {
        Diagnostic(
            .warning, code: "site_large", summary: summary,
            remedy: "check the plan; tickets.retention_days keeps fewer tickets in the book")
    }
}

/// What readers' browsers may keep of a site, and how long.
public enum CachePolicy {
    /// Kept by the reader's own browser, and asked for anew each time.
    public static let page = "private, no-cache"
    /// Never asked for again.
    public static let immutable = "private, max-age=31536000, immutable"

    /// - Parameter path: an asset whose name has a digest of its bytes (`assets/app.3f2a9c1b.css`) never changes.
    public static func of(_ path: String) -> String {
        guard path.hasPrefix("assets/"), let name = path.split(separator: "/").last else { return page }
        let isDigest = name.split(whereSeparator: { ".-".contains($0) }).dropFirst().dropLast().contains { part in
            part.count >= 8 && part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
        return isDigest ? immutable : page
    }
}
