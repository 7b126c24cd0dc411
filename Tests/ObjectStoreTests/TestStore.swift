import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import TestSupport

@testable import ObjectStore

/// The stores that every test of the conformance suite runs on, over real HTTP.
enum TestStore: String, CaseIterable, Sendable {
    case s3, azure

    /// Those that can be started here.
    static let there = allCases.filter { $0 == .s3 ? S3Server.isThere : AzureServer.isThere }

    /// Bytes that are sent in some parts, the last one a short one.
    var large: Int { self == .s3 ? (17 << 20) + 5 : 1_001 }

    /// An empty bucket or container, with parts so small that a few bytes fill them where the store allows it.
    func make() throws -> any ObjectStore {
        var pieces = StorePieces()
        switch self {
        case .s3:
            pieces.threshold = 6 << 20
            pieces.length = 5 << 20
            return try Self.s3(pieces: pieces)
        case .azure:
            pieces.threshold = 100
            pieces.length = 64
            let server = try AzureServer.shared()
            let key = try AzureSharedKey(account: server.account, key: Secret(server.key))
            return AzureBlobStore(
                try AzureContainer(
                    account: server.account, name: try server.makeContainer(), endpoint: server.endpoint),
                authorisation: key, client: Self.client(), pieces: pieces)
        }
    }

    static func s3(
        _ bucket: String? = nil, keys: S3Server.Keys? = nil, encryption: S3Bucket.Encryption? = nil,
        pieces: StorePieces = StorePieces()
    ) throws -> S3Store {
        let server = try S3Server.shared()
        let keys = keys ?? server.writer
        return S3Store(
            try S3Bucket(
                bucket ?? server.makeBucket(), region: server.region, endpoint: server.endpoint, encryption: encryption),
            authorisation: AWSAuthorisation(
                service: "s3", region: server.region,
                credentials: AWSCredentials(accessKey: keys.accessKey, secretKey: Secret(keys.secretKey))),
            client: client(), pieces: pieces)
    }

    /// A client that waits for nothing.
    static func client(_ time: ManualTime = ManualTime()) -> APIClient {
        APIClient(
            HTTPTransport(
                userAgent: "casebook/test", limits: TransportLimits(idle: .seconds(10), total: .seconds(60))),
            time: Timekeeping(
                elapsed: { time.elapsed }, sleep: { time.sleep($0) }, random: { 0.5 }, clock: Timekeeping.system.clock))
    }

    /// Bytes that differ from place to place.
    static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) } }

    static func failure(_ call: () async throws -> Void) async -> ObjectStoreFailure? {
        do {
            try await call()
            return nil
        } catch {
            return error as? ObjectStoreFailure
        }
    }
}
