import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Lets work end in order when the process is told to end; told twice, it ends at once.
enum Termination {
    /// Runs work, and cancels it at SIGTERM or SIGINT.
    ///
    /// - Throws: what the work throws; after a signal, once the work has ended, the exit status of that signal.
    static func guarding<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let received = Received()
        let task = Task { try await work() }
        let sources = [SIGTERM, SIGINT].map { number in
            // Else the process would end before its source is told.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if received.isFirst(number) { task.cancel() } else { exit(128 + number) }
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
        }
        let result = await task.result
        if let number = received.signal { throw ExitCode(128 + number) }
        return try result.get()
    }

    /// The signal that came first.
    private final class Received: Sendable {
        private let number = Mutex<Int32?>(nil)

        var signal: Int32? { number.withLock { $0 } }

        func isFirst(_ signal: Int32) -> Bool {
            number.withLock { number in
                guard number == nil else { return false }
                number = signal
                return true
            }
        }
    }
}
