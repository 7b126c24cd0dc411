/// What a call costs, in the model's tokens.
public struct TokenUsage: Sendable, Hashable, Codable {
    /// Read by the model, cached ones included.
    public var input: Int
    /// Written by the model, those of its reasoning included.
    public var output: Int
    /// Of `input`, those that the provider had in its cache and bills at a lower price.
    public var cachedInput: Int
    /// Whether any of it is an estimate, because the provider did not say.
    public var isEstimated: Bool

    public init(input: Int, output: Int, cachedInput: Int = 0, isEstimated: Bool = false) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.isEstimated = isEstimated
    }

    public var total: Int { input + output }

    public static let zero = TokenUsage(input: 0, output: 0)

    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            input: left.input + right.input, output: left.output + right.output,
            cachedInput: left.cachedInput + right.cachedInput, isEstimated: left.isEstimated || right.isEstimated)
    }
}
