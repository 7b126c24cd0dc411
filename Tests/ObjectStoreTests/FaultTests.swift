import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import ObjectStore

/// What stores do when servers and networks fail them.
@Suite struct FaultTests {
    typealias Reply = ScriptedServer.Reply

    private static let secret = "very-secret-key"

    private func s3(
        _ server: ScriptedServer, time: ManualTime = ManualTime(), pieces: StorePieces = StorePieces(),
        authorisation: (any Authorisation)? = nil
    ) throws -> S3Store {
        let own = AWSAuthorisation(
            service: "s3", region: "eu-central-1",
            credentials: AWSCredentials(accessKey: "AKID", secretKey: Secret(Self.secret)))
        return S3Store(
            try S3Bucket("bucket", region: "eu-central-1", endpoint: server.url("")),
            authorisation: authorisation ?? own, client: TestStore.client(time), pieces: pieces)
    }

    private func azure(_ server: ScriptedServer, time: ManualTime = ManualTime()) throws -> AzureBlobStore {
        AzureBlobStore(
            try AzureContainer(account: "devaccount", name: "container", endpoint: server.url("/devaccount")),
            authorisation: try AzureSharedKey(account: "devaccount", key: Secret("a2V5")),
            client: TestStore.client(time))
    }

    private static func xml(_ status: Int, _ text: String, _ fields: [String: String] = [:]) -> Reply {
        .answer(status, fields.merging(["Content-Type": "application/xml"]) { own, _ in own }, Array(text.utf8))
    }

    private static func error(_ status: Int, _ code: String) -> Reply {
        xml(status, "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>\(secret)</Message></Error>")
    }

    @Test func waitsForAStoreThatIsBusy() async throws {
        let time = ManualTime()
        let server = try ScriptedServer { number, _ in
            number < 2 ? Self.error(503, "SlowDown") : .answer(200, ["ETag": "\"1\""])
        }
        try await s3(server, time: time).put(.bytes([1, 2, 3]), at: "key", as: ObjectHeaders())
        #expect(server.requests.count == 3 && time.pauses.count == 2)
        let digest = Data(ContentDigest.of([1, 2, 3] as [UInt8]).bytes).base64EncodedString()
        #expect(server.requests.allSatisfy { $0.method == "PUT" && $0.body == [1, 2, 3] })
        #expect(server.requests.allSatisfy { $0.fields["x-amz-checksum-sha256"] == digest })
        let busy = try ScriptedServer { number, _ in number < 1 ? Self.error(503, "ServerBusy") : .answer(201) }
        try await azure(busy).put(.bytes([1]), at: "key", as: ObjectHeaders())
        #expect(busy.requests.count == 2)
        let down = try ScriptedServer { _, _ in Self.error(503, "SlowDown") }
        let lost = await TestStore.failure { _ = try await s3(down).get("key") }
        #expect(lost?.kind == .unavailable && lost?.code == "SlowDown" && lost?.error.kind == .unavailable)
    }

    @Test func takesUpAgainWhatWasCutOff() async throws {
        let bytes = TestStore.bytes(1_000)
        let fields = ["Content-Range": "bytes 0-999/1000", "ETag": "\"1\""]
        let server = try ScriptedServer { number, _ in
            number == 0 ? .answer(206, fields, Array(bytes[..<300]), length: 1_000) : .answer(206, fields, bytes)
        }
        #expect(try await s3(server).get("key") == bytes)
        #expect(server.requests.count == 2)
    }

    @Test func refusesAnotherPartThanItAskedFor() async throws {
        for range in ["bytes 0-9/1000", "bytes 0-999/*", "bytes 1-1000/1001", "nonsense"] {
            let server = try ScriptedServer { _, _ in
                .answer(206, ["Content-Range": range, "ETag": "\"1\""], TestStore.bytes(1_000))
            }
            #expect(await TestStore.failure { _ = try await s3(server).get("key") }?.kind == .malformed, "\(range)")
        }
    }

