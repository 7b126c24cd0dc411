import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import ObjectStore
import Workspace

/// Makes clients of the buckets and containers that a configuration names: for copies of exports, inboxes and sites.
enum ObjectStores {
    static func store(_ configuration: StoreConfiguration) throws(CasebookError) -> any ObjectStore {
        switch configuration.place {
        case .s3(let place): try s3(place)
        case .azure(let place): try azure(place)
        }
    }

    /// The bucket of an inbox, asked with the credentials of the store of copies where that is of the same kind, else
    /// with those of the environment.
    static func inbox(_ place: InboxPlace, beside store: StoreConfiguration?) throws(CasebookError) -> any ObjectStore {
        switch place.bucket {
        case .s3(let bucket):
            var own = StoreConfiguration.S3(bucket: bucket)
            if case .s3(let known) = store?.place { own = known }
            own.bucket = bucket
            return try s3(own)
        case .azure(let account, let container):
            if case .azure(var known) = store?.place, known.account == account {
                known.container = container
                return try azure(known)
            }
            let environment = ProcessInfo.processInfo.environment
            let access: StoreConfiguration.Azure.Access
            if let key = environment["AZURE_STORAGE_KEY"] {
                access = .key(Secret(key))
            } else if let signature = environment["AZURE_STORAGE_SAS_TOKEN"] {
                access = .signature(Secret(signature))
            } else {
                throw CasebookError(
                    .badConfiguration, code: "missing_credentials", "nothing says how to ask the account of the inbox",
                    remedy: "set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or configure files.store for the account"
                )
            }
            return try azure(
                StoreConfiguration.Azure(account: account, container: container, endpoint: nil, access: access))
        }
    }

    static func s3(_ place: StoreConfiguration.S3) throws(CasebookError) -> any ObjectStore {
        let environment = AWSEnvironment(profile: place.profile)
        guard let region = place.region ?? environment.region ?? (place.endpoint == nil ? nil : "us-east-1") else {
            throw CasebookError(
                .badConfiguration, code: "missing_region", "no AWS region is configured for the bucket",
                remedy: "add \"region\" beside the bucket, or set AWS_REGION")
        }
        let encryption: S3Bucket.Encryption? =
            switch place.encryption {
            case "AES256": .aes256
            case "aws:kms": .kms(key: place.kmsKey)
            default: nil
            }
        let endpoint = place.endpoint ?? ProcessInfo.processInfo.environment["AWS_ENDPOINT_URL_S3"]
        let bucket = try S3Bucket(
            place.bucket, region: region, endpoint: try endpoint.map(url), usesPathStyle: place.usesPathStyle,
            encryption: encryption)
        return S3Store(bucket, authorisation: authorisation(place, region, environment), client: client())
    }

    private static func authorisation(
        _ place: StoreConfiguration.S3, _ region: String, _ environment: AWSEnvironment
    ) -> AWSAuthorisation {
        if let keys = place.keys {
            return AWSAuthorisation(
                service: "s3", region: region,
                credentials: AWSCredentials(accessKey: keys.accessKey.value, secretKey: keys.secretKey))
        }
        let sts = ProcessInfo.processInfo.environment["AWS_ENDPOINT_URL_STS"].flatMap { URL(string: $0) }
        return AWSAuthorisation(service: "s3", region: region, environment: environment, client: client(), sts: sts)
    }

    static func azure(_ place: StoreConfiguration.Azure) throws(CasebookError) -> any ObjectStore {
        let container = try AzureContainer(
            account: place.account, name: place.container, endpoint: try place.endpoint.map(url))
        let authorisation: any Authorisation
        switch place.access {
        case .key(let key): authorisation = try AzureSharedKey(account: place.account, key: key)
        case .signature(let signature): authorisation = AzureSharedAccess(signature)
        case .entra(let entra):
            authorisation = EntraToken(
                EntraToken.Application(
                    directory: entra.directory, client: entra.client, secret: entra.secret,
                    authority: try entra.authority.map(url), scope: "https://storage.azure.com/.default"),
                client: client())
        }
        return AzureBlobStore(container, authorisation: authorisation, client: client())
    }

    private static func client() -> APIClient {
        APIClient(
            HTTPTransport(userAgent: "casebook/\(ProgramVersion.text)", limits: TransportLimits(idle: .seconds(60))))
    }

    private static func url(_ text: String) throws(CasebookError) -> URL {
        guard let url = URL(string: text), url.host() != nil else {
            throw CasebookError(
                .badConfiguration, code: "bad_value", "the endpoint of a store is not an address",
                remedy: "write the whole address, as in \"https://s3.example\"")
        }
        return url
    }
}
