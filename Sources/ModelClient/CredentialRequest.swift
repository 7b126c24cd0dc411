internal import HTTPTransport
internal import Prompting

/// A request for credentials: it costs nothing, so it may be repeated, and a refusal means that the ones it was made
/// with are wrong.
struct CredentialRequest {
    let service: String
    let client: APIClient

    func send(_ request: HTTPRequest) async throws(ModelFailure) -> HTTPReply {
        let reply: HTTPReply
        do {
            reply = try await client.send(APIClient.Call(isRepeatable: true, largestReply: 1 << 20)) { request }
        } catch {
            throw ServiceFailure.of(error, service: service, estimate: nil)
        }
        guard reply.status != 200 else { return reply }
        let failure = ServiceFailure.of(reply, service: service)
        guard (400...403).contains(reply.status) else { throw failure }
        throw ModelFailure(.unauthorised, service: service, failure.detail)
    }
}
