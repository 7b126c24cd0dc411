internal import Synchronization

/// Counts how often the sites were rebuilt. Open pages reload when it changes.
public final class SiteVersion: Sendable {
    private let count: Atomic<UInt64>

    /// - Parameter initial: where to begin; two servers that follow one another should begin differently.
    public init(initial: UInt64 = 0) { count = Atomic(initial) }

    /// The present version.
    public var value: UInt64 { count.load(ordering: .relaxed) }

    /// Says that the sites changed.
    public func bump() { count.add(1, ordering: .relaxed) }
}
