public import Domain
internal import CPostgres
internal import Foundation

/// How a database is reached.
public struct PostgresSettings: Sendable, Hashable {
    /// A connection string or URI as psql takes it. What it leaves out comes from its service file and the `PG*`
    /// variables.
    public let connection: Secret
    /// Connections at once, at most.
    public let connections: Int

    /// - Parameter connections: at least 1.
    public init(connection: Secret, connections: Int) {
        self.connection = connection
        self.connections = max(1, connections)
    }

    /// What libpq is given, in order: what stands behind the connection string wins over it, what stands before only
    /// fills in.
    var parameters: [(name: String, value: String)] {
        // A server or a network that is gone without a word is noticed within a minute or so.
        var before = [
            ("fallback_application_name", "casebook"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "60000"),
        ]
        if ProcessInfo.processInfo.environment["PGCONNECT_TIMEOUT"] == nil { before.append(("connect_timeout", "10")) }
        return before + [("dbname", connection.value), ("client_encoding", "UTF8")]
    }

    /// Refuses a connection string that libpq cannot read, in words that hold none of it.
    func check() throws(PostgresFailure) {
        let text = connection.value
        // A plain name is a database's; only these forms are read.
        guard text.contains("=") || text.contains("://") else { return }
        var message: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(text, &message)
        defer {
            PQconninfoFree(options)
            PQfreemem(message)
        }
        guard options == nil else { return }
        throw PostgresFailure(state: PostgresFailure.unreadable, place: "storage.database")
    }
}
