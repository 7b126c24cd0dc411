internal import CloudCredentials
internal import Domain
internal import Foundation
internal import HTTPTransport

/// A store's address, and who asks it.
struct StoreEndpoint: Sendable {
    /// For messages.
    let place: String
    let client: APIClient
    let authorisation: any Authorisation

    /// Makes a call, with newer credentials where those in hand have expired.
    ///
    /// - Parameters:
    ///   - key: for messages: the object that it concerns.
    ///   - statuses: those that are wanted.
    /// - Throws: for any other.
    func send(
        _ request: HTTPRequest, key: String? = nil, accepting statuses: Set<Int> = [200], largestReply: Int = 16 << 20
    ) async throws(ObjectStoreFailure) -> HTTPReply {
        let concerned = key.map { "\(place)/\($0)" } ?? place
        let call = APIClient.Call(isRepeatable: true, largestReply: largestReply)
        var reply: HTTPReply
        do {
            reply = try await client.send(call) { try await authorisation.authorised(request) }
            if isStale(reply, request.method), await authorisation.wasRefused() {
                reply = try await client.send(call) { try await authorisation.authorised(request) }
            }
        } catch {
            throw ObjectStoreFailure(error, place: concerned)
        }
        guard statuses.contains(reply.status) else { throw ObjectStoreFailure(reply, place: concerned) }
        return reply
    }

    /// Whether newer credentials may be accepted. An answer to `HEAD` has no code to tell.
    private func isStale(_ reply: HTTPReply, _ method: HTTPRequest.Method) -> Bool {
        switch reply.status {
        case 401: true
        case 400, 403:
            method == .head
                || ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidAccessKeyId"]
                    .contains(ServiceError(reply).code)
        default: false
        }
    }

    /// The whole of an answer in XML.
    ///
    /// - Parameter name: of its root.
    func xml(_ reply: HTTPReply, _ name: String) throws(ObjectStoreFailure) -> XMLNode {
        guard let root = XMLNode(reply.body), root.name == name else {
            throw ObjectStoreFailure(.malformed, place: place, "the answer is not the XML that it should be")
        }
        return root
    }

    /// Bytes of an object, by an answer to a request of a range.
    func part(_ reply: HTTPReply, range: Range<Int>, key: String) throws(ObjectStoreFailure) -> ObjectPart {
        let tag = reply.head["etag"]?.unquotedTag ?? ""
        switch reply.status {
        // Of an empty object no range can be had.
        case 416: if range.lowerBound == 0 { return ObjectPart(bytes: [], total: 0, etag: tag) }
        case 206:
            let numbers = reply.head["content-range"]?.split { !$0.isNumber }.compactMap { Int($0) } ?? []
            let came = range.lowerBound..<range.lowerBound + reply.body.count
            if numbers.count == 3, numbers[0] == came.lowerBound, numbers[1] + 1 == came.upperBound,
                came.upperBound == min(range.upperBound, numbers[2])
            {
                return ObjectPart(bytes: reply.body, total: numbers[2], etag: tag)
            }
        // Not every store minds the range; then it is the whole.
        default:
            let bytes = Array(
                reply.body[min(range.lowerBound, reply.body.count)..<min(range.upperBound, reply.body.count)])
            return ObjectPart(bytes: bytes, total: reply.body.count, etag: tag)
        }
        throw ObjectStoreFailure(.malformed, place: "\(place)/\(key)", "another part came than was asked for")
    }

    /// What is known of an object, by an answer to `HEAD`.
    func object(_ reply: HTTPReply, key: String) throws(ObjectStoreFailure) -> StoredObject {
        guard let size = reply.head["content-length"].flatMap({ Int($0) }), size >= 0 else {
            throw ObjectStoreFailure(.malformed, place: "\(place)/\(key)", "the answer does not tell its size")
        }
        return StoredObject(
            key: key, size: size, etag: reply.head["etag"]?.unquotedTag ?? "",
            contentType: reply.head["content-type"], cacheControl: reply.head["cache-control"])
    }
}

extension URL {
    /// Whether a store may be asked here: over an encrypted connection, or on this machine.
    var isSafeForStores: Bool {
        switch scheme?.lowercased() {
        case "https": host()?.isEmpty == false
        case "http": ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host()?.lowercased() ?? "")
        default: false
        }
    }
}
