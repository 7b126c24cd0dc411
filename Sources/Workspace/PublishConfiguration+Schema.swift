internal import Domain

extension PublishFile {
    /// `publishing` in `casebook.yaml`.
    static let general = Schema("Publishing", blank: PublishFile(), fields)

    /// `publish` in `tenant.yaml`.
    static let own = Schema(
        "Tenant publishing", blank: PublishFile(),
        fields + [
            Field(
                "allow_public", \.allowPublic, .boolean,
                "Whether this tenant's site may go to a target that anybody can read. Nothing else allows it.")
        ])

    private static var fields: [Field<PublishFile>] {
        [kindField] + folderFields + gitFields + storeFields + s3Fields + azureFields + commonFields
    }

    private static let secret = ValueType<String>.text(.secret).map({ Secret($0) }, back: \.value).optional

    private static let kindField = Field<PublishFile>(
        "kind", \.kind,
        ValueType<String>.text(.choice(PublishConfiguration.Kind.allCases.map(\.rawValue)))
            .map({ PublishConfiguration.Kind(rawValue: $0) ?? .folder }, back: \.rawValue).optional,
        "What \"casebook publish\" sends the site to; without it nothing is sent.")

    private static let folderFields: [Field<PublishFile>] = [
        Field(
            "path", \.path, ValueType<String>.text(.targetFolder).optional,
            "For \"folder\": the folder; relative to the workspace unless absolute. {tenant} stands for the tenant's key."
        )
    ]

    private static let gitFields: [Field<PublishFile>] = [
        Field(
            "repository", \.repository, ValueType<String>.text(.gitRepository).optional,
            "For \"git\": the repository, as https://…, ssh://…, git@host:path or a path."),
        Field(
            "branch", \.branch, ValueType<String>.text(.publishedBranch).optional,
            "For \"git\": the branch, which is made where needed. {tenant} stands for the tenant's key."),
        Field(
            "folder", \.folder, ValueType<String>.text(.publishedFolder).optional,
            "For \"git\": the site's folder in the branch; its root unless given."),
        Field(
            "history", \.history,
            ValueType<String>.text(.choice(PublishConfiguration.History.allCases.map(\.rawValue)))
                .map({ PublishConfiguration.History(rawValue: $0) ?? .keep }, back: \.rawValue).optional,
            """
            For \"git\": \"keep\" (unless given) adds a commit to the branch; \"replace\" leaves it with one commit, so \
            that what was erased is in no earlier one.
            """),
        Field(
            "token", \.token, secret,
            "For \"git\" over https: a token, best read from the environment; git's own credentials unless given."),
        Field(
            "user", \.user, ValueType<String>.text(.gitUser).optional,
            "For \"git\": whose password the token is; \"x-access-token\" unless given."),
        Field(
            "pages", \.pages, ValueType<Bool>.boolean.optional,
            "For \"git\": whether the host serves the branch as a web site, as GitHub Pages does."),
    ]

    private static let storeFields: [Field<PublishFile>] = [
        Field(
            "prefix", \.prefix, ValueType<String>.text(.publishedFolder).optional,
            "For \"s3\" and \"azure\": the site's folder in the bucket or container; all of it unless given."),
        Field(
            "endpoint", \.endpoint, ValueType<String>.text(.serviceAddress).optional,
            "For \"s3\" and \"azure\": the address of another service or cloud than the usual one."),
    ]

    private static let s3Fields: [Field<PublishFile>] = [
        Field(
            "bucket", \.bucket, ValueType<String>.text(.storeName).optional,
            "For \"s3\": the bucket. {tenant} stands for the tenant's key."),
        Field(
            "region", \.region, ValueType<String>.text(.region).optional,
            "For \"s3\": the bucket's region; AWS_REGION or the profile's unless given."),
        Field(
            "path_style", \.pathStyle, ValueType<Bool>.boolean.optional,
            "For \"s3\": whether the bucket stands in the path of addresses instead of the host's name."),
        Field(
            "encryption", \.encryption, ValueType<String>.text(.choice(["AES256", "aws:kms"])).optional,
            "For \"s3\": what objects are encrypted with where they are kept; the bucket's own unless given."),
        Field(
            "kms_key", \.kmsKey, ValueType<String>.text(.headerValue).optional,
            "For \"s3\" with \"aws:kms\": the key's id; the account's own unless given."),
        Field(
            "access_key", \.accessKey, secret,
            "For \"s3\": the id of an access key; credentials are looked for as the AWS tools do unless given."),
        Field(
            "secret_key", \.secretKey, secret, "For \"s3\": the access key's secret, best read from the environment."),
        Field(
            "profile", \.profile, ValueType<String>.text(.filled).optional, "For \"s3\": a profile of the AWS tools."),
    ]

    private static let azureFields: [Field<PublishFile>] = [
        Field(
            "account", \.account, ValueType<String>.text(.publishedAccount).optional,
            "For \"azure\": the storage account. {tenant} stands for the tenant's key."),
        Field(
            "container", \.container, ValueType<String>.text(.storeName).optional,
            "For \"azure\": the container; \"$web\" unless given, which Azure serves as a web site."),
        Field("key", \.key, secret, "For \"azure\": the account's key, best read from the environment."),
        Field("sas", \.signature, secret, "For \"azure\": a shared access signature for the container."),
        Field(
            "entra", \.entra, ServiceFile.entraSchema.type,
            "For \"azure\": an application of Microsoft Entra ID, instead of a key."),
    ]

