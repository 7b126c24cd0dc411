public import Domain
import PostgresConnection

extension JobQueue {
    /// Ends a job that was done.
    ///
    /// - Parameter fault: the code of what its result lacks.
    /// - Returns: whether the lease still held. If not, another worker does the job again.
    public func complete(_ job: Job, fault: String? = nil) async throws -> Bool {
        try await end(
            job, "state = 'done', fault = $6, finished = clock_timestamp(), lease_until = NULL",
            [PostgresValue(fault)])
    }

    /// Puts a job back that could not be done: it is tried again after a pause, or given up after too many attempts.
    ///
    /// - Parameter fault: the code of what went wrong.
    @discardableResult
    public func fail(_ job: Job, fault: String, pause: Duration) async throws -> Bool {
        try await end(
            job,
            """
            state = CASE WHEN attempts >= $7 THEN 'dead' ELSE 'waiting' END, fault = $6,
            finished = CASE WHEN attempts >= $7 THEN clock_timestamp() END, lease_until = NULL,
            ready = clock_timestamp() + $8 * interval '1 millisecond'
            """, [.text(fault), .integer(Int64(settings.attempts)), .integer(pause.milliseconds)])
    }

    /// Puts a job back that was not tried: it does not count as an attempt.
    @discardableResult
    public func giveBack(_ job: Job, pause: Duration = .zero) async throws -> Bool {
        try await end(
            job,
            """
            state = 'waiting', attempts = attempts - 1, lease_until = NULL,
            ready = clock_timestamp() + $6 * interval '1 millisecond'
            """, [.integer(pause.milliseconds)])
    }

    /// Changes a job while its lease is held; parameters from `$6` on are the change's own.
    private func end(_ job: Job, _ change: String, _ values: [PostgresValue]) async throws -> Bool {
        try await database.write(job.tenant) { [name] connection in
            try Self.end(job, of: name, change, values, &connection)
        }
    }

    /// The same within a transaction.
    static func end(
        _ job: Job, of queue: String, _ change: String, _ values: [PostgresValue],
        _ connection: inout PostgresConnection
    ) throws -> Bool {
        let ended = try connection.run(
            """
            UPDATE job SET \(change) WHERE org_id = $1 AND queue = $2 AND kind = $3 AND key = $4 AND token = $5
              AND state = 'leased'
            """, job.identity(in: queue) + values
        ).changed
        return ended == 1
    }

    /// Has jobs tried again that were given up or whose results lack something.
    ///
    /// - Returns: how many.
    public func retry(_ tenants: [TenantID]) async throws -> Int {
        var retried = 0
        for tenant in tenants {
            retried += try await database.one(
                tenant,
                """
                UPDATE job SET state = 'waiting', attempts = 0, fault = NULL, ready = clock_timestamp(), finished = NULL
                WHERE org_id = $1 AND queue = $2 AND kind = 'tenant'
                  AND (state = 'dead' OR state = 'done' AND fault IS NOT NULL)
                """, [.text(tenant.rawValue), .text(name)]
            ) { $0.changed }
        }
        return retried
    }
}

extension Job {
    /// The first five parameters of a statement about a leased job.
    func identity(in queue: String) -> [PostgresValue] {
        [.text(tenant.rawValue), .text(queue), .text(kind.rawValue), .text(key), .text(token)]
    }
}
