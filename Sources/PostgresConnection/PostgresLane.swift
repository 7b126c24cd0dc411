internal import CPostgres
internal import Foundation
internal import Synchronization

/// A connection and the thread that waits for it.
final class PostgresLane: Sendable {
    private let settings: PostgresSettings
    private let prepare: @Sendable (inout PostgresConnection) throws -> Void
    private let queue: DispatchQueue
    /// Only the queue's work looks inside.
    private let connection = Mutex<PostgresConnection?>(nil)

    init(
        _ settings: PostgresSettings, name: String,
        prepare: @escaping @Sendable (inout PostgresConnection) throws -> Void
    ) {
        self.settings = settings
        self.prepare = prepare
        queue = DispatchQueue(label: "postgres-\(name)")
    }

    /// Runs work on the lane's thread; connects first where need be.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (inout PostgresConnection) throws -> Value
    ) async throws -> Value {
        let interruption = Interruption()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                queue.async {
                    continuation.resume(with: Result { try self.perform(work, interruption) })
                }
            }
        } onCancel: {
            // The request to the server waits for it.
            DispatchQueue.global().async { interruption.interrupt() }
        }
    }

    private func perform<Value: Sendable>(
        _ work: (inout PostgresConnection) throws -> Value, _ interruption: Interruption
    ) throws -> Value {
        try connection.withLock { slot in
            var open = try opened(slot.take())
            do {
                try interruption.begin(open.canceller)
                let value = try work(&open)
                slot = kept(open, interruption)
                return value
            } catch {
                slot = kept(open, interruption)
                throw error
            }
        }
    }

    /// The connection, if it can serve the next piece of work. A cancellation that comes late would hit the next
    /// statement: a connection that one was asked for is given up.
    private func kept(_ open: consuming PostgresConnection, _ interruption: Interruption) -> PostgresConnection? {
        var open = open
        guard !interruption.end(), open.isOpen, open.isIdle else { return nil }
        return open
    }

    private func opened(_ known: consuming PostgresConnection?) throws -> PostgresConnection {
        if var known, known.isOpen { return known }
        var fresh = try PostgresConnection(settings)
        try prepare(&fresh)
        return fresh
    }
}

/// Asks the server to end what one piece of work has it do.
private final class Interruption: Sendable {
    private struct State {
        var canceller: PostgresCanceller?
        var isAsked = false
        var isSent = false

        mutating func send() {
            guard let canceller else { return }
            isSent = true
            canceller.cancel()
        }
    }

    private let state = Mutex(State())

    /// - Throws: `CancellationError` when the work was cancelled while the lane connected.
    func begin(_ canceller: PostgresCanceller?) throws {
        try state.withLock { state in
            if state.isAsked { throw CancellationError() }
            state.canceller = canceller
        }
    }

    func interrupt() {
        state.withLock { state in
            state.isAsked = true
            state.send()
        }
    }

    /// - Returns: whether the server was asked.
    func end() -> Bool {
        state.withLock { state in
            state.canceller = nil
            return state.isSent
        }
    }
}

/// What libpq needs to have a connection's statement cancelled, from any thread.
final class PostgresCanceller: @unchecked Sendable {
    // Unchecked: PQcancel may be called from any thread, and nothing else is done with it.
    private let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQfreeCancel(pointer) }

    func cancel() {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { words in
            _ = PQcancel(pointer, words.baseAddress, 256)
        }
    }
}

extension PostgresConnection {
    fileprivate var canceller: PostgresCanceller? {
        mutating get { PQgetCancel(pointer).map(PostgresCanceller.init) }
    }
}
