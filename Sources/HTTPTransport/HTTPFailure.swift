public import Domain

/// Why a request came to nothing.
public struct HTTPFailure: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The host's name is unknown, nothing answers there, or the connection broke.
        case unreachable
        /// The server took too long to connect, to go on, or in all.
        case tooSlow
        /// The server's certificate does not prove who it is.
        case untrusted
        /// The server answered with another status than the one wanted.
        case status(Int)
        /// The answer is larger than it may be.
        case tooLarge
        /// A place to go to that is not followed.
        case redirected
        /// The request had gone out whole and its answer was lost: the server may have done, and billed, what it
        /// was asked to.
        case ambiguous
        /// The endpoint failed too often of late; nothing was sent.
        case circuitOpen
        /// The endpoint's rate limits would have it wait too long; nothing was sent.
        case rateLimited
        /// The caller wants it no more.
        case cancelled
        /// The request cannot be sent, or libcurl failed.
        case malformed
    }

    public let kind: Kind
    /// The URL without what may be secret in it.
    public let place: String
    /// What happened, without secrets.
    public let detail: String
    /// How long the server asks to be left alone.
    public internal(set) var retryAfter: Duration?
    /// Whether the request had gone out whole before it failed.
    public internal(set) var wasSent = false

    init(kind: Kind, place: String, detail: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.place = place
        self.detail = detail
        self.retryAfter = retryAfter
    }

    /// Whether the same request may succeed a little later.
    public var isPassing: Bool {
        switch kind {
        case .unreachable, .tooSlow: true
        case .status(let status): status == 408 || status == 429 || (500...599).contains(status)
        case .untrusted, .tooLarge, .redirected, .ambiguous, .circuitOpen, .rateLimited, .cancelled, .malformed: false
        }
    }

    /// The failure in words for people.
    public var error: CasebookError {
        let remedy =
            switch kind {
            case .unreachable, .tooSlow: "check the network and, behind a proxy, http_proxy and https_proxy"
            case .untrusted: "install the package ca-certificates, or name your own authority in SSL_CERT_FILE"
            case .status(401), .status(403): "check that you may read it"
            case .status(404): "check the address"
            case .ambiguous: "run again: what was asked is not repeated unasked, because it may have been billed"
            default: "try again later"
            }
        return CasebookError(
            kind == .tooLarge ? .badInput : .unavailable, code: code, place.isEmpty ? detail : "\(place): \(detail)",
            remedy: remedy)
    }

    private var code: String {
        switch kind {
        case .unreachable: "unreachable"
        case .tooSlow: "too_slow"
        case .untrusted: "untrusted_server"
        case .status: "http_status"
        case .tooLarge: "answer_too_large"
        case .redirected: "redirect_refused"
        case .ambiguous: "reply_lost"
        case .circuitOpen: "endpoint_failing"
        case .rateLimited: "rate_limited"
        case .cancelled: "cancelled"
        case .malformed: "request_failed"
        }
    }
}
