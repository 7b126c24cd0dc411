/// What a model's tokens cost, in millionths of the currency's unit for a million tokens: a price of 2.50 for a million
/// tokens is 2,500,000 here.
public struct ModelPrice: Sendable, Hashable, Codable {
    public let input: Int
    /// Of tokens that the provider had in its cache; `nil` for the price of all others.
    public let cachedInput: Int?
    public let output: Int
    /// An ISO 4217 code, `USD`.
    public let currency: String

    public init(input: Int, cachedInput: Int? = nil, output: Int, currency: String) {
        self.input = input
        self.cachedInput = cachedInput
        self.output = output
        self.currency = currency
    }

    /// In millionths of the currency's unit, rounded up.
    public func cost(of usage: TokenUsage) -> Int {
        let cached = min(usage.cachedInput, usage.input)
        let sum = (usage.input - cached) * input + cached * (cachedInput ?? input) + usage.output * output
        return (sum + 999_999) / 1_000_000
    }
}
