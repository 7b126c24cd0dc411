public import Domain

/// What PostgreSQL, or the way to it, refused. It holds codes and names alone: what the server says in words may quote
/// values.
public struct PostgresFailure: Error, Sendable, Hashable {
    /// The five characters by which PostgreSQL names an error; empty where the server said nothing.
    public let state: String
    /// Whether the connection is gone: a transaction that was not committed has not happened.
    public let isLost: Bool
    /// Where the database is, without secrets.
    public let place: String
    /// What libpq says of a connection that could not be made, without secrets.
    public let detail: String?

    init(state: String = "", isLost: Bool = false, place: String, detail: String? = nil) {
        self.state = state
        self.isLost = isLost
        self.place = place
        self.detail = detail
    }

    /// Of a connection string that libpq cannot read: no code of PostgreSQL's.
    static let unreadable = "CB001"

    /// Whether the server is on its way down or up, or has no room for another connection: a moment later it may answer.
    public var passes: Bool {
        isLost || ["57P01", "57P02", "57P03", "53300"].contains(state) || state.hasPrefix("08")
    }

    /// As people are told it.
    public var error: CasebookError {
        let what = detail.map { ": \($0)" } ?? ""
        switch state {
        case Self.unreadable:
            return error(
                .badConfiguration, "bad_connection_string", "the connection string cannot be read",
                "write it as psql takes it: postgresql://user@host/database, or host=… dbname=…")
        case "28000", "28P01":
            return error(
                .refused, "database_login", "PostgreSQL does not let this user in\(what)",
                "check the user, its password and pg_hba.conf; see the manual's page on databases")
        case "3D000":
            return error(
                .badConfiguration, "no_database", "the database does not exist\(what)",
                "make it (createdb NAME), or name another in storage.database")
        case "42501":
            return error(
                .refused, "database_permission", "the database's user may not do this",
                "run \"casebook db check\"; what makes or changes tables needs their owner")
        case "3F000", "42P01", "42703", "42883":
            return error(
                .badConfiguration, "database_not_ready", "the database lacks the tables of this release",
                "run \"casebook db init\" once, or \"casebook db migrate\" after an update")
        case "53100":
            return error(
                .cannotWrite, "disk_full", "the database could not be written: the server's disk is full",
                "free some space there and run again: nothing that was stored is lost")
        case "57014":
            return error(
                .unavailable, "database_timeout", "PostgreSQL ended a statement that took too long",
                "raise statement_timeout for this user, then run again")
        case "25006":
            return error(
                .unavailable, "database_read_only", "the database can only be read", "name the primary server")
        case _ where passes:
            return error(
                .unavailable, "database_unreachable", "PostgreSQL cannot be reached\(what)",
                "check that the server runs and can be reached from here, then run again: nothing that was stored is lost"
            )
        default:
            return error(
                .cannotWrite, "database_unusable", "PostgreSQL refused (\(state.isEmpty ? "no code" : state))\(what)",
                "look the code up in PostgreSQL's manual, appendix A, and into the server's log")
        }
    }

    private func error(_ kind: CasebookError.Kind, _ code: String, _ summary: String, _ remedy: String) -> CasebookError
    {
        CasebookError(kind, code: code, file: place, summary, remedy: remedy)
    }
}
