import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import ObjectStore

/// Who may do what, as the vendors' own libraries judge signatures, and where stores may be.
@Suite struct AccessTests {
    @Test(.enabled(if: S3Server.isThere, "moto is not installed: make setup-tests"))
    func isRefusedWithoutTheRightKeys() async throws {
        let server = try S3Server.shared()
        let bucket = try server.makeBucket()
        try await TestStore.s3(bucket).put(.bytes([1]), at: "key", as: ObjectHeaders())
        let reader = try TestStore.s3(bucket, keys: server.reader)
        #expect(try await reader.get("key") == [1])
        let denied = await TestStore.failure { try await reader.put(.bytes([2]), at: "key", as: ObjectHeaders()) }
        #expect(denied?.kind == .unauthorised && denied?.code == "AccessDenied")
        let wrong = S3Server.Keys(accessKey: server.writer.accessKey, secretKey: "wrong-secret")
        let stranger = S3Server.Keys(accessKey: "AKIAEXAMPLE", secretKey: "wrong-secret")
        for (keys, code) in [(wrong, "SignatureDoesNotMatch"), (stranger, "InvalidAccessKeyId")] {
            let lost = await TestStore.failure { _ = try await TestStore.s3(bucket, keys: keys).get("key") }
            #expect(lost?.kind == .unauthorised && lost?.code == code)
            let words = lost.map { "\($0) \($0.error)" } ?? keys.accessKey
            #expect(!words.contains(keys.accessKey) && !words.contains(keys.secretKey))
        }
    }

    @Test(.enabled(if: S3Server.isThere, "moto is not installed: make setup-tests"))
    func asksForEncryption() async throws {
        let server = try S3Server.shared()
        let bucket = try server.makeBucket()
        let small = TestStore.bytes(10)
        let headers = ObjectHeaders(contentType: "text/csv")
        try await TestStore.s3(bucket, encryption: .aes256).put(.bytes(small), at: "a", as: headers)
        try await TestStore.s3(bucket, encryption: .kms(key: "key-1")).put(.bytes(small), at: "b", as: headers)
        let pieces = StorePieces(threshold: 6 << 20, length: 5 << 20, width: 2)
        try await TestStore.s3(bucket, encryption: .kms(key: nil), pieces: pieces)
            .put(.bytes(TestStore.bytes(11 << 20)), at: "c", as: headers)
        let a = try server.fields(of: "a", in: bucket)
        #expect(a.contains("\"encryption\": \"AES256\"") && a.contains("\"type\": \"text/csv\""))
        let b = try server.fields(of: "b", in: bucket)
        #expect(b.contains("\"encryption\": \"aws:kms\"") && b.contains("\"key\": \"key-1\""))
        #expect(try server.fields(of: "c", in: bucket).contains("\"encryption\": \"aws:kms\""))
        #expect(try server.openUploads(in: bucket) == 0)
    }

    @Test(.enabled(if: AzureServer.isThere, "azure-storage-blob is not installed: make setup-tests"))
    func asksAzureInThreeWays() async throws {
        let server = try AzureServer.shared()
        let name = server.signed.container
        let container = try AzureContainer(account: server.account, name: name, endpoint: server.endpoint)
        func entra(_ secret: String) -> EntraToken {
            EntraToken(
                EntraToken.Application(
                    directory: "directory-1", client: "client-1", secret: Secret(secret), authority: server.authority,
                    scope: "https://storage.azure.com/.default"), client: TestStore.client())
        }
        let right: [any Authorisation] = [
            try AzureSharedKey(account: server.account, key: Secret(server.key)),
            AzureSharedAccess(Secret(server.signed.signature)),
            AzureSharedAccess(Secret("?" + server.signed.signature)),
            entra(server.secret),
        ]
        for (index, authorisation) in right.enumerated() {
            let store = AzureBlobStore(container, authorisation: authorisation, client: TestStore.client())
            let key = "way/\(index) of them"
            try await store.put(.bytes([UInt8(index)]), at: key, as: ObjectHeaders())
            #expect(try await store.get(key) == [UInt8(index)])
            #expect(try await store.list(prefix: key).count == 1)
            try await store.delete([key])
        }
        let secrets = ["d3Jvbmcta2V5", "sv=2021-12-02&sr=c&sp=r&sig=d3Jvbmctc2ln", "wrong-app-secret"]
        let wrong: [any Authorisation] = [
            try AzureSharedKey(account: server.account, key: Secret(secrets[0])),
            AzureSharedAccess(Secret(secrets[1])), entra(secrets[2]), AzureSharedAccess(Secret("")),
        ]
        for authorisation in wrong {
            let store = AzureBlobStore(container, authorisation: authorisation, client: TestStore.client())
            let lost = await TestStore.failure { _ = try await store.get("key") }
            #expect(lost?.kind == .unauthorised)
            let words = lost.map { "\($0) \($0.error)" } ?? secrets[0]
            for secret in secrets { #expect(!words.contains(secret)) }
        }
        #expect(throws: CasebookError.self) { try AzureSharedKey(account: "account", key: Secret("not base64!")) }
    }

    @Test func asksOverEncryptedConnectionsAlone() throws {
        for address in [
            "http://s3.example", "http://10.0.0.1:9000", "ftp://s3.example", "s3.example", "http://127.0.0.1.example",
        ] {
            let url = try #require(URL(string: address))
            #expect(throws: CasebookError.self) { try S3Bucket("bucket", region: "r", endpoint: url) }
            #expect(throws: CasebookError.self) { try AzureContainer(account: "account", name: "name", endpoint: url) }
        }
        for address in ["https://s3.example", "http://127.0.0.1:9000", "http://localhost:1", "http://[::1]:9000"] {
            let url = try #require(URL(string: address))
            #expect(throws: Never.self) { try S3Bucket("bucket", region: "r", endpoint: url) }
        }
    }

    @Test func findsTheBucketsAddress() throws {
        func address(_ bucket: String, _ region: String, _ endpoint: String? = nil, path: Bool? = nil) throws -> String
        {
            try S3Bucket(bucket, region: region, endpoint: endpoint.flatMap { URL(string: $0) }, usesPathStyle: path)
                .url("a b/c").absoluteString
        }
        #expect(try address("bucket", "eu-west-1") == "https://bucket.s3.eu-west-1.amazonaws.com/a%20b/c")
        #expect(try address("my.bucket", "eu-west-1") == "https://s3.eu-west-1.amazonaws.com/my.bucket/a%20b/c")
        #expect(try address("bucket", "cn-north-1") == "https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b/c")
        #expect(
            try address("bucket", "r", "https://minio.example:9000/") == "https://minio.example:9000/bucket/a%20b/c")
        #expect(
            try address("bucket", "r", "https://minio.example", path: false) == "https://bucket.minio.example/a%20b/c")
        #expect(try address("bucket", "eu-west-1", path: true) == "https://s3.eu-west-1.amazonaws.com/bucket/a%20b/c")
        #expect(
            try AzureContainer(account: "acct", name: "$web").url("a b/c").absoluteString
                == "https://acct.blob.core.windows.net/$web/a%20b/c")
        for bucket in ["", "a", "a/b", "a b", "..", "bucket?x", "a..b", String(repeating: "a", count: 64)] {
            #expect(throws: CasebookError.self) { try S3Bucket(bucket, region: "r") }
        }
        for (account, name) in [("acct", "A"), ("ac.ct", "name"), ("acct", "a/b"), ("acct", "$logs"), ("", "name")] {
            #expect(throws: CasebookError.self) { try AzureContainer(account: account, name: name) }
        }
    }
}
