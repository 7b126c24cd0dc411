public import CloudCredentials
internal import Crypto
internal import Foundation
public import HTTPTransport

/// Objects in a container of Azure Blob Storage, as block blobs.
public struct AzureBlobStore: ObjectStore {
    let container: AzureContainer
    let endpoint: StoreEndpoint
    let pieces: StorePieces

    /// Of the API. The first in which names that XML cannot hold are listed in another form.
    static let version = "2021-12-02"

    /// - Parameter authorisation: an `AzureSharedKey`, an `AzureSharedAccess`, or an `EntraToken` for the scope
    ///   `https://storage.azure.com/.default`.
    public init(_ container: AzureContainer, authorisation: any Authorisation, client: APIClient) {
        self.init(container, authorisation: authorisation, client: client, pieces: StorePieces())
    }

    init(_ container: AzureContainer, authorisation: any Authorisation, client: APIClient, pieces: StorePieces) {
        self.container = container
        self.pieces = pieces
        endpoint = StoreEndpoint(
            place: "azure://\(container.account)/\(container.name)", client: client, authorisation: authorisation)
    }

    public var place: String { endpoint.place }

    public func put(
        _ source: ObjectSource, at key: String, as headers: ObjectHeaders
    ) async throws(ObjectStoreFailure) {
        try ObjectKey.check(key, place: place)
        let size = try source.size(place: place)
        let ranges = pieces.ranges(size: size, most: 50_000)
        guard ranges.isEmpty else { return try await putBlocks(source, ranges, at: key, as: headers) }
        let bytes = try source.piece(0..<size, place: place)
        let request = blobRequest(
            .put, try container.url(key),
            [HTTPRequest.Field("x-ms-blob-type", "BlockBlob"), Self.type, Self.checksum(bytes)]
                + Self.fields(headers), body: bytes)
        _ = try await endpoint.send(request, key: key, accepting: [201])
    }

    /// A large blob, in blocks that count for nothing until they are joined; Azure removes those that never are.
    private func putBlocks(
        _ source: ObjectSource, _ ranges: [Range<Int>], at key: String, as headers: ObjectHeaders
    ) async throws(ObjectStoreFailure) {
        let names = try await pieces.each(ranges, place: place) { (index, range) throws(ObjectStoreFailure) in
            let bytes = try source.piece(range, place: place)
            let digits = String(index)
            let name = Data((String(repeating: "0", count: 8 - digits.count) + digits).utf8).base64EncodedString()
            let url = try container.url(key, StoreQuery([("comp", "block"), ("blockid", name)]))
            _ = try await endpoint.send(
                blobRequest(.put, url, [Self.type, Self.checksum(bytes)], body: bytes), key: key, accepting: [201])
            return name
        }
        let list = names.map { "<Latest>\($0)</Latest>" }.joined()
        let body = Array("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>\(list)</BlockList>".utf8)
        let request = blobRequest(
            .put, try container.url(key, StoreQuery([("comp", "blocklist")])),
            [HTTPRequest.Field("Content-Type", "application/xml"), Self.checksum(body)] + Self.fields(headers),
            body: body)
        _ = try await endpoint.send(request, key: key, accepting: [201])
    }

    public func part(
        of key: String, range: Range<Int>, etag: String?
    ) async throws(ObjectStoreFailure) -> ObjectPart {
        try ObjectKey.check(key, place: place)
        var fields = [HTTPRequest.Field("x-ms-range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")]
        if let etag { fields.append(HTTPRequest.Field("If-Match", "\"\(etag)\"")) }
        let reply = try await endpoint.send(
            blobRequest(.get, try container.url(key), fields), key: key, accepting: [200, 206, 416],
            largestReply: range.count + 65_536)
        return try endpoint.part(reply, range: range, key: key)
    }

    public func head(_ key: String) async throws(ObjectStoreFailure) -> StoredObject? {
        try ObjectKey.check(key, place: place)
        let reply = try await endpoint.send(
            blobRequest(.head, try container.url(key)), key: key, accepting: [200, 404])
        return reply.status == 404 ? nil : try endpoint.object(reply, key: key)
    }

