/// What calls of one model came to, for one purpose.
public struct ModelCharge: Sendable, Hashable, Codable {
    /// What the calls were for: `resolve`, `assess`, `embed`, `ask`.
    public let stage: String
    /// The model with its provider, `azure-openai/gpt-4o`.
    public let model: String
    public var calls: Int
    /// Tokens read, cached ones included.
    public var input: Int
    /// Of `input`, those that the provider had in its cache.
    public var cachedInput: Int
    /// Tokens written.
    public var output: Int
    /// In millionths of the currency's unit; `nil` when no price is configured.
    public var cost: Int?
    /// `USD`; `nil` when no price is configured.
    public var currency: String?

    public init(
        stage: String, model: String, calls: Int, input: Int, cachedInput: Int = 0, output: Int, cost: Int? = nil,
        currency: String? = nil
    ) {
        self.stage = stage
        self.model = model
        self.calls = calls
        self.input = input
        self.cachedInput = cachedInput
        self.output = output
        self.cost = cost
        self.currency = currency
    }

    public var tokens: Int { input + output }

    /// Charges added up by stage, model and currency, in that order.
    public static func summed(_ charges: [ModelCharge]) -> [ModelCharge] {
        var sums: [[String]: ModelCharge] = [:]
        for charge in charges {
            let key = [charge.stage, charge.model, charge.currency ?? ""]
            guard var sum = sums[key] else {
                sums[key] = charge
                continue
            }
            sum.calls += charge.calls
            sum.input += charge.input
            sum.cachedInput += charge.cachedInput
            sum.output += charge.output
            sum.cost = sum.cost.flatMap { known in charge.cost.map { known + $0 } }
            sums[key] = sum
        }
        return sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// `1.234567` of a currency in decimal digits, at least two after the point.
    public static func amount(_ millionths: Int) -> String {
        let sign = millionths < 0 ? "-" : ""
        let (units, rest) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var digits = String(rest)
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.count > 2, digits.last == "0" { digits.removeLast() }
        return "\(sign)\(units).\(digits)"
    }
}

/// Why a text is extractive although a language model is configured.
public enum WritingDelay: String, Sendable, Hashable, Codable, CaseIterable {
    /// The next call could have passed a ceiling of calls or tokens.
    case budget
    /// The run stands outside the hours in which the model may be called.
    case window
    /// The run was told to call nothing.
    case offline
    /// The model could not be reached, or refused all calls.
    case unavailable
    /// The model's reply could not be used, also after one repair.
    case unusable
    /// The model or its provider refused to write about this evidence.
    case refused

    /// Whether a later run tries again.
    public var isPassing: Bool {
        switch self {
        case .budget, .window, .offline, .unavailable: true
        case .unusable, .refused: false
        }
    }
}
