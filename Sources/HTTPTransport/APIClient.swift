internal import Domain
internal import Synchronization

/// Calls of one endpoint of an API: at its pace, made again where that does no harm, and not at all while it fails.
///
/// A call that went out whole and whose answer was lost may have been billed: it is not made again but reported as
/// `HTTPFailure.Kind.ambiguous`, unless the caller says that repeating is free.
public final class APIClient: Sendable {
    /// What the client has to know of a call.
    public struct Call: Sendable, Hashable {
        /// Tokens that it will use, as far as one can tell before.
        public var tokens: Int
        /// Whether doing it twice costs nothing and changes nothing.
        public var isRepeatable: Bool
        /// In bytes, unpacked.
        public var largestReply: Int
        /// How long the only attempt may take, of a call that is not worth more; `nil` where it is.
        public var patience: Duration?

        public init(
            tokens: Int = 0, isRepeatable: Bool = false, largestReply: Int = 16 << 20, patience: Duration? = nil
        ) {
            self.tokens = tokens
            self.isRepeatable = isRepeatable
            self.largestReply = largestReply
            self.patience = patience
        }
    }

    private struct State {
        var breaker: CircuitBreaker
        var limiter: RateLimiter
    }

    private let transport: HTTPTransport
    private let retries: RetryPolicy
    private let longestWait: Duration
    private let time: Timekeeping
    private let state: Mutex<State>

    /// The statuses after which the same call may succeed a little later; the server did nothing.
    public static let passingStatuses: Set<Int> = [408, 429, 500, 502, 503, 504]

    /// - Parameters:
    ///   - transport: for models one with the limits `TransportLimits.modelCalls`.
    ///   - limits: what the endpoint may be asked; what its answers tell of its own limits is kept to as well.
    public init(
        _ transport: HTTPTransport, retries: RetryPolicy = RetryPolicy(), limits: RateLimits = RateLimits(),
        breaker: CircuitBreaker.Settings = CircuitBreaker.Settings(), time: Timekeeping = .system
    ) {
        self.transport = transport
        self.retries = retries
        self.time = time
        longestWait = limits.longestWait
        state = Mutex(
            State(breaker: CircuitBreaker(breaker), limiter: RateLimiter(limits, at: time.elapsed())))
    }

    /// Makes a call, several times if need be.
    ///
    /// - Parameter request: makes the request anew for each attempt: signatures and tokens grow old.
    /// - Returns: the answer, whatever its status; one of `passingStatuses` only when all attempts ended so.
    /// - Throws: `HTTPFailure`, or what `request` threw.
    public func send(_ call: Call, _ request: () async throws -> HTTPRequest) async throws -> HTTPReply {
        var failures = 0
        while true {
            let outcome = try await attempt(call, request)
            let failure: HTTPFailure
            switch outcome {
            case .success(let reply):
                guard let passing = passing(reply) else { return reply }
                failure = passing
            case .failure(let lost): failure = lost
            }
            failures += 1
            guard call.patience == nil,
                let delay = retries.delay(after: failure, failures: failures, random: time.random())
            else {
                if case .success(let reply) = outcome { return reply }
                throw failure
            }
            try await rest(delay, failure)
        }
    }

    /// Says how many tokens a call used in the end, so that the next ones wait neither too long nor too short.
    public func settle(_ call: Call, used tokens: Int) {
        state.withLock { $0.limiter.settle(taken: call.tokens, used: tokens) }
    }

    private func rest(_ delay: Duration, _ failure: HTTPFailure) async throws {
        do { try await time.sleep(delay) } catch {
            throw HTTPFailure(kind: .cancelled, place: failure.place, detail: "it was cancelled")
        }
    }

    /// What the endpoint answered as a failure, if another attempt is worth it.
    private func passing(_ reply: HTTPReply) -> HTTPFailure? {
        guard Self.passingStatuses.contains(reply.status) else { return nil }
        return HTTPFailure(
            kind: .status(reply.status), place: "", detail: "the server answers with status \(reply.status)",
            retryAfter: RetryAfter.duration(reply.head, now: time.clock.now()))
    }
}

extension APIClient {
    private func attempt(
        _ call: Call, _ request: () async throws -> HTTPRequest
    ) async throws -> Result<HTTPReply, HTTPFailure> {
        let wait = state.withLock { $0.limiter.admit(tokens: call.tokens, at: time.elapsed()) }
        do {
            let request = try await admitted(after: wait, request)
            let outcome = await exchange(request, call)
            record(outcome, call)
            return outcome
        } catch {
            // Nothing was sent.
            state.withLock { $0.limiter.refund(tokens: call.tokens) }
            throw error
        }
    }

    /// Waits for the call's turn and makes its request.
    private func admitted(after wait: Duration, _ make: () async throws -> HTTPRequest) async throws -> HTTPRequest {
        func failure(_ kind: HTTPFailure.Kind, _ place: String, _ detail: String) -> HTTPFailure {
            HTTPFailure(kind: kind, place: place, detail: detail)
        }
        guard wait <= longestWait else {
            throw failure(.rateLimited, "", "the rate limits would have the call wait \(wait.components.seconds) s")
        }
        if wait > .zero { try await rest(wait, failure(.rateLimited, "", "")) }
        let request = try await make()
        guard state.withLock({ $0.breaker.admits(at: time.elapsed()) }) else {
            throw failure(.circuitOpen, request.url.shown, "it failed too often of late and is left alone for a while")
        }
        return request
    }

    private func exchange(_ request: HTTPRequest, _ call: Call) async -> Result<HTTPReply, HTTPFailure> {
        var transport = transport
        if let patience = call.patience { transport.limits.total = min(patience, transport.limits.total) }
        do throws(HTTPFailure) {
            return .success(
                try await transport.exchange(
                    request, isRepeatable: call.isRepeatable, largestReply: call.largestReply))
        } catch {
            guard error.isPassing, error.wasSent, !call.isRepeatable else { return .failure(error) }
            var ambiguous = HTTPFailure(
                kind: .ambiguous, place: error.place, detail: "the answer was lost, \(error.detail)")
            ambiguous.wasSent = true
            return .failure(ambiguous)
        }
    }

    private func record(_ outcome: Result<HTTPReply, HTTPFailure>, _ call: Call) {
        let now = time.elapsed()
        state.withLock { state in
            switch outcome {
            case .success(let reply):
                let hasFailed = reply.status != 429 && Self.passingStatuses.contains(reply.status)
                if hasFailed { state.breaker.failed(at: now) } else { state.breaker.succeeded() }
                state.limiter.learn(RateLimitReport(reply.head, now: time.clock.now()), at: now)
                if reply.status == 429, let pause = RetryAfter.duration(reply.head, now: time.clock.now()) {
                    state.limiter.pause(min(pause, retries.longestAsked), at: now)
                }
            case .failure(let failure):
                let isOurs = failure.kind == .cancelled
                if isOurs { state.breaker.abandoned(at: now) } else { state.breaker.failed(at: now) }
                if !failure.wasSent { state.limiter.refund(tokens: call.tokens) }
            }
        }
    }
}
