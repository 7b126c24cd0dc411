import Domain
import Foundation
import Pipeline
import PostgresConnection
import PostgresStore
import Prompting
import SQLiteStore
import TestSupport
import Testing

/// What a tenant's state is kept in: every test of this target runs on each.
enum StoreKind: Sendable, Hashable, CustomTestStringConvertible {
    case sqlite
    case postgres(PostgresServer.Kind)

    static let all: [StoreKind] = [.sqlite] + PostgresServer.available.map(StoreKind.postgres)

    var testDescription: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgres(let kind): kind.rawValue
        }
    }
}

/// Stores of one kind that share what tenants share.
struct StoreUnderTest: Sendable {
    private let kind: StoreKind
    private let scratch: Scratch
    private let settings: PostgresDatabase.Settings?

    init(_ kind: StoreKind) async throws {
        self.kind = kind
        scratch = try Scratch()
        switch kind {
        case .sqlite: settings = nil
        case .postgres(let server):
            settings = .test(try PostgresServer.shared(server).database())
            if let settings { _ = try await DatabaseOwner(settings).initialize() }
        }
    }

    /// A store that was just opened.
    func open(_ name: String = "acme") throws -> any TenantStore {
        let tenant = try #require(TenantID(name))
        if let settings { return PostgresStore(PostgresDatabase(settings), tenant: tenant) }
        return try SQLiteStore(file: scratch.url.appending(path: "\(name)/casebook.sqlite"), tenant: tenant)
    }

    /// A book that was just opened.
    func spendingBook(_ clock: WallClock) throws -> any SpendingBook {
        if let settings { return PostgresSpendingBook(PostgresDatabase(settings), clock: clock) }
        return try SQLiteSpendingBook(file: scratch.url.appending(path: "spending.sqlite"), clock: clock)
    }
}

extension PostgresDatabase.Settings {
    static func test(_ connection: String, connections: Int = 4) -> Self {
        Self(
            server: PostgresSettings(connection: Secret(connection), connections: connections), schema: "casebook",
            role: "casebook_app")
    }
}
