public import Domain
import Foundation
import PostgresConnection

/// Jobs of one round of work, which any number of workers take from PostgreSQL.
///
/// A job is leased: whoever takes it has to say again and again that it is at work (`LeaseKeeper`), or another takes it.
/// So each is done at least once, and doing it twice must be as good as once. Workers know their tenants from the
/// workspace: a job is looked for in the name of each tenant in turn, under the same row-level security as everything.
public struct JobQueue: Sendable {
    /// The round of work.
    public let name: String
    /// How its jobs are handed out.
    public let settings: Settings
    let database: PostgresDatabase

    /// How jobs are handed out.
    public struct Settings: Sendable, Hashable {
        /// After how long a silent worker loses its job.
        public let lease: Duration
        /// How often a job is taken before it is given up.
        public let attempts: Int
        /// Who takes jobs here, as `host:process`.
        public let worker: String

        public init(lease: Duration, attempts: Int, worker: String) {
            self.lease = lease
            self.attempts = attempts
            self.worker = worker
        }
    }

    /// For how many days rounds are remembered.
    static let daysKept: Int64 = 14

    /// - Parameter name: of the round. Who uses the same name shares its work.
    public init(_ database: PostgresDatabase, name: String, settings: Settings) {
        self.database = database
        self.name = name
        self.settings = settings
    }

    /// Puts one job for each tenant into the queue, unless it is there already: any number of workers may do so. Rounds
    /// of long ago are forgotten.
    ///
    /// - Returns: how many jobs are new.
    public func enqueue(_ tenants: [TenantID]) async throws -> Int {
        try await database.pool.run(repeats: true) { [name] connection in
            try connection.transaction { connection in
                var added = 0
                // In one order, so that two who do this at once cannot wait for each other.
                for tenant in tenants.sorted() {
                    let org = PostgresValue.text(tenant.rawValue)
                    added += try connection.pipeline(
                        [
                            (sql: PostgresDatabase.setTenant, values: [org]),
                            (
                                sql: """
                                DELETE FROM job WHERE org_id = $1 AND queue <> $2
                                  AND created < now() - make_interval(days => $3::int)
                                """, values: [org, .text(name), .integer(Self.daysKept)]
                            ),
                            (
                                sql: """
                                INSERT INTO job (org_id, queue, kind, key) VALUES ($1, $2, 'tenant', 'build')
                                ON CONFLICT DO NOTHING
                                """, values: [org, .text(name)]
                            ),
                        ], result: 2
                    ).changed
                }
                return added
            }
        }
    }

    /// What was found when a job was looked for.
    public struct Taking: Sendable {
        /// The job that was leased, if there is one to be had.
        public let job: Job?
        /// Tenants, of those that were asked, that have no job of the kind left, whether waiting or at work.
        public let finished: [TenantID]
    }

    /// Leases the first job of a kind that can be had.
    ///
    /// - Parameters:
    ///   - tenants: in the order in which they are asked.
    ///   - model: of the vectors to be made; jobs for another are passed over.
    public func take(_ kind: Job.Kind, of tenants: [TenantID], model: ContentDigest? = nil) async throws -> Taking {
        try await database.pool.run(repeats: true) { [self] connection in
            try connection.transaction { connection in
                var finished: [TenantID] = []
                for tenant in tenants {
                    let found = try take(kind, of: tenant, model: model, &connection)
                    if let job = found.job { return Taking(job: job, finished: finished) }
                    if found.open == 0 { finished.append(tenant) }
                }
                return Taking(job: nil, finished: finished)
            }
        }
    }

    private func take(
        _ kind: Job.Kind, of tenant: TenantID, model: ContentDigest?, _ connection: inout PostgresConnection
    ) throws -> (job: Job?, open: Int) {
        let org = PostgresValue.text(tenant.rawValue)
        while true {
            let token = UUID().uuidString.lowercased()
            let row = try connection.pipeline(
                [
                    (sql: PostgresDatabase.setTenant, values: [org]),
                    (
                        sql: Self.takeStatement,
                        values: [
                            org, .text(name), .text(kind.rawValue), PostgresValue(model?.hex),
                            .integer(Int64(settings.attempts)), .text(settings.worker), .text(token),
                            .integer(settings.lease.milliseconds),
                        ]
                    ),
                ], result: 1
            ).first { row in
                (
                    open: Int(row.integer(0) ?? 0), state: row.text(1).flatMap(Job.State.init(rawValue:)),
                    key: row.text(2) ?? "", attempts: Int(row.integer(3) ?? 0)
                )
            }
            guard let row, let state = row.state else { return (job: nil, open: row?.open ?? 0) }
            guard state == .leased else { continue }
            return (
                job: Job(tenant: tenant, kind: kind, key: row.key, attempts: row.attempts, token: token),
                open: row.open
            )
        }
    }

    /// Takes the first job that waits or whose worker has fallen silent. One that was taken too often is buried instead.
    private static let takeStatement = """
        WITH free AS (
          SELECT key FROM job WHERE org_id = $1 AND queue = $2 AND kind = $3 AND ($4::text IS NULL OR model = $4)
            AND (state = 'waiting' AND ready <= clock_timestamp()
              OR state = 'leased' AND lease_until < clock_timestamp())
          ORDER BY key LIMIT 1 FOR UPDATE SKIP LOCKED
        ), taken AS (
          UPDATE job SET
            state = CASE WHEN attempts >= $5 THEN 'dead' ELSE 'leased' END,
            fault = CASE WHEN attempts >= $5 THEN COALESCE(fault, 'worker_lost') ELSE fault END,
            finished = CASE WHEN attempts >= $5 THEN clock_timestamp() END,
            attempts = LEAST(attempts + 1, $5),
            worker = CASE WHEN attempts >= $5 THEN worker ELSE $6 END, token = $7,
            lease_until = clock_timestamp() + $8 * interval '1 millisecond'
          WHERE org_id = $1 AND queue = $2 AND kind = $3 AND key = (SELECT key FROM free)
          RETURNING state, key, attempts
        )
        SELECT
          (SELECT count(*) FROM job WHERE org_id = $1 AND queue = $2 AND kind = $3 AND state IN ('waiting', 'leased')
            AND ($4::text IS NULL OR model = $4)),
          taken.state, taken.key, taken.attempts
        FROM (SELECT 1) one LEFT JOIN taken ON true
        """
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
