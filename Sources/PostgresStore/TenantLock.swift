public import Domain
import PostgresConnection

/// Keeps two runs from working on one tenant's rows at once, on whatever machines. The server lets go of it when the
/// connection ends, so also when a run is killed.
public final class TenantLock: Sendable {
    private let pool: PostgresPool
    private let key: Int64

    /// Takes the lock, without waiting.
    ///
    /// - Throws: `CasebookError` (`run_in_progress`) when another run has it.
    public init(_ database: PostgresDatabase, tenant: TenantID) async throws {
        let settings = database.settings
        // A connection of its own: the lock is the connection's, for as long as it lasts.
        let server = PostgresSettings(connection: settings.server.connection, connections: 1)
        pool = PostgresPool(server) { try ApplicationLogin(settings: settings).enter(&$0) }
        key = AdvisoryKey.of("run", settings.schema, tenant.rawValue)
        let (isTaken, place) = try await pool.run { [key] connection in
            let isTaken = try connection.run("SELECT pg_try_advisory_lock($1)", [.integer(key)]).first { $0.boolean(0) }
            return (isTaken == true, connection.place)
        }
        guard isTaken else {
            throw CasebookError(
                .unavailable, code: "run_in_progress", file: place, "another run is working on this tenant",
                remedy: "wait for it to end, then run again")
        }
    }

    /// Makes sure that no other run can have begun: the lock goes with its connection, which a server that is started
    /// again has lost.
    ///
    /// - Throws: `CasebookError` (`lock_lost`).
    public func check() async throws {
        // The two halves of the key, as the server shows them.
        let (high, low) = (Int64(UInt64(bitPattern: key) >> 32), Int64(UInt64(bitPattern: key) & 0xFFFF_FFFF))
        let (isHeld, place) = try await pool.run(repeats: true) { connection in
            let isHeld = try connection.run(
                """
                SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()
                  AND classid::bigint = $1 AND objid::bigint = $2)
                """, [.integer(high), .integer(low)]
            ).first { $0.boolean(0) }
            return (isHeld == true, connection.place)
        }
        guard isHeld else {
            throw CasebookError(
                .unavailable, code: "lock_lost", file: place,
                "the connection that kept other runs from this tenant was lost",
                remedy: "run again: what was stored is used, and nothing was recorded or published")
        }
    }

    /// Lets the next run begin. Where the connection is gone, the server has let go already.
    public func release() async { _ = try? await pool.run { try $0.script("SELECT pg_advisory_unlock_all()") } }
}
