/// Where the time of day comes from: a parameter, so that runs can be repeated.
public struct WallClock: Sendable {
    /// The present moment.
    public let now: @Sendable () -> Instant

    public init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// A clock that stands still.
    public static func fixed(_ instant: Instant) -> WallClock { WallClock { instant } }
}
