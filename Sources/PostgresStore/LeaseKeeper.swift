import Domain
import Foundation
import PostgresConnection
import Synchronization

/// Says again and again that a worker is at work on its jobs.
///
/// It has a thread and a connection of its own: a worker whose threads all compute keeps its leases.
public final class LeaseKeeper: Sendable {
    private struct Held {
        let job: Job
        let lose: @Sendable () -> Void
    }

    private struct State {
        var held: [String: Held] = [:]
        var lost: Set<String> = []
        var isOver = false
    }

    private let queue: JobQueue
    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    /// Starts the thread, which holds the queue's leases until `stop`.
    public init(_ queue: JobQueue) {
        self.queue = queue
        Thread.detachNewThread { [weak self, wakeUp, period = queue.settings.lease.milliseconds / 3] in
            var connection: PostgresConnection?
            while true {
                _ = wakeUp.wait(timeout: .now() + .milliseconds(Int(period)))
                guard let keeper = self, !keeper.state.withLock({ $0.isOver }) else { return }
                keeper.beat(&connection)
            }
        }
    }

    /// Ends the thread.
    public func stop() {
        state.withLock { $0.isOver = true }
        wakeUp.signal()
    }

    /// Works on a job while its lease is kept. Should the lease be lost all the same, the work is cancelled.
    ///
    /// - Throws: what the work throws; `LeaseLost` in its place when it was cancelled for that reason.
    public func holding<Value: Sendable>(
        _ job: Job, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        state.withLock { $0.held[job.token] = Held(job: job, lose: { task.cancel() }) }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        let isLost = state.withLock { state in
            state.held[job.token] = nil
            return state.lost.remove(job.token) != nil
        }
        if isLost, case .failure = result { throw LeaseLost() }
        return try result.get()
    }

    /// Extends every lease. A server that cannot be reached is tried again at the next beat: whether a lease was lost is
    /// for it to say.
    private func beat(_ connection: inout PostgresConnection?) {
        for held in state.withLock({ Array($0.held.values) }) {
            guard let isHeld = try? extend(held.job, &connection) else {
                connection = nil
                return
            }
            guard !isHeld else { continue }
            let wasHeld = state.withLock { state in
                guard state.held[held.job.token] != nil else { return false }
                state.lost.insert(held.job.token)
                return true
            }
            if wasHeld { held.lose() }
        }
    }

    private func extend(_ job: Job, _ slot: inout PostgresConnection?) throws -> Bool {
        var connection: PostgresConnection
        if let known = slot.take() {
            connection = known
        } else {
            let settings = queue.database.settings
            connection = try PostgresConnection(settings.server)
            try ApplicationLogin(settings: settings).enter(&connection)
        }
        let isHeld = try connection.transaction { [queue] connection in
            try connection.run(PostgresDatabase.setTenant, [.text(job.tenant.rawValue)])
            return try JobQueue.end(
                job, of: queue.name, "lease_until = clock_timestamp() + $6 * interval '1 millisecond'",
                [.integer(queue.settings.lease.milliseconds)], &connection)
        }
        slot = consume connection
        return isHeld
    }
}

/// A worker fell silent for too long, and another has its job now.
public struct LeaseLost: Error, Sendable {
    init() {}
}
