public import CloudCredentials
internal import Crypto
internal import Domain
internal import Foundation
public import HTTPTransport

/// Objects in a bucket of S3 (API version 2006-03-01), every request signed by Signature Version 4.
public struct S3Store: ObjectStore {
    let bucket: S3Bucket
    let endpoint: StoreEndpoint
    let pieces: StorePieces

    /// - Parameters:
    ///   - authorisation: an `AWSAuthorisation` for the service `s3` and the bucket's region.
    public init(_ bucket: S3Bucket, authorisation: any Authorisation, client: APIClient) {
        self.init(bucket, authorisation: authorisation, client: client, pieces: StorePieces())
    }

    init(_ bucket: S3Bucket, authorisation: any Authorisation, client: APIClient, pieces: StorePieces) {
        self.bucket = bucket
        self.pieces = pieces
        endpoint = StoreEndpoint(place: "s3://\(bucket.name)", client: client, authorisation: authorisation)
    }

    public var place: String { endpoint.place }

    public func put(
        _ source: ObjectSource, at key: String, as headers: ObjectHeaders
    ) async throws(ObjectStoreFailure) {
        try ObjectKey.check(key, place: place)
        let size = try source.size(place: place)
        let ranges = pieces.ranges(size: size, most: 10_000)
        guard ranges.isEmpty else { return try await putParts(source, ranges, at: key, as: headers) }
        let bytes = try source.piece(0..<size, place: place)
        let request = HTTPRequest(
            .put, try bucket.url(key),
            fields: Self.fields(headers) + bucket.encryptionFields + [Self.checksum(bytes)], body: bytes)
        _ = try await endpoint.send(request, key: key)
    }

    public func part(
        of key: String, range: Range<Int>, etag: String?
    ) async throws(ObjectStoreFailure) -> ObjectPart {
        try ObjectKey.check(key, place: place)
        var fields = [HTTPRequest.Field("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")]
        if let etag { fields.append(HTTPRequest.Field("If-Match", "\"\(etag)\"")) }
        let request = HTTPRequest(.get, try bucket.url(key), fields: fields, acceptsPacked: false)
        let reply = try await endpoint.send(
            request, key: key, accepting: [200, 206, 416], largestReply: range.count + 65_536)
        return try endpoint.part(reply, range: range, key: key)
    }

    public func head(_ key: String) async throws(ObjectStoreFailure) -> StoredObject? {
        try ObjectKey.check(key, place: place)
        let request = HTTPRequest(.head, try bucket.url(key), acceptsPacked: false)
        let reply = try await endpoint.send(request, key: key, accepting: [200, 404])
        return reply.status == 404 ? nil : try endpoint.object(reply, key: key)
    }

    public func delete(_ keys: [String]) async throws(ObjectStoreFailure) {
        for key in keys { try ObjectKey.check(key, place: place) }
        guard keys.count > 1 else {
            for key in keys {
                _ = try await endpoint.send(
                    HTTPRequest(.delete, try bucket.url(key)), key: key, accepting: [200, 204])
            }
            return
        }
        for start in stride(from: 0, to: keys.count, by: 1_000) {
            try await deleteBatch(keys[start..<min(start + 1_000, keys.count)])
        }
    }

    /// `DeleteObjects`, which answers with success even where single objects stay.
    private func deleteBatch(_ keys: ArraySlice<String>) async throws(ObjectStoreFailure) {
        let objects = keys.map { "<Object><Key>\($0.xmlEscaped)</Key></Object>" }.joined()
        let body = Array(
            "<Delete xmlns=\"\(Self.namespace)\"><Quiet>true</Quiet>\(objects)</Delete>".utf8)
        let request = HTTPRequest(
            .post, try bucket.url(nil, StoreQuery([("delete", nil)])),
            fields: [
                HTTPRequest.Field("Content-Type", "application/xml"), Self.checksum(body),
                // Services that speak as S3 did some years ago want this one.
                HTTPRequest.Field("Content-MD5", Data(Insecure.MD5.hash(data: body)).base64EncodedString()),
            ], body: body)
        let result = try endpoint.xml(try await endpoint.send(request), "DeleteResult")
        let faults = result.all("Error")
        guard let first = faults.first else { return }
        let code = first["Code"]?.text ?? ""
        throw ObjectStoreFailure(
            code == "AccessDenied" ? .unauthorised : .unavailable, place: place,
            "\(faults.count) of \(keys.count) objects were not deleted", code: code)
    }

    static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

    /// What the store compares with the bytes that came, and keeps beside them.
    static func checksum(_ bytes: [UInt8]) -> HTTPRequest.Field {
        HTTPRequest.Field("X-Amz-Checksum-SHA256", Data(ContentDigest.of(bytes).bytes).base64EncodedString())
    }

    static func fields(_ headers: ObjectHeaders) -> [HTTPRequest.Field] {
        var fields = [HTTPRequest.Field("Content-Type", headers.contentType)]
        if let value = headers.cacheControl { fields.append(HTTPRequest.Field("Cache-Control", value)) }
        if let value = headers.contentDisposition { fields.append(HTTPRequest.Field("Content-Disposition", value)) }
        return fields
            + headers.metadata.sorted { $0.key < $1.key }.map { HTTPRequest.Field("X-Amz-Meta-\($0.key)", $0.value) }
    }
}
