/// What every paid call has to pass before it is made, and reports to afterwards: where budgets are kept.
public protocol CallGate: Sendable {
    /// Lets a call through, or throws.
    ///
    /// - Parameter estimate: the most it will use, as far as one can tell.
    func admit(_ estimate: TokenUsage) async throws

    /// Takes over what a call used. Called once for each call let through.
    ///
    /// - Parameters:
    ///   - estimate: what it was let through with.
    ///   - used: zero when nothing was billed.
    func settle(_ estimate: TokenUsage, used: TokenUsage) async
}

/// A gate that lets everything through: for calls that nobody keeps a budget of.
public struct OpenGate: CallGate {
    public init() {}
    public func admit(_ estimate: TokenUsage) {}
    public func settle(_ estimate: TokenUsage, used: TokenUsage) {}
}
