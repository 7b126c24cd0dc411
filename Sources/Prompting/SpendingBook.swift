public import Domain

/// What calls of models cost, by day, tenant, run, stage and model: the one place where ceilings are kept, for
/// everything that spends from the same workspace.
///
/// A call's most is reserved before it is made and exchanged for what it used afterwards, each whole or not at all, so
/// that runs at the same time cannot pass a ceiling together. What a killed run had reserved stays counted: it may have
/// been billed.
public protocol SpendingBook: Sendable {
    var clock: WallClock { get }

    /// Reserves the most that a call may use.
    ///
    /// - Throws: `BudgetExhausted` when a ceiling of the account could be passed; then nothing is reserved.
    func admit(_ ceiling: TokenUsage, _ entry: SpendingEntry, _ account: SpendingAccount) async throws

    /// Exchanges what was reserved for what was used.
    ///
    /// - Parameters:
    ///   - used: nothing when nothing was billed: then it was no call.
    ///   - cost: in millionths of the currency.
    func settle(_ ceiling: TokenUsage, used: TokenUsage, cost: Int, _ entry: SpendingEntry) async throws

    /// What was spent, by stage and model; calls whose end is not known are not among it.
    ///
    /// - Parameters:
    ///   - days: of today (1) and the days before it, in UTC; `nil` for all that are kept.
    ///   - run: of one run alone.
    func charges(of tenant: TenantID, days: Int?, run: String?) async throws -> [ModelCharge]

    /// The mean length of a stage's replies, in tokens, whoever asked; `nil` before there are enough of them.
    func averageReply(stage: String, model: String) async throws -> Int?
}

extension SpendingBook {
    public func charges(of tenant: TenantID, days: Int? = nil) async throws -> [ModelCharge] {
        try await charges(of: tenant, days: days, run: nil)
    }

    /// The gate of one stage's calls of one model.
    public func gate(_ account: SpendingAccount, stage: String, model: String, price: ModelPrice?) -> any CallGate {
        SpendingGate(book: self, account: account, stage: stage, model: model, price: price)
    }

    /// The first of the days that are asked for, in UTC; empty for all.
    public func firstDay(of days: Int?) -> String {
        days.map { SpendingEntry.day(Instant(seconds: clock.now().seconds - Int64($0 - 1) * 86_400)) } ?? ""
    }

    /// Days before this one are forgotten.
    public var oldestDay: String { SpendingEntry.day(Instant(seconds: clock.now().seconds - 400 * 86_400)) }
}

/// Who spends, and under which ceilings.
public struct SpendingAccount: Sendable {
    public let tenant: TenantID
    /// Names the run; ceilings of a run hold for all gates with the same name.
    public let run: String
    public let tenantLimits: BudgetLimits
    public let workspaceLimits: BudgetLimits

    public init(tenant: TenantID, run: String, tenantLimits: BudgetLimits, workspaceLimits: BudgetLimits) {
        self.tenant = tenant
        self.run = run
        self.tenantLimits = tenantLimits
        self.workspaceLimits = workspaceLimits
    }

    /// The sums that have a ceiling, in the order in which they are looked at.
    public var ceilings: [SpendingCeiling] {
        [(BudgetExhausted.Scope.tenant, tenantLimits), (.workspace, workspaceLimits)].flatMap { scope, limits in
            [
                SpendingCeiling(
                    scope: scope, period: .day, calls: limits.callsPerDay, tokens: limits.tokensPerDay),
                SpendingCeiling(
                    scope: scope, period: .run, calls: limits.callsPerRun, tokens: limits.tokensPerRun),
            ]
        }.filter { $0.calls != nil || $0.tokens != nil }
    }
}

/// The most that a tenant or all tenants may use in a day or a run.
public struct SpendingCeiling: Sendable, Hashable {
    public let scope: BudgetExhausted.Scope
    public let period: BudgetExhausted.Period
    public let calls: Int?
    public let tokens: Int?

    /// Refuses a call that could pass it.
    ///
    /// - Parameters:
    ///   - calls: made or let through so far.
    ///   - tokens: used or reserved so far.
    public func check(calls: Int, tokens: Int, adding most: TokenUsage) throws(BudgetExhausted) {
        if let limit = self.calls, calls + 1 > limit {
            throw BudgetExhausted(scope: scope, period: period, unit: .calls, ceiling: limit)
        }
        if let limit = self.tokens, tokens + most.total > limit {
            throw BudgetExhausted(scope: scope, period: period, unit: .tokens, ceiling: limit)
        }
    }
}

/// The key of a line in the book.
public struct SpendingEntry: Sendable, Hashable {
    /// `2026-05-30`, in UTC: the day on which providers bill.
    public let day: String
    public let tenant: TenantID
    public let run: String
    public let stage: String
    public let model: String
    /// Empty when nobody said what calls cost.
    public let currency: String

    static func day(_ moment: Instant) -> String { String(moment.iso8601.prefix(10)) }
}