    public func delete(_ keys: [String]) async throws(ObjectStoreFailure) {
        for key in keys { try ObjectKey.check(key, place: place) }
        _ = try await pieces.each(keys, place: place) { (_, key) throws(ObjectStoreFailure) in
            let fields = [HTTPRequest.Field("x-ms-delete-snapshots", "include")]
            let reply = try await endpoint.send(
                blobRequest(.delete, try container.url(key), fields), key: key, accepting: [202, 404])
            if reply.status == 404, ServiceError(reply).code != "BlobNotFound" {
                throw ObjectStoreFailure(reply, place: place)
            }
        }
    }

    public func page(
        prefix: String, most: Int, after mark: String?
    ) async throws(ObjectStoreFailure) -> ObjectPage {
        var query = StoreQuery([
            ("restype", "container"), ("comp", "list"), ("maxresults", "\(most)"), ("prefix", prefix),
        ])
        if let mark { query.items.append(("marker", mark)) }
        let reply = try await endpoint.send(blobRequest(.get, try container.url(nil, query)))
        let result = try endpoint.xml(reply, "EnumerationResults")
        guard let blobs = result["Blobs"], let next = result["NextMarker"] else {
            throw ObjectStoreFailure(.malformed, place: place, "the listing ends in the middle")
        }
        var objects: [StoredObject] = []
        for blob in blobs.all("Blob") {
            let name = blob["Name"]
            let isEncoded = name?.attributes["Encoded"] == "true"
            guard let text = name?.text, let key = isEncoded ? text.removingPercentEncoding : text,
                let size = blob["Properties"]?["Content-Length"].flatMap({ Int($0.text) }), size >= 0
            else { throw ObjectStoreFailure(.malformed, place: place, "the listing has a blob without name or size") }
            objects.append(
                StoredObject(key: key, size: size, etag: blob["Properties"]?["Etag"]?.text.unquotedTag ?? ""))
        }
        return ObjectPage(objects: objects, next: next.text.isEmpty ? nil : next.text)
    }

    /// The container `$web` is there to be read by anybody. Of others the access level tells, to whoever may ask.
    public func isPublic() async throws(ObjectStoreFailure) -> Bool? {
        if container.name == "$web" { return true }
        let url = try container.url(nil, StoreQuery([("restype", "container")]))
        let reply = try await endpoint.send(blobRequest(.head, url), accepting: [200, 403])
        return reply.status == 200 ? reply.head["x-ms-blob-public-access"] != nil : nil
    }

    private func blobRequest(
        _ method: HTTPRequest.Method, _ url: URL, _ fields: [HTTPRequest.Field] = [], body: [UInt8]? = nil
    ) -> HTTPRequest {
        HTTPRequest(
            method, url, fields: [HTTPRequest.Field("x-ms-version", Self.version)] + fields, body: body,
            acceptsPacked: false)
    }

    private static let type = HTTPRequest.Field("Content-Type", "application/octet-stream")

    /// What the store compares with the bytes that came.
    private static func checksum(_ bytes: [UInt8]) -> HTTPRequest.Field {
        HTTPRequest.Field("Content-MD5", Data(Insecure.MD5.hash(data: bytes)).base64EncodedString())
    }

    private static func fields(_ headers: ObjectHeaders) -> [HTTPRequest.Field] {
        var fields = [HTTPRequest.Field("x-ms-blob-content-type", headers.contentType)]
        if let value = headers.cacheControl { fields.append(HTTPRequest.Field("x-ms-blob-cache-control", value)) }
        if let value = headers.contentDisposition {
            fields.append(HTTPRequest.Field("x-ms-blob-content-disposition", value))
        }
        return fields + headers.metadata.map { HTTPRequest.Field("x-ms-meta-\($0.key)", $0.value) }
    }
}
