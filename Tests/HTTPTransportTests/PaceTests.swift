import Domain
import Testing

@testable import HTTPTransport

/// The state machines that pace calls, without a server.
@Suite struct PaceTests {
    @Test func opensAfterFailuresInARowAndLetsOneTry() {
        var breaker = CircuitBreaker(CircuitBreaker.Settings(failures: 2, pause: .seconds(10)))
        var admitted: [Bool] = []
        func ask(_ seconds: Int...) { for second in seconds { admitted.append(breaker.admits(at: .seconds(second))) } }
        breaker.failed(at: .zero)
        breaker.succeeded()
        breaker.failed(at: .zero)
        ask(0)
        breaker.failed(at: .seconds(1))
        ask(10, 11, 12)
        breaker.failed(at: .seconds(13))
        ask(22, 23)
        breaker.abandoned(at: .seconds(24))
        ask(24)
        breaker.succeeded()
        ask(24, 24)
        #expect(admitted == [true, false, true, false, false, true, true, true, true])
    }

    @Test func paysDebtsInOrder() {
        var bucket = TokenBucket(perMinute: 60, at: .zero)
        // Never more than a minute's worth, however long nothing was taken.
        let takes = [(60, 0), (10, 0), (10, 0), (1, 21), (60, 10_000), (1, 10_000)]
        let waits = takes.map { bucket.take($0, at: .seconds($1)) }
        #expect(waits == [0, 10, 20, 0, 0, 1].map { .seconds($0) })
    }

    @Test func trustsTheServerWhenItHasLessLeft() {
        var bucket = TokenBucket(perMinute: 60, at: .zero)
        bucket.learn(remaining: 100, at: .zero)
        #expect(bucket.level == 60)
        bucket.learn(remaining: 5, at: .zero)
        var waits = [bucket.take(6, at: .zero)]
        bucket.learn(perMinute: 120, at: .seconds(1))
        waits.append(bucket.take(120, at: .seconds(1)))
        #expect(waits == [.seconds(1), .seconds(60)])
    }

    @Test func neverExceedsTheConfiguredRateWhateverTheServerAllows() {
        var limiter = RateLimiter(RateLimits(requestsPerMinute: 1), at: .zero)
        var report = RateLimitReport(head([:]), now: Instant(seconds: 0))
        report.requests.limit = 1_000
        limiter.learn(report, at: .zero)
        let waits = (0..<2).map { _ in limiter.admit(tokens: 0, at: .zero) }
        #expect(waits == [.zero, .seconds(60)])
    }

    private func head(_ fields: [String: String]) -> HTTPHead {
        HTTPHead(status: 200, fields: fields.map { (name: $0.key, value: $0.value) })
    }

    @Test func readsTheDialectsOfProviders() {
        let openAI = RateLimitReport(
            head([
                "x-ratelimit-limit-requests": "500", "x-ratelimit-remaining-requests": "499",
                "x-ratelimit-reset-requests": "120ms", "x-ratelimit-limit-tokens": "30000",
                "x-ratelimit-remaining-tokens": "29000", "x-ratelimit-reset-tokens": "6m0s",
            ]), now: Instant(seconds: 0))
        #expect(openAI.requests == .init(limit: 500, remaining: 499, reset: .milliseconds(120)))
        #expect(openAI.tokens == .init(limit: 30_000, remaining: 29_000, reset: .seconds(360)))
        let anthropic = RateLimitReport(
            head([
                "anthropic-ratelimit-requests-limit": "50", "anthropic-ratelimit-tokens-remaining": "7",
                "anthropic-ratelimit-tokens-reset": "1970-01-01T00:01:30Z",
            ]), now: Instant(seconds: 60))
        #expect(anthropic.requests.limit == 50)
        #expect(anthropic.tokens == .init(limit: nil, remaining: 7, reset: .seconds(30)))
    }

    @Test(
        arguments: [
            ("1s", 1), ("1h2m3.5s", 3_723.5), ("12", 12), ("0", 0), ("", 0), ("soon", nil), ("1x", nil), ("-1", nil),
            ("1970-01-01T00:00:09.123Z", 9), ("1970-13-01T00:00:09Z", nil),
        ] as [(String, Double?)])
    func readsSpans(_ value: String, _ seconds: Double?) {
        #expect(RateLimitReport.reset(value, now: Instant(seconds: 0)) == seconds.map { .seconds($0) })
    }

    @Test(arguments: [true, false])
    func givesABodyOnceWhenItMayHaveBeenBilled(_ isRepeatable: Bool) {
        var source = UploadSource([1, 2, 3, 4], isRepeatable: isRepeatable)
        var buffer = [UInt8](repeating: 0, count: 3)
        func read() -> Int { buffer.withUnsafeMutableBytes { source.read(into: $0) } }
        var counts = [read()]
        let early = source.seek(to: 0)
        counts += [read(), read()]
        let late = source.seek(to: 0)
        #expect(counts == [3, 3, 1] && early && late == isRepeatable)
    }
}
