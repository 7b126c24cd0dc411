internal import Domain

/// What an answer's head tells of the endpoint's limits, in the dialects of OpenAI and Azure
/// (`x-ratelimit-remaining-tokens`, `x-ratelimit-reset-requests: 1m12.5s`) and of Anthropic
/// (`anthropic-ratelimit-requests-reset: 2026-05-30T09:12:44Z`).
struct RateLimitReport: Equatable {
    struct Allowance: Equatable {
        /// Per minute.
        var limit: Int?
        var remaining: Int?
        /// Until it is whole again.
        var reset: Duration?
    }

    var requests = Allowance()
    var tokens = Allowance()

    init(_ head: HTTPHead, now: Instant) {
        for (name, value) in head.fields(where: { $0.contains("ratelimit-") }) {
            switch name {
            case "x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit": requests.limit = Int(value)
            case "x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining":
                requests.remaining = Int(value)
            case "x-ratelimit-reset-requests", "anthropic-ratelimit-requests-reset":
                requests.reset = Self.reset(value, now: now)
            case "x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit": tokens.limit = Int(value)
            case "x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining": tokens.remaining = Int(value)
            case "x-ratelimit-reset-tokens", "anthropic-ratelimit-tokens-reset":
                tokens.reset = Self.reset(value, now: now)
            default: break
            }
        }
    }

    /// A moment, `2026-05-30T09:12:44Z`; seconds, `12`; or spans, `6m0s`, `120ms`, `1h2m3.5s`.
    static func reset(_ value: String, now: Instant) -> Duration? {
        if value.contains("T") { return Instant(timestamp: value).map { .seconds(max(0, $0.seconds - now.seconds)) } }
        if let seconds = Double(value) { return (0...1e9).contains(seconds) ? .seconds(seconds) : nil }
        var sum = Duration.zero
        var rest = Substring(value)
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            guard let count = Double(number), count.isFinite, count <= 1e9, let scale = units[String(unit)] else {
                return nil
            }
            sum += .seconds(count * scale)
            rest = rest.dropFirst(number.count + unit.count)
        }
        return sum
    }

    private static let units: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400]
}
