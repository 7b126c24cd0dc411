public import Domain
import PostgresConnection

/// Keeps two runs from working on one tenant's rows at once, on whatever machines. The server lets go of it when the
/// connection ends, so also when a run is killed.
public final class TenantLock: Sendable {
    private let pool: PostgresPool

    /// Takes the lock, without waiting.
    ///
    /// - Throws: `CasebookError` (`run_in_progress`) when another run has it.
    public init(_ database: PostgresDatabase, tenant: TenantID) async throws {
        let settings = database.settings
        // A connection of its own: the lock is the connection's, for as long as it lasts.
        let server = PostgresSettings(connection: settings.server.connection, connections: 1)
        pool = PostgresPool(server) { try ApplicationLogin(settings: settings).enter(&$0) }
        let key = AdvisoryKey.of("run", settings.schema, tenant.rawValue)
        let (isTaken, place) = try await pool.run { connection in
            let isTaken = try connection.run("SELECT pg_try_advisory_lock($1)", [.integer(key)]).first { $0.boolean(0) }
            return (isTaken == true, connection.place)
        }
        guard isTaken else {
            throw CasebookError(
                .unavailable, code: "run_in_progress", file: place, "another run is working on this tenant",
                remedy: "wait for it to end, then run again")
        }
    }

    /// Lets the next run begin. Where the connection is gone, the server has let go already.
    public func release() async { _ = try? await pool.run { try $0.script("SELECT pg_advisory_unlock_all()") } }
}
