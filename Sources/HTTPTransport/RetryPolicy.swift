/// When a failed request is made again: exponential backoff with full jitter (Brooker, "Exponential Backoff And
/// Jitter", AWS Architecture Blog, 2015), never before the server wants it.
public struct RetryPolicy: Sendable, Hashable {
    /// How many times a request is made without anything coming of it, the first included.
    public var attempts: Int
    /// The longest wait after the first failure; it doubles with each.
    public var base: Duration
    /// The longest wait of all.
    public var longest: Duration
    /// A server that asks for a longer pause than this is given up.
    public var longestAsked: Duration

    public init(
        attempts: Int = 5, base: Duration = .milliseconds(500), longest: Duration = .seconds(30),
        longestAsked: Duration = .seconds(120)
    ) {
        self.attempts = attempts
        self.base = base
        self.longest = longest
        self.longestAsked = longestAsked
    }

    /// How long to wait after a failure, or `nil` to give up.
    ///
    /// - Parameters:
    ///   - failures: how many there were in a row, this one included.
    ///   - random: from 0 to 1.
    public func delay(after failure: HTTPFailure, failures: Int, random: Double) -> Duration? {
        guard failure.isPassing, failures < attempts else { return nil }
        let ceiling = min(longest, base * (1 << min(failures - 1, 20)))
        let jitter = ceiling * random
        guard let asked = failure.retryAfter else { return jitter }
        return asked > longestAsked ? nil : max(asked, jitter)
    }
}
