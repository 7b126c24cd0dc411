/// How long a request may take.
public struct TransportLimits: Sendable, Hashable {
    /// To find the host and connect, encryption included.
    public var connecting: Duration
    /// Without `slowest` bytes a second coming. Rounded up to whole seconds.
    public var idle: Duration
    /// Bytes a second below which a server counts as idle.
    public var slowest: Int
    /// For one attempt in all.
    public var total: Duration

    public init(
        connecting: Duration = .seconds(15), idle: Duration = .seconds(30), slowest: Int = 100,
        total: Duration = .seconds(3_600)
    ) {
        self.connecting = connecting
        self.idle = idle
        self.slowest = slowest
        self.total = total
    }

    /// For calls of models, which are silent until their whole answer is written: giving up early would pay for an
    /// answer and not have it.
    public static let modelCalls = TransportLimits(idle: .seconds(300), slowest: 1, total: .seconds(600))
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
