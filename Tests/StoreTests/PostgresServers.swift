import Domain
import PostgresConnection
import PostgresStore
import TestSupport

/// A database with the tables, and a user who is a member of the role and nothing else.
struct PreparedDatabase: Sendable {
    let kind: PostgresServer.Kind
    let server: PostgresServer
    /// As the superuser who owns the tables.
    let owner: String
    /// As a user of the role.
    let job: String

    init(_ kind: PostgresServer.Kind) async throws {
        self.kind = kind
        server = try PostgresServer.shared(kind)
        owner = try server.database()
        let name = PostgresServer.name(owner)
        try server.sql("CREATE ROLE job_\(name) LOGIN", in: name)
        _ = try await DatabaseOwner(.test(owner)).initialize(grantingTo: "job_\(name)")
        job = server.connection(to: name, user: "job_\(name)")
    }
}
