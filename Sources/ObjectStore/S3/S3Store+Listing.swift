internal import Foundation
internal import HTTPTransport

extension S3Store {
    public func page(
        prefix: String, most: Int, after mark: String?
    ) async throws(ObjectStoreFailure) -> ObjectPage {
        var query = StoreQuery([
            ("list-type", "2"), ("encoding-type", "url"), ("max-keys", "\(most)"), ("prefix", prefix),
        ])
        if let mark { query.items.append(("continuation-token", mark)) }
        let reply = try await endpoint.send(HTTPRequest(.get, try bucket.url(nil, query)))
        let result = try endpoint.xml(reply, "ListBucketResult")
        let isEncoded = result["EncodingType"]?.text == "url"
        var objects: [StoredObject] = []
        for entry in result.all("Contents") {
            guard let name = entry["Key"]?.text, let key = isEncoded ? Self.decoded(name) : name,
                let size = entry["Size"].flatMap({ Int($0.text) }), size >= 0
            else { throw ObjectStoreFailure(.malformed, place: place, "the listing has an object without key or size") }
            objects.append(StoredObject(key: key, size: size, etag: entry["ETag"]?.text.unquotedTag ?? ""))
        }
        let next = result["NextContinuationToken"]?.text
        guard result["IsTruncated"]?.text == "true" else { return ObjectPage(objects: objects, next: nil) }
        guard let next, !next.isEmpty else {
            throw ObjectStoreFailure(.malformed, place: place, "the listing ends in the middle")
        }
        return ObjectPage(objects: objects, next: next)
    }

    /// As forms are encoded, a plus for a space.
    private static func decoded(_ name: String) -> String? {
        name.replacing("+", with: " ").removingPercentEncoding
    }

    public func isPublic() async throws(ObjectStoreFailure) -> Bool? {
        if let status = try await document("policyStatus", "PolicyStatus"),
            status["IsPublic"]?.text.lowercased() == "true"
        {
            return true
        }
        guard let access = try await document("acl", "AccessControlPolicy") else { return nil }
        let everybody = ["global/AllUsers", "global/AuthenticatedUsers"]
        return access["AccessControlList"]?.all("Grant").contains { grant in
            let group = grant["Grantee"]?["URI"]?.text ?? ""
            return everybody.contains { group.hasSuffix($0) }
        }
    }

    /// What the bucket says of itself, if it does: whoever may write need not be allowed to read it.
    private func document(_ name: String, _ root: String) async throws(ObjectStoreFailure) -> XMLNode? {
        let request = HTTPRequest(.get, try bucket.url(nil, StoreQuery([(name, nil)])))
        do throws(ObjectStoreFailure) {
            let reply = try await endpoint.send(request)
            return XMLNode(reply.body).flatMap { $0.name == root ? $0 : nil }
        } catch {
            guard [.missing, .unauthorised, .refused].contains(error.kind) else { throw error }
            return nil
        }
    }
}
