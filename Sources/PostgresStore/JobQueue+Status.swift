public import Domain
import PostgresConnection

extension JobQueue {
    /// The jobs of a tenant, in order of kind and key.
    public func jobs(of tenant: TenantID) async throws -> [JobStatus] {
        try await database.one(
            tenant,
            """
            SELECT kind, key, state, attempts, worker,
              CASE WHEN state = 'leased' THEN to_char(lease_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END,
              fault
            FROM job WHERE org_id = $1 AND queue = $2 ORDER BY kind, key
            """, [.text(tenant.rawValue), .text(name)]
        ) { result in
            result.map { row -> JobStatus? in
                guard let kind = row.text(0).flatMap(Job.Kind.init(rawValue:)), let key = row.text(1),
                    let state = row.text(2).flatMap(Job.State.init(rawValue:))
                else { return nil }
                return JobStatus(
                    tenant: tenant, kind: kind, key: key, state: state, attempts: Int(row.integer(3) ?? 0),
                    worker: row.text(4), leasedUntil: row.text(5), fault: row.text(6))
            }.compactMap { $0 }
        }
    }
}
