import Domain
import PostgresConnection

/// One step in the life of the tables. A migration that has been released is never edited: a change is a new one.
struct Migration: Sendable {
    let version: Int
    let name: String
    /// Statements that name tables without their schema.
    let sql: String
    /// The tables that it makes: row-level security is put on each, and the role may read and write it.
    let tables: [String]

    static let all = [
        Migration(
            version: 1, name: "book", sql: book,
            tables: ["upload", "ticket_row", "reject", "vector", "stage_result", "run"]), queue,
        Migration(version: 3, name: "spending", sql: spending, tables: ["spending"]),
    ]

    static var newest: Int { all.map(\.version).max() ?? 0 }

    /// The tables that hold tenants' rows.
    static var tables: [String] { all.flatMap(\.tables) }

    /// What PostgreSQL calls the policy of each table.
    static let policy = "tenant"

    /// Which rows a policy lets through and lets in: those of the tenant that the transaction names, none without.
    static let condition = "org_id = NULLIF(current_setting('app.org_id', true), '')"

    /// The same, as PostgreSQL gives it back.
    static let shownCondition = "(org_id = NULLIF(current_setting('app.org_id'::text, true), ''::text))"

    /// What applies the migration. The role's name is quoted by the caller.
    func statements(role: String) -> String {
        let protection = tables.map { table in
            """
            ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY;
            ALTER TABLE \(table) FORCE ROW LEVEL SECURITY;
            CREATE POLICY \(Self.policy) ON \(table) USING (\(Self.condition)) WITH CHECK (\(Self.condition));
            GRANT SELECT, INSERT, UPDATE, DELETE ON \(table) TO \(role);
            """
        }
        return ([sql] + protection).joined(separator: "\n")
    }

    /// The version of the tables in a schema; `nil` when there are none.
    static func version(_ connection: inout PostgresConnection, schema: String) throws -> Int? {
        let exists = try connection.run(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'migration')",
            [.text(schema)]
        ).first { $0.boolean(0) }
        guard exists == true else { return nil }
        return try connection.run("SELECT max(version) FROM migration").first { $0.integer(0).map(Int.init) ?? 0 }
    }

    /// Why tables of a version cannot be used.
    static func refusal(_ version: Int?, schema: String, place: String) -> CasebookError {
        guard let version, version > 0 else {
            return CasebookError(
                .badConfiguration, code: "database_not_ready", file: place,
                "the schema \"\(schema)\" has no tables of Casebook",
                remedy: "run \"casebook db init\" once, as its owner")
        }
        guard version > newest else {
            return CasebookError(
                .badConfiguration, code: "database_not_ready", file: place,
                "the tables are of version \(version), and this release needs \(newest)",
                remedy: "run \"casebook db migrate\" as their owner")
        }
        return CasebookError(
            .badConfiguration, code: "database_newer", file: place,
            "the tables are of version \(version), and this release knows \(newest)",
            remedy: "use the release that changed them, or a newer one")
    }
}
