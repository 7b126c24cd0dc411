internal import Domain
internal import Foundation
internal import HTTPTransport
internal import Pipeline

/// Calls of one service in JSON. Each may be made again: none does anything that a second time would add to.
struct VectorCalls: Sendable {
    let service: String
    let base: URL
    /// That prove who asks, and what every call carries.
    var fields: [HTTPRequest.Field]
    let client: APIClient
    /// How long the only attempt of a call may take; `nil` where calls are made until they succeed.
    var patience: Duration?

    /// As messages name it.
    var description: String { "\(service) at \(base.shown)" }

    /// - Parameters:
    ///   - path: below the base, with a query perhaps.
    ///   - body: JSON.
    ///   - accepting: statuses that are answers; all others are failures.
    /// - Throws: `CasebookError`. Of what the service says nothing is shown: it may hold parts of a key.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, accepting: Set<Int> = [200],
        largestReply: Int = 64 << 20
    ) async throws -> VectorReply {
        guard let url = URL(string: base.absoluteString.trimmingSuffix("/") + path) else {
            throw failure(.badConfiguration, "vector_store_address", "the address cannot be used", "check the url")
        }
        let json = body == nil ? [] : [HTTPRequest.Field("Content-Type", "application/json")]
        let request = HTTPRequest(method, url, fields: fields + json, body: body.map { Array($0.utf8) })
        let call = APIClient.Call(isRepeatable: true, largestReply: largestReply, patience: patience)
        let reply: HTTPReply
        do {
            reply = try await client.send(call) { request }
        } catch let error as HTTPFailure {
            throw failure(
                .unavailable, "vector_store_unavailable", error.detail, "check storage.vectors and the network")
        }
        guard accepting.contains(reply.status) else { throw failure(of: reply.status) }
        return VectorReply(status: reply.status, body: reply.body, calls: self)
    }

    /// What another status than the expected ones tells.
    private func failure(of status: Int) -> CasebookError {
        let said = "it answers with status \(status)"
        return switch status {
        case 401, 403: failure(.refused, "vector_store_refused", said, "check storage.vectors.key")
        case 404: failure(.badConfiguration, "vector_store_address", said, "check storage.vectors.url")
        case 408, 429, 500...599:
            failure(
                .unavailable, "vector_store_unavailable", said, "try again later; builds go on from where they were")
        default: failure(.unavailable, "vector_store_failed", said, "see the service's own log for the reason")
        }
    }

    /// The answer is not what the service's description says.
    var malformed: CasebookError {
        failure(.unavailable, "vector_store_failed", "its answer is not understood", "check that url is that service's")
    }

    func failure(_ kind: CasebookError.Kind, _ code: String, _ what: String, _ remedy: String) -> CasebookError {
        CasebookError(kind, code: code, "\(description): \(what)", remedy: remedy)
    }
}

/// A store in a service that is called over the network.
protocol CalledStore: VectorStore {
    var calls: VectorCalls { get set }
}

extension CalledStore {
    var askedInPassing: any VectorStore {
        var store = self
        store.calls.patience = .seconds(5)
        return store
    }
}

/// An answer.
struct VectorReply {
    let status: Int
    let body: [UInt8]
    private let calls: VectorCalls

    init(status: Int, body: [UInt8], calls: VectorCalls) {
        self.status = status
        self.body = body
        self.calls = calls
    }

    func json() throws -> JSONValue {
        guard let value = try? JSONValue(strictly: body) else { throw calls.malformed }
        return value
    }

    /// Something of the answer that has to be there.
    func need<Value>(_ find: (JSONValue) -> Value?) throws -> Value {
        guard let value = find(try json()) else { throw calls.malformed }
        return value
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
