internal import CloudCredentials
internal import Domain
internal import Foundation
internal import HTTPTransport
internal import Prompting

/// A service that takes JSON by POST and answers with JSON.
struct ServiceEndpoint: Sendable {
    /// For messages, `openai/gpt-4o`.
    let name: String
    let client: APIClient
    let authorisation: any Authorisation
    /// Of every request.
    let fields: [HTTPRequest.Field]

    init(name: String, client: APIClient, authorisation: any Authorisation, fields: [HTTPRequest.Field] = []) {
        self.name = name
        self.client = client
        self.authorisation = authorisation
        self.fields = fields
    }

    /// Sends a body and gives the answer's.
    ///
    /// - Parameters:
    ///   - estimate: the most that the call will cost.
    ///   - used: reads from the answer what it did cost.
    func post(
        _ body: JSONValue, to url: URL, estimate: TokenUsage, largestReply: Int,
        used: (JSONValue) -> TokenUsage?
    ) async throws(ModelFailure) -> JSONValue {
        let request = HTTPRequest(
            .post, url,
            fields: [
                HTTPRequest.Field("Content-Type", "application/json"), HTTPRequest.Field("Accept", "application/json"),
            ] + fields, body: Array(body.canonicalText.utf8))
        let call = APIClient.Call(tokens: estimate.total, largestReply: largestReply)
        var reply = try await send(request, call, estimate)
        if isStale(reply), await authorisation.wasRefused() { reply = try await send(request, call, estimate) }
        guard reply.status == 200 else { throw ServiceFailure.of(reply, service: name) }
        guard let json = try? JSONValue(strictly: reply.body), case .object = json else {
            throw ModelFailure(.malformed, service: name, "the answer is not a JSON object", usage: estimate)
        }
        if let usage = used(json) { client.settle(call, used: usage.total) }
        return json
    }

    private func send(
        _ request: HTTPRequest, _ call: APIClient.Call, _ estimate: TokenUsage
    ) async throws(ModelFailure) -> HTTPReply {
        do {
            return try await client.send(call) { try await authorisation.authorised(request) }
        } catch {
            throw ServiceFailure.of(error, service: name, estimate: estimate)
        }
    }

    /// Whether newer credentials may be accepted.
    private func isStale(_ reply: HTTPReply) -> Bool {
        reply.status == 401
            || reply.status == 403
                && ["ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException"]
                    .contains(ServiceError(reply).code)
    }
}

extension JSONValue {
    /// A count that is not negative.
    var count: Int? { integer.flatMap { $0 >= 0 ? Int(exactly: $0) : nil } }
}
