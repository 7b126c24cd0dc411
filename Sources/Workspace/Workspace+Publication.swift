public import Domain

extension Workspace {
    /// Where a tenant's site is published; `nil` when nothing says so. `{tenant}` in places stands for the tenant's key.
    ///
    /// - Throws: `.badConfiguration` when a key is missing that the kind of target needs.
    public func publication(of tenant: TenantWorkspace) throws(CasebookError) -> PublishConfiguration? {
        let configuration = try tenant.configuration.get()
        let file = configuration.publishFile.over(self.configuration.publishingFile)
        guard let kind = file.kind else { return nil }
        let reader = PublicationReader(file: file, kind: kind, tenant: tenant, id: configuration.id)
        if file.headers == .azureStaticWebApps, file.webApp.directory == nil {
            throw reader.missing("web_app.directory", "the file for Azure Static Web Apps is asked for")
        }
        return PublishConfiguration(
            destination: try reader.destination(), isPublic: file.isPublic, allowsPublic: file.allowPublic,
            keep: file.keep, headers: file.headers ?? .none, webApp: file.webApp)
    }
}

/// Makes a target of the keys that were written.
private struct PublicationReader {
    let file: PublishFile
    let kind: PublishConfiguration.Kind
    let tenant: TenantWorkspace
    let id: TenantID

    func destination() throws(CasebookError) -> PublishConfiguration.Destination {
        switch kind {
        case .folder: return .folder(path: try needed(file.path, "path"))
        case .git:
            return .git(
                PublishConfiguration.Git(
                    repository: try needed(file.repository, "repository"), branch: try needed(file.branch, "branch"),
                    folder: place(file.folder ?? ""), history: file.history ?? .keep, token: file.token,
                    user: file.user, servesPages: file.pages ?? false))
        case .s3:
            try checkEndpoint()
            return .s3(try bucket(), prefix: place(file.prefix ?? ""))
        case .azure:
            try checkEndpoint()
            return .azure(
                StoreConfiguration.Azure(
                    account: try account(), container: place(file.container ?? "$web"), endpoint: file.endpoint,
                    access: try access()),
                prefix: place(file.prefix ?? ""))
        }
    }

    private func checkEndpoint() throws(CasebookError) {
        guard let endpoint = file.endpoint, !ServiceFile.isSafe(endpoint) else { return }
        throw problem(
            "bad_value", "the store that the site is published to is reached without encryption",
            "write an address that begins with https://; http:// is for this machine alone")
    }

    private func bucket() throws(CasebookError) -> StoreConfiguration.S3 {
        guard (file.accessKey == nil) == (file.secretKey == nil) else {
            throw missing(file.accessKey == nil ? "access_key" : "secret_key", "the other half of the login is given")
        }
        if file.kmsKey != nil, file.encryption != "aws:kms" {
            throw problem(
                "bad_value", "the site's bucket has a key of KMS that is not used", "add \"encryption: aws:kms\"")
        }
        var bucket = StoreConfiguration.S3(bucket: try needed(file.bucket, "bucket"))
        bucket.region = file.region
        bucket.endpoint = file.endpoint
        bucket.usesPathStyle = file.pathStyle
        bucket.encryption = file.encryption
        bucket.kmsKey = file.kmsKey
        bucket.profile = file.profile
        if let accessKey = file.accessKey, let secretKey = file.secretKey {
            bucket.keys = StoreConfiguration.S3.Keys(accessKey: accessKey, secretKey: secretKey)
        }
        return bucket
    }

    private func account() throws(CasebookError) -> String {
        let account = try needed(file.account, "account")
        // A tenant's key may hold what a storage account's name may not.
        if let complaint = Grammar.storageAccount.complaint(account) {
            throw problem(
                "bad_value", "the account that the site is published to \(complaint.reason)", complaint.remedy)
        }
        return account
    }

    private func access() throws(CasebookError) -> StoreConfiguration.Azure.Access {
        switch [file.key != nil, file.signature != nil, !file.entra.isEmpty].count(where: { $0 }) {
        case 0: throw missing("key", "the site is to be published to Azure, which needs \"key\", \"sas\" or \"entra\"")
        case 1: break
        default:
            throw problem(
                "bad_value", "the site is to be published to Azure by several logins at once",
                "keep one of \"key\", \"sas\" and \"entra\"")
        }
        if let signature = file.signature { return .signature(signature) }
        if let key = file.key { return .key(key) }
        guard let application = file.entra.application else {
            throw problem(
                "missing_key", "\"entra\" lacks a part of the login", "give its directory, client and secret")
        }
        // The authority is sent the application's secret.
        if let authority = application.authority, !ServiceFile.isSafe(authority) {
            throw problem(
                "bad_value", "the authority of \"entra\" is reached without encryption",
                "write an address that begins with https://")
        }
        return .entra(application)
    }

    private func place(_ text: String) -> String { text.replacing("{tenant}", with: id.rawValue) }

    private func needed(_ text: String?, _ key: String) throws(CasebookError) -> String {
        if let text { return place(text) }
        throw missing(key, "the site is to be published by the kind \"\(kind.rawValue)\"")
    }

    func missing(_ key: String, _ reason: String) -> CasebookError {
        problem(
            "missing_key", "\(reason), and \"\(key)\" is not given",
            "add \"\(key)\" to publish here, or to publishing in casebook.yaml")
    }

    private func problem(_ code: String, _ what: String, _ remedy: String) -> CasebookError {
        CasebookError(.badConfiguration, code: code, file: tenant.path(of: "tenant.yaml"), what, remedy: remedy)
    }
}
