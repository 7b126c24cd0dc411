public import Domain
public import Foundation
import GRDB
public import Prompting
import Synchronization

/// What calls of models cost, by day, tenant, run, stage and model: the one place where ceilings are kept.
///
/// One file for a workspace. A call's most is reserved before it is made and exchanged for what it used afterwards, each
/// in one transaction, so that runs at the same time cannot pass a ceiling together. What a killed run had reserved
/// stays counted: it may have been billed.
public final class SpendingBook: Sendable {
    private let queue: DatabaseQueue
    private let file: String
    private let clock: WallClock

    /// Days that are kept.
    private static let daysKept: Int64 = 400

    /// Opens or makes the book.
    ///
    /// - Throws: `CasebookError` with the file and the remedy.
    public init(file: URL, clock: WallClock) throws(CasebookError) {
        self.file = file.path
        self.clock = clock
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            var configuration = Configuration()
            configuration.busyMode = .timeout(30)
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            }
            queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try Self.migrator.migrate(queue)
            let oldest = Self.day(Instant(seconds: clock.now().seconds - Self.daysKept * 86_400))
            try queue.write { try $0.execute(sql: "DELETE FROM spending WHERE day < ?", arguments: [oldest]) }
        } catch {
            throw SQLiteStore.failure(error, file: file.path)
        }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-spending") { database in
            try database.execute(
                sql: """
                    CREATE TABLE spending (
                      day TEXT NOT NULL, org_id TEXT NOT NULL, run TEXT NOT NULL, stage TEXT NOT NULL,
                      model TEXT NOT NULL, currency TEXT NOT NULL,
                      calls INTEGER NOT NULL DEFAULT 0, input INTEGER NOT NULL DEFAULT 0,
                      cached INTEGER NOT NULL DEFAULT 0, output INTEGER NOT NULL DEFAULT 0,
                      cost INTEGER NOT NULL DEFAULT 0,
                      reserved_calls INTEGER NOT NULL DEFAULT 0, reserved_tokens INTEGER NOT NULL DEFAULT 0,
                      PRIMARY KEY (day, org_id, run, stage, model, currency)
                    ) WITHOUT ROWID;
                    """)
        }
        return migrator
    }

    /// Who spends, and under which ceilings.
    public struct Account: Sendable {
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
    }

    /// The gate of one stage's calls of one model.
    public func gate(_ account: Account, stage: String, model: String, price: ModelPrice?) -> any CallGate {
        SpendingGate(book: self, account: account, stage: stage, model: model, price: price)
    }

    /// What was spent, by stage and model; calls whose end is not known are not among it.
    ///
    /// - Parameters:
    ///   - days: of today (1) and the days before it, in UTC; `nil` for all that are kept.
    ///   - run: of one run alone.
    public func charges(of tenant: TenantID, days: Int? = nil, run: String? = nil) throws -> [ModelCharge] {
        let first = days.map { Self.day(Instant(seconds: clock.now().seconds - Int64($0 - 1) * 86_400)) } ?? ""
        return try translated {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT stage, model, currency, SUM(calls) AS calls, SUM(input) AS input,
                          SUM(cached) AS cached, SUM(output) AS output, SUM(cost) AS cost
                        FROM spending WHERE org_id = ? AND day >= ? AND (? IS NULL OR run = ?)
                        GROUP BY stage, model, currency HAVING SUM(calls) > 0 ORDER BY stage, model, currency
                        """, arguments: [tenant.rawValue, first, run, run]
                ).map { row in
                    let currency: String = row["currency"]
                    return ModelCharge(
                        stage: row["stage"], model: row["model"], calls: row["calls"], input: row["input"],
                        cachedInput: row["cached"], output: row["output"],
                        cost: currency.isEmpty ? nil : row["cost"], currency: currency.isEmpty ? nil : currency)
                }
            }
        }
    }

    /// The mean length of a stage's replies, in tokens; `nil` before there are enough of them.
    public func averageReply(stage: String, model: String) throws -> Int? {
        try translated {
            try queue.read { database in
                let row = try Row.fetchOne(
                    database,
                    sql:
                        "SELECT SUM(calls) AS calls, SUM(output) AS output FROM spending WHERE stage = ? AND model = ?",
                    arguments: [stage, model])
                guard let row, let calls = row["calls"] as Int?, calls >= 10, let output = row["output"] as Int? else {
                    return nil
                }
                return output / calls
            }
        }
    }

    fileprivate func admit(_ ceiling: TokenUsage, _ entry: Entry, _ account: Account) throws {
        try translated {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    for period in Self.periods(account, day: entry.day) {
                        let used = try Self.used(database, period)
                        if let limit = period.calls, used.calls + 1 > limit {
                            throw BudgetExhausted(
                                scope: period.scope, period: period.period, unit: .calls, ceiling: limit)
                        }
                        if let limit = period.tokens, used.tokens + ceiling.total > limit {
                            throw BudgetExhausted(
                                scope: period.scope, period: period.period, unit: .tokens, ceiling: limit)
                        }
                    }
                    try database.execute(
                        sql: """
                            INSERT INTO spending (day, org_id, run, stage, model, currency, reserved_calls, reserved_tokens)
                            VALUES (?, ?, ?, ?, ?, ?, 1, ?)
                            ON CONFLICT DO UPDATE SET reserved_calls = reserved_calls + 1,
                              reserved_tokens = reserved_tokens + excluded.reserved_tokens
                            """, arguments: entry.arguments + [ceiling.total])
                    return .commit
                }
            }
        }
    }

    fileprivate func settle(_ ceiling: TokenUsage, used: TokenUsage, cost: Int, _ entry: Entry) throws {
        try translated {
            try queue.write { database in
                try database.execute(
                    sql: """
                        UPDATE spending SET calls = calls + ?, input = input + ?, cached = cached + ?,
                          output = output + ?, cost = cost + ?, reserved_calls = reserved_calls - 1,
                          reserved_tokens = reserved_tokens - ?
                        WHERE day = ? AND org_id = ? AND run = ? AND stage = ? AND model = ? AND currency = ?
                        """,
                    arguments: [
                        used.total == 0 ? 0 : 1, used.input, used.cachedInput, used.output, cost, ceiling.total,
                    ] + entry.arguments)
            }
        }
    }

    /// A row's key.
    fileprivate struct Entry: Sendable {
        let day: String
        let tenant: TenantID
        let run: String
        let stage: String
        let model: String
        let currency: String

        /// In the order of the columns.
        var arguments: StatementArguments { [day, tenant.rawValue, run, stage, model, currency] }
    }

    /// A sum that has a ceiling.
    private struct Period {
        let scope: BudgetExhausted.Scope
        let period: BudgetExhausted.Period
        let condition: String
        let arguments: StatementArguments
        let calls: Int?
        let tokens: Int?
    }

    private static func periods(_ account: Account, day: String) -> [Period] {
        let (own, all) = (account.tenantLimits, account.workspaceLimits)
        let org = account.tenant.rawValue
        return [
            Period(
                scope: .tenant, period: .day, condition: "day = ? AND org_id = ?", arguments: [day, org],
                calls: own.callsPerDay, tokens: own.tokensPerDay),
            Period(
                scope: .tenant, period: .run, condition: "run = ? AND org_id = ?", arguments: [account.run, org],
                calls: own.callsPerRun, tokens: own.tokensPerRun),
            Period(
                scope: .workspace, period: .day, condition: "day = ?", arguments: [day], calls: all.callsPerDay,
                tokens: all.tokensPerDay),
            Period(
                scope: .workspace, period: .run, condition: "run = ?", arguments: [account.run],
                calls: all.callsPerRun, tokens: all.tokensPerRun),
        ].filter { $0.calls != nil || $0.tokens != nil }
    }

    private static func used(_ database: Database, _ period: Period) throws -> (calls: Int, tokens: Int) {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT IFNULL(SUM(calls + reserved_calls), 0) AS calls,
                  IFNULL(SUM(input + output + reserved_tokens), 0) AS tokens
                FROM spending WHERE \(period.condition)
                """, arguments: period.arguments)
        return (calls: row?["calls"] ?? 0, tokens: row?["tokens"] ?? 0)
    }

    /// `2026-05-30`, in UTC: the day on which providers bill.
    static func day(_ moment: Instant) -> String { String(moment.iso8601.prefix(10)) }

    fileprivate var today: String { Self.day(clock.now()) }

    private func translated<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let exhausted as BudgetExhausted { throw exhausted } catch {
            throw SQLiteStore.failure(error, file: file)
        }
    }
}

