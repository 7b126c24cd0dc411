import Domain
import PostgresConnection

extension DatabaseOwner {
    /// What the schema is like. Anyone who may connect may ask.
    public func state() async throws -> DatabaseState {
        try await pool.run(repeats: true) { [settings] connection in
            try connection.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") { connection in
                let version = try Migration.version(&connection, schema: settings.schema)
                let server = try Self.server(&connection)
                var pending = Migration.all.filter { $0.version > version ?? 0 }.map { "\($0.version)-\($0.name)" }
                // Of no version: the extension may come at any time.
                if server.vector != nil, try !VectorTables.exists(&connection, schema: settings.schema) {
                    pending.append("pgvector")
                }
                return DatabaseState(
                    place: connection.place, schema: settings.schema, server: server.version, user: server.user,
                    isEncrypted: server.isEncrypted, version: version,
                    pending: pending,
                    role: try Self.role(&connection, settings), roleName: settings.role,
                    tables: try Self.tables(&connection, settings), vectorExtension: server.vector,
                    hasVectorExtension: server.hasVector)
            }
        }
    }

    private struct Server {
        let version: String
        let user: String
        let isEncrypted: Bool
        let vector: String?
        let hasVector: Bool
    }

    private static func server(_ connection: inout PostgresConnection) throws -> Server {
        let server = try connection.run(
            """
            SELECT current_setting('server_version'), session_user::text,
              COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
              (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
              EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')
            """
        ).first {
            Server(
                version: $0.text(0) ?? "", user: $0.text(1) ?? "", isEncrypted: $0.boolean(2) ?? false,
                vector: $0.text(3), hasVector: $0.boolean(4) ?? false)
        }
        return server ?? Server(version: "", user: "", isEncrypted: false, vector: nil, hasVector: false)
    }

    private static func role(
        _ connection: inout PostgresConnection, _ settings: PostgresDatabase.Settings
    ) throws -> DatabaseState.Role? {
        try connection.run(
            """
            SELECT rolsuper, rolbypassrls, COALESCE(
              (SELECT has_schema_privilege(r.oid, n.oid, 'CREATE') FROM pg_namespace n WHERE n.nspname = $2), false)
            FROM pg_roles r WHERE rolname = $1
            """, [.text(settings.role), .text(settings.schema)]
        ).first {
            DatabaseState.Role(
                isSuperuser: $0.boolean(0) ?? true, passesRowSecurity: $0.boolean(1) ?? true,
                mayCreate: $0.boolean(2) ?? true)
        }
    }

    private static func tables(
        _ connection: inout PostgresConnection, _ settings: PostgresDatabase.Settings
    ) throws -> [DatabaseState.Table] {
        var policies: [String: [DatabaseState.Policy]] = [:]
        try connection.each(
            """
            SELECT tablename::text, policyname::text, cmd, COALESCE(qual, ''), COALESCE(with_check, '')
            FROM pg_policies WHERE schemaname = $1 ORDER BY tablename, policyname
            """, [.text(settings.schema)]
        ) { row in
            policies[row.text(0) ?? "", default: []].append(
                DatabaseState.Policy(
                    name: row.text(1) ?? "", command: row.text(2) ?? "", using: row.text(3) ?? "",
                    check: row.text(4) ?? ""))
        }
        let rights = try rights(&connection, settings)
        return try connection.run(
            """
            SELECT c.relname::text, pg_get_userbyid(c.relowner)::text, c.relrowsecurity, c.relforcerowsecurity,
              c.relispartition
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') ORDER BY c.relname
            """, [.text(settings.schema)]
        ).map { row in
            let name = row.text(0) ?? ""
            let held = rights[name] ?? []
            // Parts are reached through their table alone.
            let needed = row.boolean(4) == true ? [] : ["SELECT", "INSERT", "UPDATE", "DELETE"]
            return DatabaseState.Table(
                name: name, owner: row.text(1) ?? "", hasRowSecurity: row.boolean(2) ?? false,
                isForced: row.boolean(3) ?? false, policies: policies[name] ?? [],
                excess: held.filter { !needed.contains($0) }, missing: needed.filter { !held.contains($0) })
        }
    }

    /// What the role may do with each table.
    private static func rights(
        _ connection: inout PostgresConnection, _ settings: PostgresDatabase.Settings
    ) throws -> [String: [String]] {
        var rights: [String: [String]] = [:]
        try connection.each(
            """
            SELECT c.relname::text, p.name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_roles r ON r.rolname = $2
              CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
                WITH ORDINALITY AS p (name, place)
            WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND has_table_privilege(r.oid, c.oid, p.name)
            ORDER BY c.relname, p.place
            """, [.text(settings.schema), .text(settings.role)]
        ) { row in rights[row.text(0) ?? "", default: []].append(row.text(1) ?? "") }
        return rights
    }
}
