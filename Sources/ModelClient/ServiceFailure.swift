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
        if let failure = error as? ModelFailure { return failure }
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

/// The body of an error, as OpenAI, Azure, AWS, Cohere and Entra ID write it.
struct ServiceError {
    /// Letters, digits and a few marks, at most 64.
    let code: String?
    let isFilter: Bool
    let isTooLong: Bool

    init(_ reply: HTTPReply) {
        let json = try? JSONValue(strictly: reply.body)
        let inner = json?["error"]
        let xml = XMLText(reply.body)
        let candidates: [String?] = [
            reply.head["x-amzn-errortype"]?.split(separator: ":").first.map(String.init), inner?["code"]?.string,
            inner?["type"]?.string, inner?.string, json?["code"]?.string, json?["__type"]?.string,
            xml["Code"],
        ]
        code = candidates.lazy.compactMap { $0 }.first(where: Self.isCode)
        let innerCode = inner?["innererror"]?["code"]?.string
        isFilter = code == "content_filter" || innerCode == "ResponsibleAIPolicyViolation"
        let sentence = (inner?["message"]?.string ?? json?["message"]?.string ?? "").lowercased()
        isTooLong =
            code == "context_length_exceeded"
            || ["maximum context length", "too long", "too many input tokens", "too many tokens"]
                .contains { sentence.contains($0) }
    }

    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
                    || [0x5F, 0x2D, 0x2E, 0x23].contains($0)
            }
    }
}
