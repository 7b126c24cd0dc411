public import Domain

/// What a schema and its server are like.
public struct DatabaseState: Sendable, Hashable {
    /// Without secrets: `postgresql://host:port/database`.
    public let place: String
    public let schema: String
    /// As the server says it, `16.14`.
    public let server: String
    /// Who asked.
    public let user: String
    public let isEncrypted: Bool
    /// Of the tables; `nil` when there are none.
    public let version: Int?
    /// What this release would apply, in order.
    public let pending: [String]
    /// `nil` when it does not exist.
    public let role: Role?
    public let roleName: String
    public let tables: [Table]
    /// Of pgvector; `nil` when it is not installed in this database.
    public let vectorExtension: String?
    /// Whether the server has pgvector to install.
    public let hasVectorExtension: Bool

    /// Whom row-level security is to hold for.
    public struct Role: Sendable, Hashable {
        public let isSuperuser: Bool
        public let passesRowSecurity: Bool
        /// Whether it may make tables in the schema.
        public let mayCreate: Bool
    }

    /// A table of the schema.
    public struct Table: Sendable, Hashable {
        public let name: String
        public let owner: String
        public let hasRowSecurity: Bool
        /// For its owner too.
        public let isForced: Bool
        /// Each policy's name, command, whom it lets do it, and its two conditions, as PostgreSQL writes them.
        public let policies: [Policy]
        /// What the role may do with it beyond reading and writing rows.
        public let excess: [String]
        /// What of reading and writing rows it may not do.
        public let missing: [String]
    }

    /// One policy of row-level security, as PostgreSQL writes it back.
    public struct Policy: Sendable, Hashable {
        public let name: String
        public let command: String
        public let using: String
        public let check: String
    }

    /// Whether the tables are those of this release.
    public var isCurrent: Bool { version == Migration.newest }

    /// Whether the tables are those of a newer release.
    public var isNewer: Bool { (version ?? 0) > Migration.newest }
}

extension DatabaseState {
    /// What stands against tenants being kept apart; empty when nothing does.
    public var faults: [Diagnostic] {
        var faults: [Diagnostic] = []
        if !isCurrent { faults += Migration.refusal(version, schema: schema, place: place).diagnostics }
        faults += roleFaults
        let known = Set(Migration.all.filter { $0.version <= (version ?? 0) }.flatMap(\.tables))
        for name in known.subtracting(tables.map(\.name)).sorted() {
            faults.append(
                fault(
                    "table_missing", "the table \(name) is missing", "restore a backup, or begin anew in another schema"
                ))
        }
        for table in tables where table.name != "migration" { faults += self.faults(of: table) }
        return faults
    }

    private var roleFaults: [Diagnostic] {
        guard let role else {
            return [
                fault(
                    "role_missing", "the role \"\(roleName)\" does not exist", "run \"casebook db init\" as the owner")
            ]
        }
        var faults: [Diagnostic] = []
        if role.isSuperuser || role.passesRowSecurity {
            faults.append(
                fault(
                    "role_passes_security", "the role \"\(roleName)\" passes row-level security",
                    "ALTER ROLE \(roleName) NOSUPERUSER NOBYPASSRLS"))
        }
        if role.mayCreate {
            faults.append(
                fault(
                    "role_creates", "the role \"\(roleName)\" may make tables in the schema",
                    "REVOKE CREATE ON SCHEMA \(schema) FROM \(roleName), PUBLIC"))
        }
        return faults
    }

    private func faults(of table: Table) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        if !table.hasRowSecurity || !table.isForced {
            faults.append(
                fault(
                    "row_security_off", "row-level security is not enabled and forced on \(table.name)",
                    "ALTER TABLE \(schema).\(table.name) ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"))
        }
        let expected = Policy(
            name: Migration.policy, command: "ALL", using: Migration.shownCondition, check: Migration.shownCondition)
        if table.policies != [expected] {
            faults.append(
                fault(
                    "policy_differs", "\(table.name) has not the one policy that it should have",
                    "drop its policies and run: CREATE POLICY \(Migration.policy) ON \(schema).\(table.name) "
                        + "USING (\(Migration.condition)) WITH CHECK (\(Migration.condition))"))
        }
        if !table.excess.isEmpty {
            faults.append(
                fault(
                    "role_rights",
                    "the role \"\(roleName)\" may do more with \(table.name) than it needs: "
                        + table.excess.joined(separator: ", "),
                    "REVOKE \(table.excess.joined(separator: ", ")) ON \(schema).\(table.name) FROM \(roleName), PUBLIC"
                ))
        }
        if !table.missing.isEmpty {
            let rights = table.missing.joined(separator: ", ")
            faults.append(
                fault(
                    "role_rights", "the role \"\(roleName)\" lacks rights on \(table.name): \(rights)",
                    "GRANT \(rights) ON \(schema).\(table.name) TO \(roleName)"))
        }
        return faults
    }

    private func fault(_ code: String, _ summary: String, _ remedy: String) -> Diagnostic {
        Diagnostic(code: code, file: place, summary: summary, remedy: remedy)
    }
}
