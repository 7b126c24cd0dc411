internal import Synchronization

/// Time that passes only while somebody sleeps, and sleeps without waiting.
public final class ManualTime: Sendable {
    private let state = Mutex<(elapsed: Duration, pauses: [Duration])>((.zero, []))

    public init() {}

    public var elapsed: Duration { state.withLock { $0.elapsed } }

    /// What was slept, in order.
    public var pauses: [Duration] { state.withLock { $0.pauses } }

    public func sleep(_ duration: Duration) {
        state.withLock { state in
            state.elapsed += duration
            state.pauses.append(duration)
        }
    }
}
