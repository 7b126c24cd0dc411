public import Domain

/// A bucket or container, and who asks it. Of credentials those that are missing are looked for as the vendors' own
/// tools do.
public struct StoreConfiguration: Sendable, Hashable {
    public enum Place: Sendable, Hashable {
        case s3(S3)
        case azure(Azure)
    }

    /// A bucket of S3, or of what speaks as it does.
    public struct S3: Sendable, Hashable {
        public var bucket: String
        /// `nil` for the environment's.
        public var region: String?
        public var endpoint: String?
        /// `nil` for what works with the endpoint.
        public var usesPathStyle: Bool?
        /// `AES256` or `aws:kms`.
        public var encryption: String?
        public var kmsKey: String?
        /// A profile of the AWS tools; `nil` for the environment's.
        public var profile: String?
        /// An access key and its secret.
        public var keys: Keys?

        public init(bucket: String) { self.bucket = bucket }

        public struct Keys: Sendable, Hashable {
            public let accessKey: Secret
            public let secretKey: Secret
        }
    }

    /// A container of Azure Blob Storage.
    public struct Azure: Sendable, Hashable {
        public var account: String
        public var container: String
        public var endpoint: String?
        public var access: Access

        public init(account: String, container: String, endpoint: String?, access: Access) {
            self.account = account
            self.container = container
            self.endpoint = endpoint
            self.access = access
        }

        public enum Access: Sendable, Hashable {
            /// The account's key.
            case key(Secret)
            /// A shared access signature.
            case signature(Secret)
            case entra(ServiceConfiguration.Entra)
        }

        /// Whether it is the container that Azure serves as a web site.
        public var isWebsite: Bool { container == "$web" }
    }

    public var place: Place
    /// Of all keys, without slashes at its ends; empty for none.
    public var prefix: String

    public init(place: Place, prefix: String) {
        self.place = place
        self.prefix = prefix
    }
}

/// The keys of a store as written, before it is known which kind it is.
struct StoreFile: Sendable, Hashable {
    enum Kind: String, CaseIterable { case local, s3, azure }

    var kind = Kind.local
    var bucket: String?
    var container: String?
    var prefix = ""
    var region: String?
    var endpoint: String?
    var pathStyle: Bool?
    var encryption: String?
    var kmsKey: String?
    var profile: String?
    var accessKey: Secret?
    var secretKey: Secret?
    var account: String?
    var key: Secret?
    var sas: Secret?
    var entra = ServiceFile.EntraFile()

    /// `nil` for the folder on this machine, and where something is missing.
    var configuration: StoreConfiguration? {
        switch kind {
        case .local: return nil
        case .s3:
            guard let bucket else { return nil }
            var place = StoreConfiguration.S3(bucket: bucket)
            place.region = region
            place.endpoint = endpoint
            place.usesPathStyle = pathStyle
            place.encryption = encryption
            place.kmsKey = kmsKey
            place.profile = profile
            if let accessKey, let secretKey {
                place.keys = StoreConfiguration.S3.Keys(accessKey: accessKey, secretKey: secretKey)
            }
            return StoreConfiguration(place: .s3(place), prefix: prefix)
        case .azure:
            guard let account, let container, let access else { return nil }
            return StoreConfiguration(
                place: .azure(
                    StoreConfiguration.Azure(
                        account: account, container: container, endpoint: endpoint, access: access)),
                prefix: prefix)
        }
    }

    private var access: StoreConfiguration.Azure.Access? {
        if let key { return .key(key) }
        if let sas { return .signature(sas) }
        return entra.application.map { .entra($0) }
    }
}
