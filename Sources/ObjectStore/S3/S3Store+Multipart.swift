internal import Domain
internal import Foundation
internal import HTTPTransport

extension S3Store {
    private struct UploadedPart {
        let number: Int
        let etag: String
        let checksum: String
    }

    /// A large object, in parts that the store joins at the end. When it fails, what came is given up: the store would
    /// keep it, and bill it.
    func putParts(
        _ source: ObjectSource, _ ranges: [Range<Int>], at key: String, as headers: ObjectHeaders
    ) async throws(ObjectStoreFailure) {
        let upload = try await begin(key, headers)
        do throws(ObjectStoreFailure) {
            let parts = try await pieces.each(ranges, place: place) { (index, range) throws(ObjectStoreFailure) in
                try await send(source, range, number: index + 1, of: upload, key: key)
            }
            try await complete(parts, of: upload, key: key)
        } catch {
            // Also after a cancellation, which a task of its own does not have.
            await Task { await abort(upload, key: key) }.value
            throw error
        }
    }

    private func begin(_ key: String, _ headers: ObjectHeaders) async throws(ObjectStoreFailure) -> String {
        let request = HTTPRequest(
            .post, try bucket.url(key, StoreQuery([("uploads", nil)])),
            fields: Self.fields(headers) + bucket.encryptionFields
                + [HTTPRequest.Field("X-Amz-Checksum-Algorithm", "SHA256")], body: [])
        let result = try endpoint.xml(
            try await endpoint.send(request, key: key), "InitiateMultipartUploadResult")
        guard let upload = result["UploadId"]?.text, !upload.isEmpty else {
            throw ObjectStoreFailure(.malformed, place: "\(place)/\(key)", "the upload has no name")
        }
        return upload
    }

    private func send(
        _ source: ObjectSource, _ range: Range<Int>, number: Int, of upload: String, key: String
    ) async throws(ObjectStoreFailure) -> UploadedPart {
        let bytes = try source.piece(range, place: place)
        let checksum = Self.checksum(bytes)
        let query = StoreQuery([("partNumber", "\(number)"), ("uploadId", upload)])
        let reply = try await endpoint.send(
            HTTPRequest(.put, try bucket.url(key, query), fields: [checksum], body: bytes), key: key)
        guard let etag = reply.head["etag"] else {
            throw ObjectStoreFailure(.malformed, place: "\(place)/\(key)", "a part has no name")
        }
        return UploadedPart(number: number, etag: etag, checksum: checksum.value)
    }

    private func complete(
        _ parts: [UploadedPart], of upload: String, key: String
    ) async throws(ObjectStoreFailure) {
        let list = parts.map {
            "<Part><PartNumber>\($0.number)</PartNumber><ETag>\($0.etag.xmlEscaped)</ETag>"
                + "<ChecksumSHA256>\($0.checksum)</ChecksumSHA256></Part>"
        }.joined()
        let body = "<CompleteMultipartUpload xmlns=\"\(Self.namespace)\">\(list)</CompleteMultipartUpload>"
        let request = HTTPRequest(
            .post, try bucket.url(key, StoreQuery([("uploadId", upload)])),
            fields: [HTTPRequest.Field("Content-Type", "application/xml")], body: Array(body.utf8))
        let reply = try await endpoint.send(request, key: key)
        // The store may find out that it cannot after it has begun to answer that it could.
        guard XMLNode(reply.body)?.name == "CompleteMultipartUploadResult" else {
            throw ObjectStoreFailure(.unavailable, place: "\(place)/\(key)", "its parts were not joined")
        }
    }

    private func abort(_ upload: String, key: String) async {
        guard let url = try? bucket.url(key, StoreQuery([("uploadId", upload)])) else { return }
        // What stays is removed by the bucket's own rule, if it has one.
        _ = try? await endpoint.send(HTTPRequest(.delete, url), key: key, accepting: [200, 204, 404])
    }
}
