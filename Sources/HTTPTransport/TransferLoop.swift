internal import CCurl
internal import Foundation
internal import Synchronization

/// Carries many exchanges at once on one thread of its own (libcurl's multi interface), which keeps connections open
/// for the exchanges to come and shares an HTTP/2 connection among several.
final class TransferLoop: Sendable {
    private let queue: TransferQueue?

    /// Exchanges at once; more wait their turn, and their time limits begin with it.
    static let width = 64

    init() { queue = TransferQueue() }

    deinit { queue?.stop() }

    /// Carries one exchange. A cancelled task's exchange ends at once.
    ///
    /// - Parameter job: makes the job, given how it is cancelled and whom it tells.
    func carry(
        _ job: (CancellationFlag, @escaping @Sendable (Result<HTTPReply, HTTPFailure>) -> Void) -> Transfer.Job
    ) async -> Result<HTTPReply, HTTPFailure> {
        let cancellation = CancellationFlag()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let job = job(cancellation) { continuation.resume(returning: $0) }
                guard let queue else {
                    let failure = HTTPFailure(
                        kind: .malformed, place: job.request.url.shown, detail: "libcurl did not start")
                    return job.end(.failure(failure))
                }
                queue.add(job)
            }
        } onCancel: {
            cancellation.set()
            queue?.wake()
        }
    }
}

/// What a loop's thread and those who give it work share.
private final class TransferQueue: Sendable {
    private struct State {
        var waiting: [Transfer.Job] = []
        var hasThread = false
        var isStopped = false
    }

    /// libcurl lets other threads wake the one that waits for the handle, and nothing else.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer
    private let state = Mutex(State())

    init?() {
        guard CurlHandle.isStarted, let multi = curl_multi_init() else { return nil }
        self.multi = multi
        casebook_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    deinit { curl_multi_cleanup(multi) }

    func add(_ job: Transfer.Job) {
        let needsThread = state.withLock { state in
            state.waiting.append(job)
            defer { state.hasThread = true }
            return !state.hasThread
        }
        if needsThread { Thread.detachNewThread { self.run() } }
        wake()
    }

    func wake() { curl_multi_wakeup(multi) }

    /// Ends the thread; nobody waits any more, for those who wait hold the loop.
    func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    private func run() {
        var active: [UnsafeMutableRawPointer: Transfer] = [:]
        while true {
            end(&active) { $0.job.cancellation.isSet }
            guard begin(&active) else { return end(&active) { _ in true } }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            // Ended ones made room for others: look for those before waiting.
            if !finish(&active) { curl_multi_poll(multi, nil, 0, 1_000, nil) }
        }
    }

    /// Begins waiting exchanges as far as there is room.
    ///
    /// - Returns: whether the loop goes on.
    private func begin(_ active: inout [UnsafeMutableRawPointer: Transfer]) -> Bool {
        let room = TransferLoop.width - active.count
        let (isStopped, cancelled, jobs) = state.withLock { state in
            let cancelled = state.waiting.filter { $0.cancellation.isSet }
            state.waiting.removeAll { $0.cancellation.isSet }
            let jobs = state.waiting.prefix(room)
            state.waiting.removeFirst(jobs.count)
            return (state.isStopped, cancelled, jobs)
        }
        for job in cancelled { job.cancel() }
        for job in jobs {
            do throws(HTTPFailure) {
                let transfer = try Transfer(job)
                active[transfer.pointer] = transfer
                curl_multi_add_handle(multi, transfer.pointer)
            } catch {
                job.end(.failure(error))
            }
        }
        return !isStopped
    }

    /// - Returns: whether any exchange has ended.
    private func finish(_ active: inout [UnsafeMutableRawPointer: Transfer]) -> Bool {
        var code = CURLE_OK
        var hasEnded = false
        while let pointer = casebook_curl_multi_next_ended(multi, &code) {
            hasEnded = true
            curl_multi_remove_handle(multi, pointer)
            active.removeValue(forKey: pointer)?.finish(code)
        }
        return hasEnded
    }

    private func end(_ active: inout [UnsafeMutableRawPointer: Transfer], where isEnded: (Transfer) -> Bool) {
        for (pointer, transfer) in active where isEnded(transfer) {
            curl_multi_remove_handle(multi, pointer)
            active[pointer] = nil
            transfer.finish(CURLE_ABORTED_BY_CALLBACK)
        }
    }
}
