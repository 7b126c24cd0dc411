/// Ceilings of what calls may use. `nil` means no ceiling.
public struct BudgetLimits: Sendable, Hashable, Codable {
    public var callsPerDay: Int?
    /// Read and written, together.
    public var tokensPerDay: Int?
    public var callsPerRun: Int?
    public var tokensPerRun: Int?

    public init(
        callsPerDay: Int? = nil, tokensPerDay: Int? = nil, callsPerRun: Int? = nil, tokensPerRun: Int? = nil
    ) {
        self.callsPerDay = callsPerDay
        self.tokensPerDay = tokensPerDay
        self.callsPerRun = callsPerRun
        self.tokensPerRun = tokensPerRun
    }

    public static let none = BudgetLimits()
}

/// A call that was not made, because it could have passed a ceiling.
public struct BudgetExhausted: Error, Sendable, Hashable {
    public enum Scope: String, Sendable { case tenant, workspace }
    public enum Period: String, Sendable { case day, run }
    public enum Unit: String, Sendable { case calls, tokens }

    public let scope: Scope
    public let period: Period
    public let unit: Unit
    public let ceiling: Int

    public init(scope: Scope, period: Period, unit: Unit, ceiling: Int) {
        self.scope = scope
        self.period = period
        self.unit = unit
        self.ceiling = ceiling
    }

    /// `the tenant's ceiling of 50000 tokens a day`.
    public var detail: String { "the \(scope.rawValue)'s ceiling of \(ceiling) \(unit.rawValue) a \(period.rawValue)" }
}
