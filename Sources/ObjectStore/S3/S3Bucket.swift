internal import CloudCredentials
public import Domain
public import Foundation
internal import HTTPTransport

/// A bucket of AWS S3, or of another service that speaks as S3 does.
public struct S3Bucket: Sendable {
    /// What the service encrypts objects with where they are kept. It is asked for with every object.
    public enum Encryption: Sendable, Hashable {
        /// Keys of S3 itself.
        case aes256
        /// A key of AWS KMS; `nil` for the account's own for S3.
        case kms(key: String?)
    }

    public let name: String
    public let region: String
    public let encryption: Encryption?
    /// What comes before `/key`.
    let base: String

    /// - Parameters:
    ///   - endpoint: of another service than AWS, or a private one; `nil` for the region's own.
    ///   - usesPathStyle: whether the bucket stands in the path instead of the host's name; `nil` for what works: the
    ///     path with another endpoint, or for a name with dots, whose certificate no host of AWS has.
    /// - Throws: `badConfiguration` when no bucket can be there.
    public init(
        _ name: String, region: String, endpoint: URL? = nil, usesPathStyle: Bool? = nil,
        encryption: Encryption? = nil
    ) throws(CasebookError) {
        let allowed = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || [0x2D, 0x2E, 0x5F].contains($0)
        }
        guard allowed, (3...63).contains(name.utf8.count), !name.hasPrefix("."), !name.contains("..") else {
            throw Self.fault("bad_bucket", "that is no name of a bucket", "write the bucket's name alone")
        }
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        guard let endpoint = endpoint ?? URL(string: "https://s3.\(region.percentEncoded).\(domain)"),
            let host = endpoint.host(), endpoint.isSafeForStores
        else {
            throw Self.fault(
                "unsafe_endpoint", "the endpoint of the bucket is no address over https",
                "write the whole address, as in \"https://s3.example\"; http is for this machine alone")
        }
        self.name = name
        self.region = region
        self.encryption = encryption
        let isAWS = host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn")
        let isInPath = usesPathStyle ?? (!isAWS || name.contains("."))
        base = Self.base(endpoint, name, isInPath: isInPath)
    }

    private static func base(_ endpoint: URL, _ name: String, isInPath: Bool) -> String {
        var text = endpoint.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        if isInPath { return "\(text)/\(name)" }
        guard let mark = text.firstRange(of: "://") else { return text }
        return text.replacingCharacters(in: mark, with: "://\(name).")
    }

    private static func fault(_ code: String, _ summary: String, _ remedy: String) -> CasebookError {
        CasebookError(.badConfiguration, code: code, summary, remedy: remedy)
    }

    /// The address of an object, or of the bucket.
    func url(_ key: String? = nil, _ query: StoreQuery = StoreQuery()) throws(ObjectStoreFailure) -> URL {
        let path = key.map { "/\(ObjectKey.encoded($0))" } ?? "/"
        guard let url = URL(string: base + path + query.text) else {
            throw ObjectStoreFailure(.refused, place: "s3://\(name)", "its address is no URL")
        }
        return url
    }

    /// What asks for the encryption.
    var encryptionFields: [HTTPRequest.Field] {
        let name = "X-Amz-Server-Side-Encryption"
        switch encryption {
        case nil: return []
        case .aes256: return [HTTPRequest.Field(name, "AES256")]
        case .kms(let key):
            return [HTTPRequest.Field(name, "aws:kms")]
                + (key.map { [HTTPRequest.Field("\(name)-Aws-Kms-Key-Id", $0)] } ?? [])
        }
    }
}
