/// What an endpoint may be asked per minute.
public struct RateLimits: Sendable, Hashable {
    /// `nil` for as many as the endpoint itself allows.
    public var requestsPerMinute: Int?
    /// Tokens read and written, together.
    public var tokensPerMinute: Int?
    /// A call that would have to wait longer fails.
    public var longestWait: Duration

    public init(
        requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil, longestWait: Duration = .seconds(600)
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.longestWait = longestWait
    }
}

/// Keeps calls below an endpoint's limits: the configured ones, and those that its answers tell of.
///
/// A state machine without effects: the caller says what happened and what time it is, and does the waiting.
struct RateLimiter {
    private let configured: RateLimits
    private var requests: TokenBucket?
    private var tokens: TokenBucket?
    private var pausedUntil: Duration?

    init(_ limits: RateLimits, at now: Duration) {
        configured = limits
        requests = limits.requestsPerMinute.map { TokenBucket(perMinute: $0, at: now) }
        tokens = limits.tokensPerMinute.map { TokenBucket(perMinute: $0, at: now) }
    }

    /// Takes a call's share and says how long it has to wait.
    mutating func admit(tokens amount: Int, at now: Duration) -> Duration {
        let waits = [
            requests?.take(1, at: now), tokens?.take(amount, at: now), pausedUntil.map { max(.zero, $0 - now) },
        ]
        return waits.compactMap { $0 }.max() ?? .zero
    }

    /// Gives back the share of a call that was not made.
    mutating func refund(tokens amount: Int) {
        requests?.give(1)
        tokens?.give(amount)
    }

    /// A call used another number of tokens than it took.
    mutating func settle(taken: Int, used: Int) { tokens?.give(taken - used) }

    /// The endpoint asks to be left alone.
    mutating func pause(_ pause: Duration, at now: Duration) {
        pausedUntil = max(pausedUntil ?? .zero, now + pause)
    }

    /// Takes over what an answer tells.
    mutating func learn(_ report: RateLimitReport, at now: Duration) {
        Self.learn(report.requests, &requests, atMost: configured.requestsPerMinute, at: now)
        Self.learn(report.tokens, &tokens, atMost: configured.tokensPerMinute, at: now)
        for allowance in [report.requests, report.tokens] {
            guard let reset = allowance.reset, (allowance.remaining ?? 1) <= 0 else { continue }
            pause(min(reset, configured.longestWait), at: now)
        }
    }

    private static func learn(
        _ allowance: RateLimitReport.Allowance, _ bucket: inout TokenBucket?, atMost configured: Int?,
        at now: Duration
    ) {
        if let limit = allowance.limit, limit > 0 {
            let limit = min(limit, configured ?? .max)
            if bucket == nil { bucket = TokenBucket(perMinute: limit, at: now) }
            bucket?.learn(perMinute: limit, at: now)
        }
        if let remaining = allowance.remaining { bucket?.learn(remaining: remaining, at: now) }
    }
}
