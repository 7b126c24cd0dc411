import Domain
import Pipeline
import PostgresConnection
import PostgresStore
import TestSupport
import Testing

/// How tables come about, and what is said of them.
@Suite(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
struct MigrationTests {
    @Test(arguments: PostgresServer.available) func manyMayBeginAtOnce(_ kind: PostgresServer.Kind) async throws {
        let connection = try PostgresServer.shared(kind).database()
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { try await DatabaseOwner(.test(connection)).initialize() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(applied.filter { !$0.isEmpty }.count == 1)
        let state = try await DatabaseOwner(.test(connection)).state()
        #expect(state.isCurrent && state.pending.isEmpty)
        #expect(state.faults == [])
        #expect(state.tables.count >= 7)
        #expect(state.hasVectorExtension == (kind == .bundled))
        #expect(try await DatabaseOwner(.test(connection)).migrate() == [])
    }

    @Test func refusesTablesOfANewerReleaseAndOfNone() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        try prepared.server.sql(
            "INSERT INTO casebook.migration (version, name) VALUES (999, 'later')", in: prepared.owner)
        for work in [
            { try await PostgresDatabase(.test(prepared.job)).connect() },
            { _ = try await DatabaseOwner(.test(prepared.owner)).migrate() },
            { _ = try await DatabaseOwner(.test(prepared.owner)).initialize() },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: CasebookError.self) { try await work() }
            #expect(error?.diagnostics.first?.code == "database_newer")
        }
        let empty = try prepared.server.database()
        let error = await #expect(throws: CasebookError.self) { try await PostgresDatabase(.test(empty)).connect() }
        #expect(error?.diagnostics.first?.code == "database_not_ready")
        let none = await #expect(throws: CasebookError.self) { _ = try await DatabaseOwner(.test(empty)).migrate() }
        #expect(none?.diagnostics.first?.code == "database_not_ready")
    }

    @Test func findsWhatWasTakenAway() async throws {
        let changes = [
            ("ALTER TABLE casebook.run NO FORCE ROW LEVEL SECURITY", "row_security_off"),
            ("ALTER TABLE casebook.run DISABLE ROW LEVEL SECURITY", "row_security_off"),
            ("DROP POLICY tenant ON casebook.vector", "policy_differs"),
            ("CREATE POLICY more ON casebook.vector USING (true)", "policy_differs"),
            ("ALTER POLICY tenant ON casebook.vector USING (org_id IS NOT NULL)", "policy_differs"),
            ("GRANT TRUNCATE ON casebook.upload TO casebook_app", "role_rights"),
            ("REVOKE DELETE ON casebook.upload FROM casebook_app", "role_rights"),
            ("GRANT CREATE ON SCHEMA casebook TO casebook_app", "role_creates"),
            ("DROP TABLE casebook.reject", "table_missing"),
            ("CREATE TABLE casebook.other (org_id text)", "row_security_off"),
        ]
        for (change, code) in changes {
            let prepared = try await PreparedDatabase(.bundled)
            try prepared.server.sql(change, in: prepared.owner)
            let faults = try await DatabaseOwner(.test(prepared.owner)).state().faults
            #expect(faults.contains { $0.code == code }, "\(change): \(faults)")
        }
    }
}
