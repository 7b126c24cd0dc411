public import Domain
internal import Foundation

/// Time and chance, as parameters: tests say what they are.
public struct Timekeeping: Sendable {
    /// The time since some moment; it never goes back.
    public let elapsed: @Sendable () -> Duration
    /// Returns after a while, or throws when its task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void
    /// From 0 to 1.
    public let random: @Sendable () -> Double
    /// The time of day.
    public let clock: WallClock

    public init(
        elapsed: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double, clock: WallClock
    ) {
        self.elapsed = elapsed
        self.sleep = sleep
        self.random = random
        self.clock = clock
    }

    /// This machine's.
    public static var system: Timekeeping {
        let start = ContinuousClock.now
        return Timekeeping(
            elapsed: { start.duration(to: .now) }, sleep: { try await Task.sleep(for: $0) },
            random: { Double.random(in: 0...1) },
            clock: WallClock { Instant(seconds: Int64(Date().timeIntervalSince1970)) })
    }
}
