internal import Dispatch
public import Domain
public import Foundation

/// HTTP over libcurl: redirects followed with care, failed requests made again, nothing unverified.
///
/// Certificates are always checked. Proxies come from the environment (`http_proxy`, `https_proxy`, `no_proxy`), an
/// authority of one's own from `SSL_CERT_FILE`. Transfers block threads of their own, never those of Swift's tasks.
public struct HTTPTransport: Sendable {
    public var limits: TransportLimits
    public var retries: RetryPolicy
    let userAgent: String
    let authority: String?
    /// Chance and time are parameters, so that tests can say what they are.
    let random: @Sendable () -> Double
    let sleep: @Sendable (Duration) async throws -> Void
    let clock: WallClock
    /// What carries whole replies: copies of a transport share its connections.
    let loop = TransferLoop()

    private static let mostRedirects = 10
    private static let queue = DispatchQueue(label: "casebook.transport", attributes: .concurrent)

    /// - Parameters:
    ///   - userAgent: `casebook/1.2.3`.
    ///   - authority: a file with the certificates to trust; `nil` for those of the system.
    public init(
        userAgent: String, limits: TransportLimits = TransportLimits(), retries: RetryPolicy = RetryPolicy(),
        authority: String? = ProcessInfo.processInfo.environment["SSL_CERT_FILE"],
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        clock: WallClock = WallClock { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
    ) {
        self.userAgent = userAgent
        self.limits = limits
        self.retries = retries
        self.authority = authority.flatMap { $0.isEmpty ? nil : $0 }
        self.random = random
        self.sleep = sleep
        self.clock = clock
    }

    /// Makes a request once, and goes where its answer leads.
    ///
    /// - Parameters:
    ///   - receiver: takes the answer when it has a wanted status, and no other.
    ///   - statuses: those that are wanted; any other is a failure.
    /// - Throws: `HTTPFailure`, or what the receiver threw.
    func attempt<Receiver: AnswerReceiver & Sendable>(
        _ request: HTTPRequest, receiver: Receiver, accepting statuses: Set<Int>
    ) async throws {
        let cancellation = CancellationFlag()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                Self.queue.async {
                    continuation.resume(
                        with: Result {
                            try follow(request, receiver: receiver, accepting: statuses, isCancelled: cancellation)
                        })
                }
            }
        } onCancel: {
            cancellation.set()
        }
    }

    private func follow(
        _ request: HTTPRequest, receiver: any AnswerReceiver, accepting statuses: Set<Int>,
        isCancelled: CancellationFlag
    ) throws {
        var request = request
        for _ in 0...Self.mostRedirects {
            let filter = StatusFilter(receiver, accepting: statuses, place: request.url.shown)
            let exchange = try CurlExchange(request, receiver: filter, isCancelled: isCancelled)
            let head = try exchange.perform(limits, userAgent: userAgent, authority: authority)
            if statuses.contains(head.status) { return }
            guard [301, 302, 303, 307, 308].contains(head.status), let location = head["location"] else {
                throw failure(request, head)
            }
            guard let next = request.redirected(to: location) else {
                throw HTTPFailure(
                    kind: .redirected, place: request.url.shown, detail: "it leads to a place that is not followed")
            }
            request = next
        }
        throw HTTPFailure(
            kind: .redirected, place: request.url.shown, detail: "it leads on more than \(Self.mostRedirects) times")
    }

    private func failure(_ request: HTTPRequest, _ head: HTTPHead) -> HTTPFailure {
        HTTPFailure(
            kind: .status(head.status), place: request.url.shown,
            detail: "the server answers with status \(head.status)",
            retryAfter: head["retry-after"].flatMap { RetryAfter.duration($0, now: clock.now()) })
    }
}

/// Gives only wanted answers on. Of others the body is let pass, up to a size.
private final class StatusFilter: AnswerReceiver {
    private let receiver: any AnswerReceiver
    private let statuses: Set<Int>
    private let place: String
    private var isWanted = false
    private var unwanted = 0

    init(_ receiver: any AnswerReceiver, accepting statuses: Set<Int>, place: String) {
        self.receiver = receiver
        self.statuses = statuses
        self.place = place
    }

    func begin(_ head: HTTPHead) throws {
        isWanted = statuses.contains(head.status)
        if isWanted { try receiver.begin(head) }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        if isWanted { return try receiver.receive(bytes) }
        unwanted += bytes.count
        if unwanted > 1 << 20 {
            throw HTTPFailure(kind: .tooLarge, place: place, detail: "the server answers with a very long error")
        }
    }
}
