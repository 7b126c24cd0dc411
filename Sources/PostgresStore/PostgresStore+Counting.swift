import Domain
import PostgresConnection

/// An upload whose rows in the database are not those that were written with it.
public struct UploadDiscrepancy: Sendable, Hashable {
    public let name: String
    /// Tickets and rejects that were read from the export.
    public let expected: Int
    /// Tickets and rejects that are there.
    public let found: Int
}

extension PostgresStore {
    /// Uploads that lost or gained rows, in order of name; empty when the tables are whole.
    public func discrepancies() async throws -> [UploadDiscrepancy] {
        try await database.one(
            tenant,
            """
            SELECT name, rows, found FROM (
              SELECT name, rows,
                (SELECT count(*) FROM ticket_row t WHERE t.org_id = u.org_id AND t.upload = u.name)
                + (SELECT count(*) FROM reject r WHERE r.org_id = u.org_id AND r.upload = u.name) AS found
              FROM upload u WHERE org_id = $1) counted
            WHERE rows <> found ORDER BY name
            """, [org]
        ) { result in
            result.map {
                UploadDiscrepancy(
                    name: $0.text(0) ?? "", expected: Int($0.integer(1) ?? 0), found: Int($0.integer(2) ?? 0))
            }
        }
    }

    /// Has the next run read an upload again: it counts as one that was read under other settings.
    public func outdate(upload name: String) async throws {
        try await database.one(
            tenant, "UPDATE upload SET settings = $1 WHERE org_id = $2 AND name = $3",
            [.text(ContentDigest.of("outdated").hex), org, .text(name)]
        ) { _ in }
    }
}
