import Domain
import PostgresStore

extension DatabaseState {
    /// For people.
    var text: String {
        var lines = [
            "database  \(place), PostgreSQL \(server), \(isEncrypted ? "encrypted" : "not encrypted"), as \(user)",
            "schema    \(schema), \(version.map { "version \($0)" } ?? "no tables: run casebook db init")",
        ]
        if isNewer { lines.append("          the tables are those of a newer release") }
        if !pending.isEmpty { lines.append("pending   \(pending.joined(separator: ", "))") }
        lines.append("role      \(roleName), \(roleText)")
        lines.append("pgvector  \(vectorText)")
        for table in tables {
            let security = table.hasRowSecurity ? (table.isForced ? "forced" : "enabled, not forced") : "none"
            lines.append("table     \(table.name), row-level security \(security), owner \(table.owner)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var roleText: String {
        guard let role else { return "which does not exist" }
        if role.isSuperuser { return "a superuser: row-level security does not hold for it" }
        return role.passesRowSecurity
            ? "BYPASSRLS: row-level security does not hold for it" : "row-level security holds for it"
    }

    /// Whether pgvector can be used.
    var vectorText: String {
        if let vectorExtension { return vectorExtension }
        return hasVectorExtension ? "not in this database: CREATE EXTENSION vector" : "not on this server"
    }

    /// For programs.
    var json: JSONValue {
        [
            "place": .string(place), "schema": .string(schema), "server": .string(server), "user": .string(user),
            "encrypted": .bool(isEncrypted), "version": version.map { .integer(Int64($0)) } ?? .null,
            "pending": .array(pending.map { .string($0) }),
            "role": [
                "name": .string(roleName), "exists": .bool(role != nil),
                "superuser": .bool(role?.isSuperuser ?? false),
                "bypasses_row_security": .bool(role?.passesRowSecurity ?? false),
            ],
            "pgvector": vectorExtension.map { .string($0) } ?? .null,
            "pgvector_available": .bool(hasVectorExtension),
            "tables": .array(
                tables.map {
                    [
                        "name": .string($0.name), "owner": .string($0.owner),
                        "row_security": .bool($0.hasRowSecurity), "forced": .bool($0.isForced),
                        "policies": .array($0.policies.map { .string($0.name) }),
                    ]
                }),
        ]
    }
}
