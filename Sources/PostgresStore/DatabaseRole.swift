import Domain
import PostgresConnection

/// The role that reads and writes tenants' rows. It owns nothing and row-level security holds for it.
struct DatabaseRole {
    let name: String

    /// Makes the role unless it is there: a group that nobody can log in as.
    func make(_ connection: inout PostgresConnection) throws {
        let exists = try connection.run("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", [.text(name)])
            .first { $0.boolean(0) }
        guard exists != true else { return }
        do {
            // Roles belong to all databases of a server: another one's owner may be making it.
            try connection.script(
                """
                DO $$ BEGIN
                  CREATE ROLE \(quoted(name)) NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                END $$
                """)
        } catch {
            guard error.state == "42501" else { throw error }
            throw CasebookError(
                .refused, code: "database_role_missing", file: connection.place,
                "the role \"\(name)\" does not exist, and this user may make none",
                remedy: "have an administrator run: CREATE ROLE \(name) NOLOGIN; then run this again")
        }
    }

    /// Rows are copied into temporary tables first, which everyone may make unless a server was told otherwise.
    func allowStaging(_ connection: inout PostgresConnection) throws {
        let may = try connection.run(
            "SELECT has_database_privilege($1, current_database(), 'TEMPORARY'), current_database()::text",
            [.text(name)]
        ).first { (may: $0.boolean(0) ?? false, database: $0.text(1) ?? "") }
        guard let may, !may.may else { return }
        try connection.script("GRANT TEMPORARY ON DATABASE \(quoted(may.database)) TO \(quoted(name))")
    }
}
