public import Domain

/// Why a model gave no answer that can be used. Holds no text of prompt or reply, and no key.
public struct ModelFailure: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The provider's content filter, or the model itself, refused.
        case filtered
        /// The answer has no choice, or an empty one.
        case empty
        /// The answer reached the longest length allowed.
        case cutShort
        /// The answer is not JSON, though its format is.
        case notJSON
        /// The answer is JSON of another form; the JSON pointer says where.
        case outsideFormat(String)
        /// The provider's limits, after all attempts; or the quota is used up.
        case rateLimited
        /// The credentials are missing, wrong or too weak.
        case unauthorised
        /// The request went out and the answer was lost: it may have been billed, and was not repeated.
        case ambiguous
        /// The provider refuses the request as it is: another model, another length, another address.
        case refused
        /// The prompt is longer than the model reads.
        case promptTooLong
        /// The provider cannot be reached, or fails.
        case unavailable
        /// The answer of the service is not what its description says.
        case malformed
        /// The caller wants it no more.
        case cancelled
    }

    public let kind: Kind
    /// What was called, `openai/gpt-4o` or an address without secrets.
    public let service: String
    /// What happened, one clause.
    public let detail: String
    /// What the call cost although it failed; `nil` when nothing is known to be billed. For `ambiguous` an estimate of
    /// the most it can have cost.
    public let usage: TokenUsage?

    public init(_ kind: Kind, service: String, _ detail: String, usage: TokenUsage? = nil) {
        self.kind = kind
        self.service = service
        self.detail = detail
        self.usage = usage
    }

    /// Whether asking once more, with the fault pointed out, may bring a usable answer.
    public var isWorthRepairing: Bool {
        switch kind {
        case .notJSON, .outsideFormat, .empty: true
        default: false
        }
    }

    /// Whether every other call to the same model will fail alike, so that a run need not try.
    public var concernsEveryCall: Bool {
        switch kind {
        case .unauthorised, .unavailable, .rateLimited: true
        default: false
        }
    }

    /// The failure in words for people.
    public var error: CasebookError {
        let status: CasebookError.Kind =
            switch kind {
            case .unauthorised, .refused: .badConfiguration
            default: .unavailable
            }
        return CasebookError(status, code: code, "\(service): \(detail)", remedy: remedy)
    }

    private var code: String {
        switch kind {
        case .filtered: "model_filtered"
        case .empty: "model_reply_empty"
        case .cutShort: "model_reply_cut"
        case .notJSON, .outsideFormat: "model_reply_malformed"
        case .rateLimited: "model_rate_limited"
        case .unauthorised: "model_unauthorised"
        case .ambiguous: "model_reply_lost"
        case .refused: "model_request_refused"
        case .promptTooLong: "model_prompt_too_long"
        case .unavailable: "model_unavailable"
        case .malformed: "model_service_malformed"
        case .cancelled: "cancelled"
        }
    }

    private var remedy: String {
        switch kind {
        case .filtered: "nothing: the text stays extractive; or loosen the provider's content filter"
        case .empty, .notJSON, .outsideFormat: "run again, or configure a model that keeps to JSON schemas"
        case .cutShort: "allow longer replies, or configure a model that writes less"
        case .rateLimited: "run later, ask the provider for a higher quota, or set lower limits in the configuration"
        case .unauthorised: "check the key, its expiry and that it may use this model; casebook doctor tests it"
        case .ambiguous: "run again: the call is not repeated unasked, because it may have been billed"
        case .refused: "check the model's name, the address and the version of the API in the configuration"
        case .promptTooLong: "configure a model that reads longer prompts"
        case .unavailable: "check the network and the provider's status, then run again"
        case .malformed: "check that the address is that of the configured kind of provider"
        case .cancelled: "run again"
        }
    }
}
