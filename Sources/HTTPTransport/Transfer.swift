internal import CCurl

/// One exchange that a loop carries, from its start to its end. Used by the loop's thread alone.
final class Transfer {
    /// What is asked for.
    struct Job: Sendable {
        let request: HTTPRequest
        let limits: TransportLimits
        let userAgent: String
        let authority: String?
        /// In bytes, unpacked.
        let largestReply: Int
        let isRepeatable: Bool
        let cancellation: CancellationFlag
        /// Called once.
        let end: @Sendable (Result<HTTPReply, HTTPFailure>) -> Void

        /// For jobs that end before anything was sent.
        func cancel() {
            end(.failure(HTTPFailure(kind: .cancelled, place: request.url.shown, detail: "it was cancelled")))
        }
    }

    let job: Job
    private let exchange: CurlExchange
    private let collector: ReplyCollector

    init(_ job: Job) throws(HTTPFailure) {
        self.job = job
        collector = ReplyCollector(
            most: job.largestReply, place: job.request.url.shown, hasBody: job.request.method != .head)
        exchange = try CurlExchange(
            job.request, receiver: collector, isCancelled: job.cancellation, isRepeatable: job.isRepeatable)
        exchange.configure(job.limits, userAgent: job.userAgent, authority: job.authority)
        if job.request.acceptsPacked { exchange.handle.acceptCompression() }
    }

    var pointer: UnsafeMutableRawPointer { exchange.handle.pointer }

    /// Tells who waits how it ended.
    func finish(_ code: CURLcode) {
        job.end(result(code))
    }

    private func result(_ code: CURLcode) -> Result<HTTPReply, HTTPFailure> {
        do {
            _ = try exchange.finish(code)
        } catch let failure as HTTPFailure {
            // An error's status is an answer, even if the words that explain it got lost.
            if failure.isPassing, let reply = collector.reply, reply.status >= 400 { return .success(reply) }
            return .failure(failure)
        } catch {
            return .failure(HTTPFailure(kind: .malformed, place: job.request.url.shown, detail: "libcurl failed"))
        }
        guard let reply = collector.reply else {
            return .failure(HTTPFailure(kind: .malformed, place: job.request.url.shown, detail: "libcurl failed"))
        }
        return .success(reply)
    }
}
