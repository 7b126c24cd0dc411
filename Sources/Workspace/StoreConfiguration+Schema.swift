internal import Domain

extension StoreFile {
    private static let secret = ValueType<String>.text(.secret).map({ Secret($0) }, back: \.value).optional

    /// `files.store`.
    static let schema = Schema(
        "Store", blank: StoreFile(),
        [
            Field(
                "kind", \.kind,
                ValueType<String>.text(.choice(Kind.allCases.map(\.rawValue)))
                    .map({ Kind(rawValue: $0) ?? .local }, back: \.rawValue),
                """
                Where copies of exports are kept: "local" in the state folder, "s3" in a bucket of S3 or what speaks \
                as it does, "azure" in a container of Azure Blob Storage.
                """)
        ] + fields,
        check: { store, node, decoding in store.check(node, &decoding) })

    /// All but the kind.
    static var fields: [Field<StoreFile>] { commonFields + s3Fields + azureFields }

    private static let commonFields: [Field<StoreFile>] = [
        Field("prefix", \.prefix, .text(.objectPrefix), "What all keys begin with, as in \"casebook/files\"."),
        Field(
            "endpoint", \.endpoint, ValueType<String>.text(.serviceAddress).optional,
            "Another address than the vendor's own, such as that of a private endpoint or of MinIO."),
    ]

    private static let s3Fields: [Field<StoreFile>] = [
        Field("bucket", \.bucket, ValueType<String>.text(.bucket).optional, "For \"s3\": the bucket."),
        Field(
            "region", \.region, ValueType<String>.text(.region).optional,
            "For \"s3\": the region; AWS_REGION or the profile's unless given."),
        Field(
            "path_style", \.pathStyle, ValueType<Bool>.boolean.optional,
            "For \"s3\": whether the bucket stands in the path of addresses; so it does with an endpoint unless given."),
        Field(
            "encryption", \.encryption, ValueType<String>.text(.choice(["AES256", "aws:kms"])).optional,
            "For \"s3\": the encryption that is asked for; the bucket's own unless given."),
        Field(
            "kms_key", \.kmsKey, ValueType<String>.text(.headerValue).optional,
            "For \"aws:kms\": the key's id or ARN; the account's own for S3 unless given."),
        Field(
            "profile", \.profile, ValueType<String>.text(.filled).optional,
            "For \"s3\": a profile of the AWS tools; credentials are looked for as they do unless given."),
        Field(
            "access_key", \.accessKey, secret,
            "For \"s3\": an access key, where it is not to be looked for; best read from the environment."),
        Field("secret_key", \.secretKey, secret, "For \"s3\": the access key's secret."),
    ]

    private static let azureFields: [Field<StoreFile>] = [
        Field(
            "account", \.account, ValueType<String>.text(.storageAccount).optional,
            "For \"azure\": the storage account."),
        Field("container", \.container, ValueType<String>.text(.container).optional, "For \"azure\": the container."),
        Field("key", \.key, secret, "For \"azure\": the account's key, best read from the environment."),
        Field("sas", \.sas, secret, "For \"azure\": a shared access signature, instead of the key."),
        Field(
            "entra", \.entra, ServiceFile.entraSchema.type,
            "For \"azure\": an application of Microsoft Entra ID, instead of the key."),
    ]

    /// Reports what the kind lacks, or has without use.
    func check(_ node: YAMLNode, _ decoding: inout Decoding) {
        func report(_ code: String, _ what: String, _ remedy: String) {
            decoding.report(code, at: node.place, "\(decoding.key) \(what)", remedy: remedy)
        }
        let ofS3 =
            [bucket, region, encryption, kmsKey, profile].contains { $0 != nil } || pathStyle != nil
            || accessKey != nil || secretKey != nil
        let proofs = [key != nil, sas != nil, !entra.isEmpty].count { $0 }
        let ofAzure = account != nil || container != nil || proofs > 0
        switch kind {
        case .local:
            if ofS3 || ofAzure || endpoint != nil || !prefix.isEmpty {
                report(
                    "bad_value", "has keys of a bucket, and keeps files on this machine", "add \"kind\": s3 or azure")
            }
        case .s3:
            if bucket == nil { report("missing_key", "has the kind \"s3\" and no bucket", "add \"bucket\"") }
            if ofAzure { report("bad_value", "has keys of Azure, and the kind \"s3\"", "remove them") }
            if (accessKey == nil) != (secretKey == nil) {
                report("missing_key", "has half of an access key", "add both \"access_key\" and \"secret_key\"")
            }
            if kmsKey != nil, encryption != "aws:kms" {
                report("bad_value", "has a key of KMS that is not used", "add \"encryption: aws:kms\"")
            }
        case .azure:
            if account == nil { report("missing_key", "has the kind \"azure\" and no account", "add \"account\"") }
            if container == nil {
                report("missing_key", "has the kind \"azure\" and no container", "add \"container\"")
            }
            if ofS3 { report("bad_value", "has keys of S3, and the kind \"azure\"", "remove them") }
            if proofs != 1 || !entra.isEmpty && entra.application == nil {
                report(
                    "missing_key", "needs one way to ask Azure",
                    "add \"key: ${NAME}\", \"sas: ${NAME}\", or \"entra\" with directory, client and secret")
            }
        }
        if ![endpoint, entra.authority].compactMap({ $0 }).allSatisfy(ServiceFile.isSafe) {
            report(
                "bad_value", "reaches its store without encryption",
                "write an address that begins with https://; http:// is for this machine alone")
        }
    }
}

extension Grammar {
    static let objectPrefix = matching(
        "(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?",
        reason: "is not the beginning of a key",
        remedy: "write it without slashes at its ends, as in \"casebook/files\"")

    static let bucket = matching(
        "[A-Za-z0-9][A-Za-z0-9._-]{1,62}", reason: "is not the name of a bucket",
        remedy: "write the bucket's name alone")

    static let storageAccount = matching(
        "[a-z0-9]{3,24}", reason: "is not the name of a storage account",
        remedy: "write the account's name alone, as in \"acmesupport\"")

    static let inboxPlace = Grammar(keywords: ["pattern": "^(?:s3|azure)://[^/]+"]) { text in
        InboxPlace(text) == nil
            ? Complaint(
                reason: "is not a prefix of a bucket",
                remedy: "write it as \"s3://BUCKET/PREFIX/\" or \"azure://ACCOUNT/CONTAINER/PREFIX/\"") : nil
    }

    static let container = matching(
        "[a-z0-9][a-z0-9-]{2,62}", reason: "is not the name of a container for copies of exports",
        remedy: "write the container's name alone; $web is one that everybody can read")
}
