public import Domain
public import Foundation
import GRDB
public import Prompting

/// The book of a workspace whose tenants have files: one file for all of them, which processes of one machine share.
public final class SQLiteSpendingBook: SpendingBook {
    private let queue: DatabaseQueue
    private let file: String
    public let clock: WallClock

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
            let oldest = oldestDay
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

    public func charges(of tenant: TenantID, days: Int?, run: String?) throws -> [ModelCharge] {
        let first = firstDay(of: days)
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

    public func admit(_ ceiling: TokenUsage, _ entry: SpendingEntry, _ account: SpendingAccount) throws {
        try translated {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    for limit in account.ceilings {
                        let used = try Self.used(database, limit, entry)
                        try limit.check(calls: used.calls, tokens: used.tokens, adding: ceiling)
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

    public func settle(_ ceiling: TokenUsage, used: TokenUsage, cost: Int, _ entry: SpendingEntry) throws {
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

    private static func used(
        _ database: Database, _ ceiling: SpendingCeiling, _ entry: SpendingEntry
    ) throws -> (calls: Int, tokens: Int) {
        let isDay = ceiling.period == .day
        let condition = (isDay ? "day = ?" : "run = ?") + (ceiling.scope == .tenant ? " AND org_id = ?" : "")
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT IFNULL(SUM(calls + reserved_calls), 0) AS calls,
                  IFNULL(SUM(input + output + reserved_tokens), 0) AS tokens
                FROM spending WHERE \(condition)
                """,
            arguments: [isDay ? entry.day : entry.run]
                + (ceiling.scope == .tenant ? [entry.tenant.rawValue] : StatementArguments()))
        return (calls: row?["calls"] ?? 0, tokens: row?["tokens"] ?? 0)
    }

    private func translated<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch let exhausted as BudgetExhausted { throw exhausted } catch {
            throw SQLiteStore.failure(error, file: file)
        }
    }
}

extension SpendingEntry {
    /// In the order of the columns.
    fileprivate var arguments: StatementArguments { [day, tenant.rawValue, run, stage, model, currency] }
}
