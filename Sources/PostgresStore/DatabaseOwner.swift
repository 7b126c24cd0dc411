import Domain
import PostgresConnection

/// What the owner of a schema does: makes the tables and brings them up to date, and looks at them as a whole.
public struct DatabaseOwner: Sendable {
    let settings: PostgresDatabase.Settings
    let pool: PostgresPool

    /// - Parameter settings: reach the database as the owner, who may make schemas, tables and, where the role is
    ///   missing, roles.
    public init(_ settings: PostgresDatabase.Settings) {
        self.settings = settings
        let one = PostgresSettings(connection: settings.server.connection, connections: 1)
        pool = PostgresPool(one) { try $0.enter(schema: settings.schema) }
    }

    /// Makes what is missing: the role, the schema and the tables. Any number of processes may do so at once.
    ///
    /// - Parameter user: a user that is made a member of the role.
    /// - Returns: names of the migrations that were applied.
    public func initialize(grantingTo user: String? = nil) async throws -> [String] {
        try await pool.run { [settings] connection in
            try connection.transaction { connection in
                try Self.lock(&connection, schema: settings.schema)
                try DatabaseRole(name: settings.role).make(&connection)
                try connection.script(
                    """
                    CREATE SCHEMA IF NOT EXISTS \(quoted(settings.schema));
                    CREATE TABLE IF NOT EXISTS migration (
                      version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied TIMESTAMPTZ NOT NULL DEFAULT now());
                    GRANT USAGE ON SCHEMA \(quoted(settings.schema)) TO \(quoted(settings.role));
                    GRANT SELECT ON migration TO \(quoted(settings.role));
                    """)
                try DatabaseRole(name: settings.role).allowStaging(&connection)
                let applied = try Self.apply(&connection, settings)
                if let user { try connection.script("GRANT \(quoted(settings.role)) TO \(quoted(user))") }
                return applied
            }
        }
    }

    /// Applies the migrations that this release has and the tables lack.
    ///
    /// - Returns: their names.
    /// - Throws: `CasebookError` when there are no tables yet, or tables of a newer release.
    public func migrate() async throws -> [String] {
        try await pool.run { [settings] connection in
            try connection.transaction { connection in
                try Self.lock(&connection, schema: settings.schema)
                guard try Migration.version(&connection, schema: settings.schema) != nil else {
                    throw Migration.refusal(nil, schema: settings.schema, place: connection.place)
                }
                return try Self.apply(&connection, settings)
            }
        }
    }

    private static func apply(
        _ connection: inout PostgresConnection, _ settings: PostgresDatabase.Settings
    ) throws -> [String] {
        let version = try Migration.version(&connection, schema: settings.schema) ?? 0
        guard version <= Migration.newest else {
            throw Migration.refusal(version, schema: settings.schema, place: connection.place)
        }
        let pending = Migration.all.filter { $0.version > version }
        for migration in pending {
            try connection.script(migration.statements(role: quoted(settings.role)))
            try connection.run(
                "INSERT INTO migration (version, name) VALUES ($1, $2)",
                [.integer(Int64(migration.version)), .text(migration.name)])
        }
        let hasPoints = try VectorTables.make(&connection, settings)
        return pending.map { "\($0.version)-\($0.name)" } + (hasPoints ? ["pgvector"] : [])
    }

    /// Held to the end of the transaction: of several processes one changes the tables, and the others then find it
    /// done.
    private static func lock(_ connection: inout PostgresConnection, schema: String) throws {
        try connection.run("SELECT pg_advisory_xact_lock($1)", [.integer(AdvisoryKey.of("migration", schema))])
    }
}

/// A name as a part of a statement, where no value can be bound.
func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

/// Keys of PostgreSQL's advisory locks, which are numbers of a whole database.
enum AdvisoryKey {
    static func of(_ purpose: String, _ names: String...) -> Int64 {
        let digest = ContentDigest.of(fields: ["casebook", purpose] + names)
        return Int64(bitPattern: digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
