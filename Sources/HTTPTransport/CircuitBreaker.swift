/// Leaves an endpoint alone that keeps failing (Nygard, "Release It!", 2007): after so many failures in a row nothing
/// is sent for a while; then one call tries, and its outcome decides.
///
/// A state machine without effects: the caller says what happened and what time it is.
public struct CircuitBreaker: Sendable {
    /// When it opens, and for how long.
    public struct Settings: Sendable, Hashable {
        /// In a row.
        public var failures: Int
        public var pause: Duration

        public init(failures: Int = 10, pause: Duration = .seconds(30)) {
            self.failures = failures
            self.pause = pause
        }
    }

    private enum State {
        case closed(failures: Int)
        case open(until: Duration)
        case trying
    }

    private let settings: Settings
    private var state = State.closed(failures: 0)

    public init(_ settings: Settings = Settings()) { self.settings = settings }

    /// Whether a call may be made now. Whoever may has to say how it went, or that it was not made after all.
    public mutating func admits(at now: Duration) -> Bool {
        switch state {
        case .closed: return true
        case .trying: return false
        case .open(let until):
            guard now >= until else { return false }
            state = .trying
            return true
        }
    }

    /// The endpoint answered.
    public mutating func succeeded() { state = .closed(failures: 0) }

    /// The endpoint did not answer, or with a fault of its own.
    public mutating func failed(at now: Duration) {
        switch state {
        case .closed(let failures) where failures + 1 < settings.failures: state = .closed(failures: failures + 1)
        case .closed, .trying: state = .open(until: now + settings.pause)
        case .open: break
        }
    }

    /// The call was not made, or given up by the caller: nothing is known of the endpoint.
    public mutating func abandoned(at now: Duration) {
        if case .trying = state { state = .open(until: now) }
    }
}