    @Test func joinsNoTwoVersions() async throws {
        let first = TestStore.bytes(8 << 20)
        let server = try ScriptedServer { _, request in
            request.fields["if-match"] == nil
                ? .answer(206, ["Content-Range": "bytes 0-8388607/9000000", "ETag": "\"1\""], first)
                : Self.error(request.fields["if-match"] == "\"1\"" ? 412 : 500, "PreconditionFailed")
        }
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "file")
        let lost = await TestStore.failure { try await s3(server).get("key", to: file) }
        #expect(lost?.kind == .changed && server.requests.count == 2)
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test func noticesAListingThatIsNotWhole() async throws {
        let entry = "<Contents><Key>a</Key><Size>1</Size><ETag>&quot;1&quot;</ETag></Contents>"
        let listings = [
            "<ListBucketResult><IsTruncated>true</IsTruncated>\(entry)</ListBucketResult>",
            "<ListBucketResult><IsTruncated>false</IsTruncated>\(entry)",
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents></ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken>"
                + "\(entry)</ListBucketResult>",
            "<html><body>Welcome</body></html>", "",
        ]
        for text in listings {
            let server = try ScriptedServer { _, _ in Self.xml(200, text) }
            #expect(
                await TestStore.failure { _ = try await s3(server).list(prefix: "") }?.kind == .malformed, "\(text)")
        }
        let blobs =
            "<Blobs><Blob><Name>a</Name><Properties><Content-Length>1</Content-Length></Properties></Blob></Blobs>"
        for text in ["<EnumerationResults>\(blobs)</EnumerationResults>", "<EnumerationResults>\(blobs)<NextMarker />"]
        {
            let server = try ScriptedServer { _, _ in Self.xml(200, text) }
            #expect(await TestStore.failure { _ = try await azure(server).list(prefix: "") }?.kind == .malformed)
        }
    }

    /// 10 MB and more in parts of which one never arrives.
    @Test func givesUpAnUploadWhosePartFails() async throws {
        let server = try ScriptedServer(keepsRequests: true) { _, request in
            switch (request.method, request.path) {
            case ("POST", "/bucket/key?uploads"):
                return Self.xml(
                    200, "<InitiateMultipartUploadResult><UploadId>up/1</UploadId></InitiateMultipartUploadResult>")
            case ("PUT", let path) where path.contains("partNumber=2&"): return Self.error(500, "InternalError")
            case ("PUT", _): return .answer(200, ["ETag": "\"part\""])
            case ("DELETE", "/bucket/key?uploadId=up%2F1"): return .answer(204)
            default: return Self.error(400, "InvalidRequest")
            }
        }
        let pieces = StorePieces(threshold: 10 << 20, length: 5 << 20, width: 2)
        let lost = await TestStore.failure {
            try await s3(server, pieces: pieces)
                .put(.bytes(TestStore.bytes(12 << 20)), at: "key", as: ObjectHeaders())
        }
        #expect(lost?.kind == .unavailable && lost?.code == "InternalError")
        #expect(server.requests.last?.method == "DELETE")
        #expect(server.requests.filter { $0.path.contains("partNumber=2&") }.count == 5)
        #expect(!server.requests.contains { $0.method == "POST" && $0.path.contains("uploadId") })
    }

    @Test func noticesThatPartsWereNotJoined() async throws {
        let server = try ScriptedServer { _, request in
            switch request.method {
            case "POST" where request.path.hasSuffix("?uploads"):
                Self.xml(200, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
            case "POST": Self.error(200, "InternalError")
            case "PUT": .answer(200, ["ETag": "\"part\""])
            default: .answer(204)
            }
        }
        let pieces = StorePieces(threshold: 10, length: 10, width: 2)
        let lost = await TestStore.failure {
            try await s3(server, pieces: pieces).put(.bytes(TestStore.bytes(25)), at: "key", as: ObjectHeaders())
        }
        #expect(lost?.kind == .unavailable)
        #expect(server.requests.last?.method == "DELETE")
    }

    @Test func noticesWhatWasNotDeleted() async throws {
        let server = try ScriptedServer { _, _ in
            Self.xml(
                200,
                "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"
            )
        }
        let lost = await TestStore.failure { try await s3(server).delete(["a", "b"]) }
        #expect(lost?.kind == .unauthorised && lost?.detail.hasPrefix("1 of 2") == true)
        let gone = try ScriptedServer { _, _ in Self.error(404, "ContainerNotFound") }
        #expect(await TestStore.failure { try await azure(gone).delete(["a"]) }?.kind == .missing)
    }

    /// An authorisation whose first credentials have expired.
    private final class Expiring: Authorisation {
        let isFresh = Mutex(false)
        func authorised(_ request: HTTPRequest) -> HTTPRequest {
            var request = request
            request.fields.append(HTTPRequest.Field("Authorization", isFresh.withLock { $0 } ? "new" : "old"))
            return request
        }
        func wasRefused() async -> Bool {
            isFresh.withLock { $0 = true }
            return true
        }
    }

    @Test func asksForNewCredentialsOnce() async throws {
        let server = try ScriptedServer { _, request in
            request.fields["authorization"] == "new" ? .answer(200, ["ETag": "\"1\""]) : Self.error(400, "ExpiredToken")
        }
        try await s3(server, authorisation: Expiring()).put(.bytes([]), at: "key", as: ObjectHeaders())
        #expect(server.requests.count == 2)
        let refusing = try ScriptedServer { _, _ in Self.error(400, "ExpiredToken") }
        let lost = await TestStore.failure {
            try await s3(refusing, authorisation: Expiring()).put(.bytes([]), at: "key", as: ObjectHeaders())
        }
        #expect(lost?.kind == .unauthorised && refusing.requests.count == 2)
    }

    @Test func tellsNoSecretOfARefusal() async throws {
        let server = try ScriptedServer { _, _ in Self.error(403, "SignatureDoesNotMatch") }
        let lost = await TestStore.failure { try await s3(server).put(.bytes([1]), at: "key", as: ObjectHeaders()) }
        #expect(lost?.kind == .unauthorised && lost?.code == "SignatureDoesNotMatch")
        let words = lost.map { "\($0) \($0.error)" } ?? Self.secret
        #expect(!words.contains(Self.secret) && !words.contains("AKID"))
        #expect(lost?.error.kind == .refused)
    }

    /// Cloudflare R2 and others have no policies and no access control lists.
    @Test func aCallThatAStoreLacksIsNoOutage() async throws {
        for (status, code) in [(501, "NotImplemented"), (501, ""), (500, "NotImplemented")] {
            let server = try ScriptedServer { _, _ in Self.error(status, code) }
            #expect(try await s3(server).isPublic() == nil)
            #expect(await TestStore.failure { _ = try await s3(server).get("key") }?.kind == .refused)
        }
        let down = try ScriptedServer { _, _ in Self.error(503, "SlowDown") }
        #expect(await TestStore.failure { _ = try await s3(down).isPublic() }?.kind == .unavailable)
    }

    @Test func followsNobodyElsewhere() async throws {
        let server = try ScriptedServer { _, _ in
            .answer(301, ["Location": "https://elsewhere.example/"], [])
        }
        #expect(await TestStore.failure { _ = try await s3(server).get("key") }?.kind == .refused)
        #expect(server.requests.count == 1)
    }
}
