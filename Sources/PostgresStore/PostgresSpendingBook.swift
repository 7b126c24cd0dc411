public import Domain
import PostgresConnection
public import Prompting

/// The book of a workspace whose tenants share a database: ceilings hold for all machines together.
///
/// Each call stands in two lines, the tenant's and that of all tenants, each written under row-level security for its
/// own `org_id`: no statement reads another tenant's line.
public struct PostgresSpendingBook: SpendingBook {
    private let database: PostgresDatabase
    public let clock: WallClock

    /// The `org_id` of the line of all tenants. It is no tenant's: their grammar has no such character.
    private static let everyone = "*"

    /// - Parameter database: connects at the first use.
    public init(_ database: PostgresDatabase, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    public func admit(_ ceiling: TokenUsage, _ entry: SpendingEntry, _ account: SpendingAccount) async throws {
        let key = AdvisoryKey.of("spending", database.settings.schema)
        let oldest = oldestDay
        // Done again after a lost connection, it may be reserved twice: the ceiling holds all the same.
        try await database.shared { connection in
            // One at a time: two could each find room for one call more.
            try connection.run("SELECT pg_advisory_xact_lock($1)", [.integer(key)])
            for (org, scope) in Self.lines(entry) {
                try connection.run(PostgresDatabase.setTenant, [.text(org)])
                for limit in account.ceilings where limit.scope == scope {
                    let used = try Self.used(&connection, limit, entry, org)
                    try limit.check(calls: used.calls, tokens: used.tokens, adding: ceiling)
                }
                try connection.run("DELETE FROM spending WHERE org_id = $1 AND day < $2", [.text(org), .text(oldest)])
                try connection.run(
                    """
                    INSERT INTO spending AS s
                      (org_id, day, run, stage, model, currency, reserved_calls, reserved_tokens)
                    VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
                    ON CONFLICT (org_id, day, run, stage, model, currency) DO UPDATE
                      SET reserved_calls = s.reserved_calls + 1,
                        reserved_tokens = s.reserved_tokens + excluded.reserved_tokens
                    """, entry.values(org) + [.integer(Int64(ceiling.total))])
            }
        }
    }

    public func settle(_ ceiling: TokenUsage, used: TokenUsage, cost: Int, _ entry: SpendingEntry) async throws {
        let sums = [used.total == 0 ? 0 : 1, used.input, used.cachedInput, used.output, cost, ceiling.total]
        // Not done again after a lost connection: used twice over would be wrong, and reserved for good is not.
        try await database.shared(repeats: false) { connection in
            for (org, _) in Self.lines(entry) {
                try connection.run(PostgresDatabase.setTenant, [.text(org)])
                try connection.run(
                    """
                    UPDATE spending SET calls = calls + $7, input = input + $8, cached = cached + $9,
                      output = output + $10, cost = cost + $11, reserved_calls = reserved_calls - 1,
                      reserved_tokens = reserved_tokens - $12
                    WHERE org_id = $1 AND day = $2 AND run = $3 AND stage = $4 AND model = $5 AND currency = $6
                    """, entry.values(org) + sums.map { .integer(Int64($0)) })
            }
        }
    }

    public func charges(of tenant: TenantID, days: Int?, run: String?) async throws -> [ModelCharge] {
        let first = firstDay(of: days)
        return try await database.one(
            tenant,
            """
            SELECT stage, model, currency, SUM(calls)::bigint, SUM(input)::bigint, SUM(cached)::bigint,
              SUM(output)::bigint, SUM(cost)::bigint
            FROM spending WHERE org_id = $1 AND day >= $2 AND ($3::text IS NULL OR run = $3)
            GROUP BY stage, model, currency HAVING SUM(calls) > 0 ORDER BY stage, model, currency
            """, [.text(tenant.rawValue), .text(first), PostgresValue(run)]
        ) { result in
            result.map(Self.charge)
        }
    }

    private static func charge(_ row: borrowing PostgresRow) -> ModelCharge {
        let currency = row.text(2) ?? ""
        let sums = [row.integer(3), row.integer(4), row.integer(5), row.integer(6), row.integer(7)]
            .map { Int($0 ?? 0) }
        return ModelCharge(
            stage: row.text(0) ?? "", model: row.text(1) ?? "", calls: sums[0], input: sums[1], cachedInput: sums[2],
            output: sums[3], cost: currency.isEmpty ? nil : sums[4], currency: currency.isEmpty ? nil : currency)
    }

    public func averageReply(stage: String, model: String) async throws -> Int? {
        try await database.shared { connection in
            try connection.run(PostgresDatabase.setTenant, [.text(Self.everyone)])
            return try connection.run(
                """
                SELECT SUM(calls)::bigint, SUM(output)::bigint FROM spending
                WHERE org_id = $1 AND stage = $2 AND model = $3
                """, [.text(Self.everyone), .text(stage), .text(model)]
            ).first { row -> Int? in
                guard let calls = row.integer(0), calls >= 10, let output = row.integer(1) else { return nil }
                return Int(output / calls)
            } ?? nil
        }
    }

    /// The two lines of a call, and whose ceilings each is held against.
    private static func lines(_ entry: SpendingEntry) -> [(org: String, scope: BudgetExhausted.Scope)] {
        [(entry.tenant.rawValue, .tenant), (everyone, .workspace)]
    }

    private static func used(
        _ connection: inout PostgresConnection, _ ceiling: SpendingCeiling, _ entry: SpendingEntry, _ org: String
    ) throws -> (calls: Int, tokens: Int) {
        let isDay = ceiling.period == .day
        let used = try connection.run(
            """
            SELECT COALESCE(SUM(calls + reserved_calls), 0)::bigint,
              COALESCE(SUM(input + output + reserved_tokens), 0)::bigint
            FROM spending WHERE org_id = $1 AND \(isDay ? "day" : "run") = $2
            """, [.text(org), .text(isDay ? entry.day : entry.run)]
        ).first { (calls: Int($0.integer(0) ?? 0), tokens: Int($0.integer(1) ?? 0)) }
        return used ?? (calls: 0, tokens: 0)
    }
}

extension SpendingEntry {
    /// In the order of the columns.
    fileprivate func values(_ org: String) -> [PostgresValue] {
        [org, day, run, stage, model, currency].map(PostgresValue.text)
    }
}
