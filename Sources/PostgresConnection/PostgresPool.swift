import Domain
internal import Foundation
internal import Synchronization

/// A few connections that take turns. Each has a thread of its own that may wait for the server; the threads that
/// tasks share never do.
public final class PostgresPool: Sendable {
    private struct State {
        var idle: [PostgresLane]
        var waiting: [CheckedContinuation<PostgresLane, Never>] = []
        /// Whether the server has ever been reached.
        var hasConnected = false
    }

    private let state: Mutex<State>

    /// Waits before a lost connection is made anew, as a server takes that is started again after a crash.
    private static let pauses: [Duration] = [
        .milliseconds(100), .milliseconds(400), .seconds(1), .seconds(2), .seconds(4), .seconds(8),
    ]

    /// - Parameter prepare: what is done with each new connection before anything else.
    public init(
        _ settings: PostgresSettings,
        prepare: @escaping @Sendable (inout PostgresConnection) throws -> Void = { _ in }
    ) {
        let lanes = (0..<settings.connections).map { PostgresLane(settings, name: "\($0)", prepare: prepare) }
        state = Mutex(State(idle: lanes.reversed()))
    }

    /// Runs work with a connection that nobody else uses meanwhile.
    ///
    /// Cancelling the task cancels the statement that runs, at the server.
    ///
    /// - Parameter repeats: whether the work may be done again when the connection is lost under it: it is one
    ///   transaction, and doing it twice is as good as once.
    /// - Throws: What the work throws; a `CasebookError` for what PostgreSQL refuses, a `CancellationError` for a
    ///   cancelled task.
    public func run<Value: Sendable>(
        repeats: Bool = false, _ work: @escaping @Sendable (inout PostgresConnection) throws -> Value
    ) async throws -> Value {
        var pauses = Self.pauses[...]
        while true {
            do {
                return try await once(work)
            } catch let failure as PostgresFailure {
                if Task.isCancelled { throw CancellationError() }
                let waits = repeats && failure.passes && state.withLock { $0.hasConnected }
                guard waits, let pause = pauses.popFirst() else { throw failure.error }
                try await Task.sleep(for: pause)
            }
        }
    }

    private func once<Value: Sendable>(
        _ work: @escaping @Sendable (inout PostgresConnection) throws -> Value
    ) async throws -> Value {
        let lane = await take()
        defer { give(lane) }
        try Task.checkCancellation()
        return try await lane.run { connection in
            self.state.withLock { $0.hasConnected = true }
            return try work(&connection)
        }
    }

    private func take() async -> PostgresLane {
        await withCheckedContinuation { continuation in
            let lane = state.withLock { state -> PostgresLane? in
                // The lane used last is the likeliest to be connected.
                if let lane = state.idle.popLast() { return lane }
                state.waiting.append(continuation)
                return nil
            }
            if let lane { continuation.resume(returning: lane) }
        }
    }

    private func give(_ lane: PostgresLane) {
        let next = state.withLock { state -> CheckedContinuation<PostgresLane, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.idle.append(lane)
            return nil
        }
        next?.resume(returning: lane)
    }
}
