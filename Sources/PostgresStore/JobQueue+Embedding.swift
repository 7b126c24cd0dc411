public import Domain
public import Pipeline
import PostgresConnection

extension JobQueue {
    /// Offers lots of a tenant's rows to all workers. Lots that a worker offered before it fell silent, and that nobody
    /// has taken, are withdrawn.
    ///
    /// - Parameter model: what the vectors are made with: who has another cannot help.
    public func offer(_ lots: [RowLot], of tenant: TenantID, model: ContentDigest) async throws {
        try await database.write(tenant) { [name] connection in
            let org = PostgresValue.text(tenant.rawValue)
            try Self.withdraw(org, queue: name, &connection)
            for lot in lots {
                let key = ContentDigest.of(fields: [model.hex, lot.titles ? "titles" : ""] + lot.rows)
                try connection.run(
                    """
                    INSERT INTO job (org_id, queue, kind, key, model, titles, row_keys)
                    VALUES ($1, $2, 'embed', $3, $4, $5, $6)
                    ON CONFLICT (org_id, queue, kind, key) DO UPDATE SET row_keys = excluded.row_keys,
                      state = 'waiting', attempts = 0, fault = NULL, ready = clock_timestamp(), finished = NULL
                      WHERE job.state IN ('done', 'dead')
                    """,
                    [org, .text(name), .text(key.hex), .text(model.hex), .boolean(lot.titles), .texts(lot.rows)])
            }
        }
    }

    /// Takes back what nobody has taken, and forgets what was given up.
    public func withdraw(_ tenant: TenantID) async throws {
        try await database.write(tenant) { [name] connection in
            try Self.withdraw(.text(tenant.rawValue), queue: name, &connection)
        }
    }

    private static func withdraw(_ org: PostgresValue, queue: String, _ connection: inout PostgresConnection) throws {
        try connection.run(
            """
            DELETE FROM job WHERE org_id = $1 AND queue = $2 AND kind = 'embed'
              AND (state IN ('waiting', 'dead') OR state = 'leased' AND lease_until < clock_timestamp())
            """, [org, .text(queue)])
    }

    /// The rows that a job is about.
    public func lot(of job: Job) async throws -> RowLot {
        let lot = try await database.read(job.tenant) { [name] connection in
            var lot = RowLot(rows: [], titles: false)
            try connection.each(
                """
                SELECT titles, unnest(row_keys) FROM job
                WHERE org_id = $1 AND queue = $2 AND kind = $3 AND key = $4 AND token = $5
                """, job.identity(in: name)
            ) { row in lot = RowLot(rows: lot.rows + [row.text(1) ?? ""], titles: row.boolean(0) ?? false) }
            return lot
        }
        return lot
    }

    /// Keeps the vectors of a job and ends it, both or neither: rows that were erased meanwhile took the job with them,
    /// and their vectors do not come back.
    ///
    /// - Returns: whether they were kept.
    public func complete(
        _ job: Job, vectors: [(text: ContentDigest, values: [Float])], model: ContentDigest
    ) async throws -> Bool {
        try await database.write(job.tenant) { [name] connection in
            let isHeld = try Self.end(
                job, of: name,
                "state = 'done', row_keys = '{}', finished = clock_timestamp(), lease_until = NULL", [], &connection)
            guard isHeld else { return false }
            try StagedRows.write(vectors, of: job.tenant, model: model, &connection)
            return true
        }
    }
}