    private static let webAppSchema = Schema(
        "Azure Static Web App", blank: PublishConfiguration.WebApp(),
        [
            Field(
                "directory", \.directory, ValueType<String>.text(.directory).optional,
                "The id of the Entra ID directory whose people may sign in."),
            Field("role", \.role, .text(.gitUser), "The role that readers need; people are invited to it."),
            Field(
                "client_id_setting", \.clientIDSetting, .text(.setting),
                "The app's setting that holds the registered application's id."),
            Field(
                "client_secret_setting", \.clientSecretSetting, .text(.setting),
                "The app's setting that holds the application's secret."),
        ])

    private static let commonFields: [Field<PublishFile>] = [
        Field(
            "headers", \.headers,
            ValueType<String>.text(.choice(PublishConfiguration.Headers.allCases.map(\.rawValue)))
                .map({ PublishConfiguration.Headers(rawValue: $0) ?? .none }, back: \.rawValue).optional,
            "Whose files for header fields and access rules are sent with the site; \"none\" unless given."),
        Field(
            "web_app", \.webApp, webAppSchema.type,
            "For \"azure-static-web-apps\": who may read the site."),
        Field(
            "public", \.isPublic, ValueType<Bool>.boolean.optional,
            "Whether anybody can read what is there. It is asked for as well, where the target tells."),
        Field(
            "keep", \.keep, .list(.text(.keptPath)),
            "Files at the target that are somebody else's and stay, as \"CNAME\", or folders, as \"legal/\"."),
    ]
}

extension Grammar {
    /// A folder anywhere on this machine.
    static let targetFolder = Grammar(keywords: ["minLength": 1]) { text in
        text.trimmedWhitespace.isEmpty || text.utf8.contains(0)
            ? Complaint(reason: "is not a folder", remedy: "write a path, as in \"/srv/sites/{tenant}\"") : nil
    }

    /// Where git can send to. An address must hold no password: it is shown, and kept in the ledger.
    static let gitRepository = Grammar(keywords: ["minLength": 1], isSecret: true) { text in
        let isPrintable = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }
        guard isPrintable, !text.hasPrefix("-"), !text.contains("::") else {
            return Complaint(
                reason: "is not the address of a repository",
                remedy: "write it as https://github.com/acme/site.git, git@github.com:acme/site.git or ../site.git")
        }
        guard let scheme = text.firstRange(of: "://") else {
            // `git@github.com:acme/site.git`, or a path.
            return nil
        }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" }
        let protocolName = String(text[..<scheme.lowerBound])
        // Before the host of http: what looks like this machine may be a user's name at another.
        if ["https", "http"].contains(protocolName), authority.contains("@") {
            return Complaint(
                reason: "holds a user or a password",
                remedy: "write the address alone, and the password as \"token: ${NAME}\"")
        }
        switch protocolName {
        case "https": return nil
        case "ssh":
            guard authority.prefix(while: { $0 != "@" }).contains(":"), authority.contains("@") else { return nil }
            return Complaint(reason: "holds a password", remedy: "write ssh://git@host/path, and use an SSH key")
        case "file": return nil
        case "http":
            let host = authority.split(separator: ":").first ?? ""
            if ["127.0.0.1", "localhost"].contains(host) { return nil }
            return Complaint(
                reason: "is reached without encryption", remedy: "write an address that begins with https://")
        default:
            return Complaint(
                reason: "is reached by a protocol that is not used", remedy: "write an https:// or ssh:// address")
        }
    }

    static let storeName = matching(
        "[A-Za-z0-9$_.{}-]+", reason: "is not the name of a bucket or container",
        remedy: "write the name alone, as in \"sites\" or \"site-{tenant}\"")

    static let publishedAccount = matching(
        "(?:[a-z0-9]|\\{tenant\\}){1,24}", reason: "is not the name of a storage account",
        remedy: "write the account's name alone, as in \"acmesites\"")

    static let directory = matching(
        "[A-Za-z0-9.-]+", reason: "is not the id of a directory",
        remedy: "write it as Entra ID shows it, 00000000-0000-0000-0000-000000000000")

    static let setting = matching(
        "[A-Za-z_][A-Za-z0-9_]*", reason: "is not the name of a setting", remedy: "write it as in \"AZURE_CLIENT_ID\"")

    static let gitUser = matching(
        "[A-Za-z0-9._@+-]+", reason: "is not a user's name", remedy: "write it as in \"x-access-token\"")

    static let publishedBranch = matching(
        "[A-Za-z0-9_{][A-Za-z0-9_{}-]*(?:[./][A-Za-z0-9_{}-]+)*", reason: "is not the name of a branch",
        remedy: "write it as in \"gh-pages\" or \"sites/{tenant}\"")

    static let publishedFolder = matching(
        "(?:[A-Za-z0-9_{}-][A-Za-z0-9._{}-]*(?:/[A-Za-z0-9_{}-][A-Za-z0-9._{}-]*)*)?",
        reason: "is not a folder within the target",
        remedy: "write it without slashes at its ends, as in \"docs\" or \"sites/{tenant}\"")

    static let keptPath = matching(
        "\\.?[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/\\.?[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?",
        reason: "is not a path within the target",
        remedy: "write a file as \"CNAME\", a folder as \"legal/\"")
}
