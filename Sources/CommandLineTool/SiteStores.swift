import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import ObjectStore
import Workspace

/// The object stores that sites are published to.
enum SiteStores {
    static func s3(_ place: PublishConfiguration.S3) throws(CasebookError) -> any ObjectStore {
        let environment = AWSEnvironment(profile: place.profile)
        guard let region = place.region ?? environment.region else {
            throw CasebookError(
                .badConfiguration, code: "missing_region", "no AWS region is configured",
                remedy: "add \"region\" to publish, or set AWS_REGION")
        }
        let encryption: S3Bucket.Encryption? =
            switch place.encryption {
            case "AES256": .aes256
            case "aws:kms": .kms(key: place.encryptionKey)
            default: nil
            }
        let bucket = try S3Bucket(
            place.bucket, region: region, endpoint: try url(place.endpoint), usesPathStyle: place.usesPathStyle,
            encryption: encryption)
        let authorisation: AWSAuthorisation
        if let accessKey = place.accessKey, let secretKey = place.secretKey {
            authorisation = AWSAuthorisation(
                service: "s3", region: region,
                credentials: AWSCredentials(accessKey: accessKey, secretKey: secretKey))
        } else {
            let sts = ProcessInfo.processInfo.environment["AWS_ENDPOINT_URL_STS"].flatMap { URL(string: $0) }
            authorisation = AWSAuthorisation(
                service: "s3", region: region, environment: environment, client: client, sts: sts)
        }
        return S3Store(bucket, authorisation: authorisation, client: client)
    }

    static func azure(_ place: PublishConfiguration.Azure) throws(CasebookError) -> any ObjectStore {
        let container = try AzureContainer(
            account: place.account, name: place.container, endpoint: try url(place.endpoint))
        let authorisation: any Authorisation
        switch place.login {
        case .key(let key): authorisation = try AzureSharedKey(account: place.account, key: key)
        case .signature(let signature): authorisation = AzureSharedAccess(signature)
        case .application(let entra):
            authorisation = EntraToken(
                EntraToken.Application(
                    directory: entra.directory, client: entra.client, secret: entra.secret,
                    authority: try url(entra.authority), scope: "https://storage.azure.com/.default"),
                client: client)
        }
        return AzureBlobStore(container, authorisation: authorisation, client: client)
    }

    private static var client: APIClient {
        APIClient(HTTPTransport(userAgent: "casebook/\(ProgramVersion.text)"))
    }

    private static func url(_ text: String?) throws(CasebookError) -> URL? {
        guard let text else { return nil }
        guard let url = URL(string: text), url.host() != nil else {
            throw CasebookError(
                .badConfiguration, code: "bad_value", "the endpoint of a target is not an address",
                remedy: "write the whole address, as in \"https://s3.example\"")
        }
        return url
    }
}
