internal import CloudCredentials
internal import Domain
internal import HTTPTransport
internal import Prompting

/// What went wrong, in the words that all services share. Of what a service itself says only its code is shown: its
/// sentences may hold parts of a key or of a ticket.
enum ServiceFailure {
    /// The failure behind an error of a client.
    ///
    /// - Parameter estimate: what the call can have cost if it went out; `nil` for free ones.
    static func of(_ error: any Error, service: String, estimate: TokenUsage?) -> ModelFailure {
        if let failure = error as? CredentialFailure { return ModelFailure(failure) }
        guard let failure = error as? HTTPFailure else {
            return ModelFailure(.unavailable, service: service, "the call failed")
        }
        let kind: ModelFailure.Kind =
            switch failure.kind {
            case .unreachable, .tooSlow, .untrusted, .status, .circuitOpen: .unavailable
            case .ambiguous: .ambiguous
            case .rateLimited: .rateLimited
            case .cancelled: .cancelled
            case .redirected, .malformed: .refused
            case .tooLarge: .malformed
            }
        return ModelFailure(kind, service: service, failure.detail, usage: failure.wasSent ? estimate : nil)
    }

    /// The failure that an answer of another status than 200 tells of.
    static func of(_ reply: HTTPReply, service: String) -> ModelFailure {
        let error = ServiceError(reply)
        let code = error.code.map { " (\($0))" } ?? ""
        return ModelFailure(
            kind(reply.status, error), service: service, "the service answers with status \(reply.status)\(code)")
    }

    private static func kind(_ status: Int, _ error: ServiceError) -> ModelFailure.Kind {
        switch status {
        case 401, 403: .unauthorised
        case 429: .rateLimited
        case 408, 424, 500...599: .unavailable
        case 413: .promptTooLong
        case _ where error.isFilter: .filtered
        case _ where error.isTooLong: .promptTooLong
        default: .refused
        }
    }
}

extension ServiceError {
    /// Whether the provider's content filter refused.
    var isFilter: Bool {
        let inner = json?["error"]?["innererror"]?["code"]?.string
        return code == "content_filter" || inner == "ResponsibleAIPolicyViolation"
    }

    /// Whether the prompt is longer than the model reads.
    var isTooLong: Bool {
        let sentence = (json?["error"]?["message"]?.string ?? json?["message"]?.string ?? "").lowercased()
        return code == "context_length_exceeded"
            || ["maximum context length", "too long", "too many input tokens", "too many tokens"]
                .contains { sentence.contains($0) }
    }
}

extension ModelFailure {
    /// What came of asking for the credentials of a call that was not made.
    init(_ failure: CredentialFailure) {
        let kind: Kind =
            switch failure.kind {
            case .unauthorised: .unauthorised
            case .rateLimited: .rateLimited
            case .unavailable: .unavailable
            case .refused: .refused
            case .malformed: .malformed
            case .cancelled: .cancelled
            }
        self.init(kind, service: failure.service, failure.detail)
    }
}
