internal import HTTPTransport

/// A request for credentials: it costs nothing, so it may be repeated, and a refusal means that the ones it was made
/// with are wrong.
struct CredentialRequest {
    let service: String
    let client: APIClient

    func send(_ request: HTTPRequest) async throws(CredentialFailure) -> HTTPReply {
        let reply: HTTPReply
        do {
            reply = try await client.send(APIClient.Call(isRepeatable: true, largestReply: 1 << 20)) { request }
        } catch {
            throw failure(error)
        }
        guard reply.status != 200 else { return reply }
        let code = ServiceError(reply).code.map { " (\($0))" } ?? ""
        throw CredentialFailure(
            kind(reply.status), service: service, "the service answers with status \(reply.status)\(code)")
    }

    private func failure(_ error: any Error) -> CredentialFailure {
        guard let failure = error as? HTTPFailure else {
            return CredentialFailure(.unavailable, service: service, "the call failed")
        }
        let kind: CredentialFailure.Kind =
            switch failure.kind {
            case .unreachable, .tooSlow, .untrusted, .status, .circuitOpen, .ambiguous: .unavailable
            case .rateLimited: .rateLimited
            case .cancelled: .cancelled
            case .redirected, .malformed: .refused
            case .tooLarge: .malformed
            }
        return CredentialFailure(kind, service: service, failure.detail)
    }

    private func kind(_ status: Int) -> CredentialFailure.Kind {
        switch status {
        case 400...403: .unauthorised
        case 429: .rateLimited
        case 408, 500...599: .unavailable
        default: .refused
        }
    }
}