/// Lets calls of one stage through while no ceiling can be passed.
private struct SpendingGate: CallGate {
    let book: SpendingBook
    let account: SpendingBook.Account
    let stage: String
    let model: String
    let price: ModelPrice?
    /// On which day a call was let through: it is settled on the same, also after midnight.
    private let open = OpenCalls()

    init(book: SpendingBook, account: SpendingBook.Account, stage: String, model: String, price: ModelPrice?) {
        self.book = book
        self.account = account
        self.stage = stage
        self.model = model
        self.price = price
    }

    private final class OpenCalls: Sendable {
        let entries = Mutex<[TokenUsage: [SpendingBook.Entry]]>([:])
    }

    func admit(_ estimate: TokenUsage) throws {
        let entry = SpendingBook.Entry(
            day: book.today, tenant: account.tenant, run: account.run, stage: stage, model: model,
            currency: price?.currency ?? "")
        try book.admit(estimate, entry, account)
        open.entries.withLock { $0[estimate, default: []].append(entry) }
    }

    func settle(_ estimate: TokenUsage, used: TokenUsage) {
        guard let entry = open.entries.withLock({ $0[estimate]?.popLast() }) else { return }
        // A book that cannot be written keeps the reservation: the ceiling holds all the same.
        try? book.settle(estimate, used: used, cost: price?.cost(of: used) ?? 0, entry)
    }
}
