import Domain
public import PostgresConnection

/// A schema of a PostgreSQL database that holds the state of one workspace's tenants.
///
/// Every statement runs in a transaction that names the tenant (`app.org_id`), as a role that row-level security
/// holds for: without the setting there are no rows.
public struct PostgresDatabase: Sendable {
    public let settings: Settings
    let pool: PostgresPool

    /// Where the tables are, and who reads and writes them.
    public struct Settings: Sendable, Hashable {
        public let server: PostgresSettings
        /// The schema of the tables: one a workspace.
        public let schema: String
        /// The role that reads and writes tenants' rows.
        public let role: String

        public init(server: PostgresSettings, schema: String, role: String) {
            self.server = server
            self.schema = schema
            self.role = role
        }
    }

    /// Connects at the first use, and with each connection makes sure that it is no one whom row-level security does
    /// not hold for.
    public init(_ settings: Settings) { self.init(settings, rewrite: nil) }

    /// - Parameter rewrite: changes the statements of stores; for tests.
    package init(_ settings: Settings, rewrite: (@Sendable (String) -> String)?) {
        self.settings = settings
        pool = PostgresPool(settings.server) { connection in
            try ApplicationLogin(settings: settings).enter(&connection)
            connection.rewrite = rewrite
        }
    }

    /// Connects, unless that was done: says early what stands against it.
    public func connect() async throws { try await pool.run { _ in } }

    /// Reads a tenant's rows, all as of one moment.
    func read<Value: Sendable>(
        _ tenant: TenantID, _ work: @escaping @Sendable (inout PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", tenant, work)
    }

    /// Writes a tenant's rows as one transaction. A lost connection has it done again: doing it twice must be as good
    /// as once.
    func write<Value: Sendable>(
        _ tenant: TenantID, _ work: @escaping @Sendable (inout PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await transaction("BEGIN", tenant, work)
    }

    private func transaction<Value: Sendable>(
        _ begin: String, _ tenant: TenantID, _ work: @escaping @Sendable (inout PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await pool.run(repeats: true) { connection in
            try connection.transaction(begin) { connection in
                try connection.run(Self.setTenant, [.text(tenant.rawValue)])
                return try work(&connection)
            }
        }
    }

    /// Writes under more than one `org_id`: the work names each before its statements.
    func shared<Value: Sendable>(
        repeats: Bool = true, _ work: @escaping @Sendable (inout PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await pool.run(repeats: repeats) { try $0.transaction("BEGIN", work) }
    }

    /// Runs one statement as a transaction of its own, with one wait for the server.
    func one<Value: Sendable>(
        _ tenant: TenantID, _ sql: String, _ values: [PostgresValue],
        _ read: @escaping @Sendable (borrowing PostgresResult) throws -> Value
    ) async throws -> Value {
        try await pool.run(repeats: true) { connection in
            do {
                let result = try connection.pipeline(
                    [
                        (sql: "BEGIN", values: []), (sql: Self.setTenant, values: [.text(tenant.rawValue)]),
                        (sql: sql, values: values), (sql: "COMMIT", values: []),
                    ], result: 2)
                return try read(result)
            } catch {
                if connection.isOpen { _ = try? connection.script("ROLLBACK") }
                throw error
            }
        }
    }

    /// For the transaction alone (`SET LOCAL`): a setting of the connection would reach the next tenant.
    static let setTenant = "SELECT set_config('app.org_id', $1, true)"
}

/// Makes a new connection one of the application.
struct ApplicationLogin {
    let settings: PostgresDatabase.Settings

    /// Takes the role on, and refuses users whom row-level security does not hold for, and schemas of other releases.
    func enter(_ connection: inout PostgresConnection) throws {
        try connection.enter(schema: settings.schema)
        try connection.script(Self.silence)
        try takeRole(&connection)
        try checkVersion(&connection)
        try checkRights(&connection)
    }

    /// The server notices as soon that this machine is gone: until then it would keep what the machine has locked.
    private static let silence = """
        SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
        SET tcp_user_timeout = 60000; SET idle_in_transaction_session_timeout = '5min'
        """

    /// As a member of the role: whatever else the user may do is then no longer at hand by mistake.
    private func takeRole(_ connection: inout PostgresConnection) throws {
        let isOther = try connection.run(
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1 AND rolname <> current_user)",
            [.text(settings.role)]
        ).first { $0.boolean(0) }
        guard isOther == true else { return }
        do {
            try connection.run("SELECT set_config('role', $1, false)", [.text(settings.role)])
        } catch {
            // A user with the role's rights in its own name: what it may do too much is found below.
            guard error.state == "42501" else { throw error }
        }
    }

    private func checkVersion(_ connection: inout PostgresConnection) throws {
        let version = try Migration.version(&connection, schema: settings.schema)
        if let version, version == Migration.newest { return }
        throw Migration.refusal(version, schema: settings.schema, place: connection.place)
    }

    private func checkRights(_ connection: inout PostgresConnection) throws {
        let rights = try connection.run(
            """
            SELECT r.rolsuper OR r.rolbypassrls, EXISTS (
              SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'MEMBER'))
            FROM pg_roles r WHERE r.rolname = current_user
            """, [.text(settings.schema)]
        ).first { (passes: $0.boolean(0) ?? true, owns: $0.boolean(1) ?? true) }
        guard let rights, rights.passes || rights.owns else { return }
        throw CasebookError(
            .refused, code: "database_role", file: connection.place,
            "the database's user \(rights.passes ? "passes row-level security" : "owns the tables"): "
                + "it could see every tenant's rows",
            remedy:
                "grant it the role and no more: \"casebook db init --grant-to USER\" as the owner, then connect as USER"
        )
    }
}

extension PostgresConnection {
    /// Has names without a schema mean those of this one.
    mutating func enter(schema: String) throws {
        try run("SELECT set_config('search_path', quote_ident($1), false)", [.text(schema)])
    }
}
