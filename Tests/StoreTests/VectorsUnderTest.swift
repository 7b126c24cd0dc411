import Domain
import HTTPTransport
import Pipeline
import PostgresStore
import TestSupport
import Testing
import VectorServices

/// What finds a tenant's evidence by nearness.
enum VectorKind: Sendable, Hashable, CustomTestStringConvertible {
    case service(VectorServer.Kind)
    /// With an index from this many points on.
    case pgvector(exactUpTo: Int)

    /// `PostgresVectorTests` tells when PostgreSQL is not there.
    static let all: [VectorKind] =
        VectorServer.Kind.allCases.map(VectorKind.service)
        + (PostgresServer.Kind.bundled.isAvailable ? [.pgvector(exactUpTo: 50_000), .pgvector(exactUpTo: 2)] : [])

    /// Those where a tenant's place is made by `prepare`, and not in a console.
    static let made = all.filter { $0 != .service(.pinecone) }

    var testDescription: String {
        switch self {
        case .service(let kind): kind.rawValue
        case .pgvector(let limit): "pgvector, exact up to \(limit) points"
        }
    }
}

/// Stores of one kind that share what tenants share.
struct VectorsUnderTest: Sendable {
    private enum Place: Sendable {
        case service(VectorService)
        case database(PostgresDatabase, exactUpTo: Int)
    }

    private let place: Place
    /// `nil` where it is no service.
    let server: VectorServer?

    /// - Parameter dimension: of Pinecone's index.
    init(_ kind: VectorKind, dimension: Int = 3) async throws {
        switch kind {
        case .service(let kind):
            let server = try VectorServer(kind, dimension: dimension)
            self.server = server
            place = .service(
                VectorService(
                    kind: try #require(VectorServiceKind(rawValue: kind.rawValue)), url: server.url,
                    key: Secret("key-1"), prefix: "casebook",
                    client: APIClient(HTTPTransport(userAgent: "casebook-tests"))))
        case .pgvector(let limit):
            server = nil
            let prepared = try await PreparedDatabase(.bundled)
            place = .database(PostgresDatabase(.test(prepared.job)), exactUpTo: limit)
        }
    }

    func open(_ name: String = "acme") throws -> any VectorStore {
        let tenant = try #require(TenantID(name))
        return switch place {
        case .service(let service): service.store(for: tenant)
        case .database(let database, let limit): PostgresVectorStore(database, tenant: tenant, exactUpTo: limit)
        }
    }

    /// Until here a service answers: nothing else holds it, and in an optimised build it would end before its test.
    func end() { withExtendedLifetime(server) {} }
}
