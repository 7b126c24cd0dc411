import Domain
import Foundation
import Pipeline
import PostgresConnection
import PostgresStore
import Prompting
import Synchronization
import TestSupport
import Testing
@_spi(Restoring) import Domain

/// No tenant's rows are seen or changed by another's statements, even those that forget to ask for the tenant.
@Suite(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
struct RowSecurityTests {
    private static let tables = ["upload", "ticket_row", "reject", "vector", "stage_result", "run"]

    /// Whose rows were seen by statements without conditions.
    private final class Sightings: Sendable {
        private let subjects = Mutex<Set<String>>([])

        func add(_ some: [String]) { subjects.withLock { $0.formUnion(some) } }
        var count: Int { subjects.withLock { $0.count } }
    }

    /// What one tenant's store should hold, and operations that check it.
    private struct Shadow: Sendable {
        let store: any TenantStore
        let name: String
        var bodies: [String: Int] = [:]
        var results: [Int: Int] = [:]
        var vectors: Set<Int> = []

        func row(_ upload: String, _ line: Int, _ edition: Int) -> StoredRow {
            let ticket = RedactedTicket(
                id: TicketID("\(upload)-\(line)"), subject: RedactedText(restoring: "canary-\(name)"),
                body: RedactedText(restoring: "\(edition)"), created: nil, updated: nil, resolved: nil, status: nil,
                state: .open, priority: nil, product: nil, requesterToken: nil, assigneeToken: nil, resolution: nil,
                labels: [], fields: [:], redactions: [:])
            return StoredRow(ticket: ticket, key: "k\(line)", file: upload, line: line)
        }

        /// One operation on the tenant, the same for the same number.
        mutating func work(_ number: Int) async throws {
            let upload = "export \(number % 3)"
            switch number % 10 {
            case 0, 1:
                let rejects = [Reject(file: upload, line: 9, code: "c", reason: "canary-\(name)", remedy: "")]
                try await store.replace(
                    upload: StoredUpload(name: upload, digest: .of(upload), settings: .of("s"), rows: 3, rejects: 1),
                    rows: [row(upload, 1, number), row(upload, 2, number)], rejects: rejects)
                bodies[upload] = number
            case 2:
                try await store.remove(upload: upload)
                bodies[upload] = nil
            case 3:
                try await store.keep(result: Array("\(name) \(number)".utf8), stage: "s", key: .of("\(number % 5)"))
                results[number % 5] = number
            case 4:
                try await store.keep(
                    vectors: [(text: .of("\(number % 7)"), values: [Float(name.hashValue % 1_000)])], model: .of("m"))
                vectors.insert(number % 7)
            case 5:
                try await store.purge([], vectors: .of([.of("\(number % 7)")]), results: false)
                vectors.remove(number % 7)
            default: try await verify()
            }
        }

        /// One operation whose outcome is not kept account of.
        mutating func act(_ number: Int) async throws {
            guard number % 10 > 5 else { return try await work(number) }
            try await store.replace(
                upload: StoredUpload(name: "e", digest: .of("e"), settings: .of("s"), rows: 1, rejects: 0),
                rows: [row("e", number, number)], rejects: [])
        }

        /// Whether the store holds what was put into it, and no more.
        func verify() async throws {
            let rows = try await store.rows()
            #expect(rows.allSatisfy { $0.ticket.subject.masked == "canary-\(name)" })
            #expect(Set(rows.map { "\($0.file) \($0.ticket.body.masked)" }) == Set(bodies.map { "\($0) \($1)" }))
            #expect(rows.count == bodies.count * 2)
            #expect(try await store.rejects().map(\.reason) == bodies.map { _ in "canary-\(name)" })
            for (key, number) in results {
                #expect(try await store.result(stage: "s", key: .of("\(key)")) == Array("\(name) \(number)".utf8))
            }
            let found = try await store.vectors(of: (0..<7).map { .of("\($0)") }, model: .of("m"))
            #expect(Set(found.keys) == Set(vectors.map { .of("\($0)") }))
            #expect(found.values.allSatisfy { $0 == [Float(name.hashValue % 1_000)] })
        }
    }

    @Test(.timeLimit(.minutes(5))) func twoHundredTenantsNeverMeet() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        let settings = PostgresDatabase.Settings.test(prepared.job, connections: 10)
        let careful = PostgresDatabase(settings)
        let forgetful = PostgresDatabase(settings, rewrite: { Self.withoutConditions($0) })
        let seen = Sightings()
        // Every twentieth tenant's statements have lost their conditions: what these do, they do to their own alone.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                let tenant = try #require(TenantID("tenant-\(number)"))
                let isForgetful = number % 20 == 19
                let store = PostgresStore(isForgetful ? forgetful : careful, tenant: tenant)
                group.addTask {
                    var shadow = Shadow(store: store, name: tenant.rawValue)
                    for operation in 0..<50 {
                        guard isForgetful else {
                            try await shadow.work(number + operation)
                            continue
                        }
                        // Its own state goes astray: only that it sees no one else's is asked.
                        try? await shadow.act(number + operation)
                        let subjects = try await store.rows().map(\.ticket.subject.masked)
                        #expect(subjects.allSatisfy { $0 == "canary-\(tenant)" })
                        #expect(try await store.rejects().allSatisfy { $0.reason == "canary-\(tenant)" })
                        seen.add(subjects)
                    }
                    if !isForgetful { try await shadow.verify() }
                }
            }
            try await group.waitForAll()
        }
        // The forgetful statements did find rows, so that they would have found others'.
        #expect(seen.count == 10)
    }

    /// The same of points, jobs and charges, which are no part of a tenant's store.
    @Test func whatStandsBesideTheStoresNeverMeets() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        let settings = PostgresDatabase.Settings.test(prepared.job)
        let careful = PostgresDatabase(settings)
        let forgetful = PostgresDatabase(settings, rewrite: { Self.withIdleConditions($0) })
        let round = JobQueue.Settings(lease: .seconds(60), attempts: 3, worker: "w")
        let clock = WallClock.fixed(Instant(seconds: 1_780_000_000))
        func point(_ tenant: TenantID) -> VectorPoint {
            VectorPoint(
                id: VectorID(.of(tenant.rawValue)), values: [1, 0], isArticle: false, product: nil, date: nil,
                state: nil)
        }
        let tenants = try (0..<12).map { try #require(TenantID("tenant-\($0)")) }
        for tenant in tenants {
            let points = PostgresVectorStore(careful, tenant: tenant)
            try await points.prepare(dimension: 2)
            try await points.upsert([point(tenant)])
            let account = SpendingAccount(tenant: tenant, run: "r", tenantLimits: .none, workspaceLimits: .none)
            let gate = PostgresSpendingBook(careful, clock: clock)
                .gate(account, stage: "resolve", model: "model of \(tenant)", price: nil)
            try await gate.admit(TokenUsage(input: 10, output: 10))
            await gate.settle(TokenUsage(input: 10, output: 10), used: TokenUsage(input: 5, output: 5))
        }
        #expect(try await JobQueue(careful, name: "q", settings: round).enqueue(tenants) == 12)

        for tenant in tenants.prefix(6) {
            let points = PostgresVectorStore(forgetful, tenant: tenant)
            #expect(try await points.count() == 1)
            #expect(try await points.ids(page: nil).ids == [point(tenant).id])
            #expect(try await points.nearest(to: [1, 0], top: 50, filter: .none) == [point(tenant).id])
            #expect(
                try await JobQueue(forgetful, name: "q", settings: round).jobs(of: tenant).map(\.tenant) == [tenant])
            let charges = try await PostgresSpendingBook(forgetful, clock: clock).charges(of: tenant)
            #expect(charges.map(\.model) == ["model of \(tenant)"])
            // It deletes all that it can reach.
            try await points.delete([])
            #expect(try await points.count() == 0)
            try await points.deleteAll()
        }
        for tenant in tenants.suffix(6) {
            #expect(try await PostgresVectorStore(careful, tenant: tenant).ids(page: nil).ids == [point(tenant).id])
            #expect(try await JobQueue(careful, name: "q", settings: round).jobs(of: tenant).count == 1)
        }
    }

    /// A statement without any of its conditions.
    static func withoutConditions(_ sql: String) -> String { replacingConditions(of: sql) { _ in "" } }

    /// A statement whose conditions always hold, which keeps its parameters.
    static func withIdleConditions(_ sql: String) -> String {
        replacingConditions(of: sql) { "WHERE ((\($0)) OR true) " }
    }

    private static func replacingConditions(of sql: String, by replacement: (Substring) -> String) -> String {
        guard sql.firstRange(of: "pg_") == nil else { return sql }
        var output = ""
        var rest = Substring(sql)
        while let start = rest.firstRange(of: "WHERE ") {
            output += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            let conditions = rest
            var depth = 0
            while let character = rest.first {
                if depth == 0, character == ")" { break }
                let ends = ["ORDER BY", "LIMIT", "GROUP BY", "HAVING", "ON CONFLICT", "WHERE "]
                if depth == 0, ends.contains(where: rest.hasPrefix) { break }
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
                rest.removeFirst()
            }
            output += replacement(conditions[..<rest.startIndex])
        }
        return output + rest
    }

    @Test func removesConditionsWhole() {
        #expect(
            Self.withoutConditions("SELECT a FROM t WHERE org_id = $1 AND (b OR c) ORDER BY a")
                == "SELECT a FROM t ORDER BY a")
        #expect(
            Self.withoutConditions(
                "DELETE FROM run WHERE number <= (SELECT MAX(number) FROM run WHERE org_id = $1) - $2")
                == "DELETE FROM run ")
        #expect(
            Self.withIdleConditions("SELECT (SELECT 1 FROM t WHERE a = $1 AND (b OR c) LIMIT $2) = 1")
                == "SELECT (SELECT 1 FROM t WHERE ((a = $1 AND (b OR c) ) OR true) LIMIT $2) = 1")
    }

    /// A row of one tenant in each table.
    private func seed(_ prepared: PreparedDatabase) async throws {
        let tenant = try #require(TenantID("acme"))
        let database = PostgresDatabase(.test(prepared.job))
        let store = PostgresStore(database, tenant: tenant)
        let shadow = Shadow(store: store, name: "acme")
        let reject = Reject(file: "a.csv", line: 2, code: "c", reason: "r", remedy: "m")
        try await store.replace(
            upload: StoredUpload(name: "a.csv", digest: .of("a"), settings: .of("s"), rows: 2, rejects: 1),
            rows: [shadow.row("a.csv", 1, 1)], rejects: [reject])
        try await store.keep(vectors: [(text: .of("t"), values: [1])], model: .of("m"))
        try await store.keep(result: [1], stage: "s", key: .of("k"))
        let nothing = PublicationSummary(written: 0, unchanged: 0, removed: 0)
        try await store.restore(
            runs: [
                CompletedRun(
                    input: .of("i"), started: Instant(seconds: 0), finished: Instant(seconds: 0), facts: .none,
                    placements: [:], titles: [:], gaps: [], used: [], published: nothing)
            ])
        let queue = JobQueue(
            database, name: "q", settings: JobQueue.Settings(lease: .seconds(60), attempts: 3, worker: "w"))
        _ = try await queue.enqueue([tenant])
        try prepared.server.psql(
            """
            BEGIN; SELECT set_config('app.org_id', 'acme', true);
            INSERT INTO casebook.spending (org_id, day, run, stage, model, currency)
              VALUES ('acme', '2026-01-01', 'r', 's', 'm', ''); COMMIT
            """, prepared.job)
        guard prepared.kind == .bundled else { return }
        let points = PostgresVectorStore(database, tenant: tenant)
        try await points.prepare(dimension: 2)
        try await points.upsert([
            VectorPoint(id: VectorID(.of("p")), values: [1, 0], isArticle: false, product: nil, date: nil, state: nil)
        ])
    }

    @Test(arguments: PostgresServer.available) func theRoleCannotFreeItself(_ kind: PostgresServer.Kind) async throws {
        let prepared = try await PreparedDatabase(kind)
        try await seed(prepared)
        let further = ["job", "spending"] + (kind == .bundled ? ["point"] : [])
        for table in Self.tables + further {
            for statement in [
                "ALTER TABLE casebook.\(table) DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE casebook.\(table) NO FORCE ROW LEVEL SECURITY",
                "ALTER TABLE casebook.\(table) OWNER TO casebook_app", "DROP POLICY tenant ON casebook.\(table)",
                "CREATE POLICY open ON casebook.\(table) USING (true)", "TRUNCATE casebook.\(table) CASCADE",
                "DROP TABLE casebook.\(table) CASCADE",
                "SET row_security = off; SELECT * FROM casebook.\(table)",
                "COPY casebook.\(table) FROM STDIN",
            ] {
                #expect(throws: PostgresServerError.self, "\(statement)") {
                    try prepared.server.psql(statement, prepared.job)
                }
            }
            // There is a row; without a tenant there is none, and none with another.
            for (setting, rows) in [
                ("SELECT set_config('app.org_id', 'acme', true)", 1), ("SELECT 1", 0),
                ("SELECT set_config('app.org_id', 'bolt', true)", 0),
            ] {
                let count = try prepared.server.psql(
                    "BEGIN; \(setting); SELECT 'rows ' || count(*) FROM casebook.\(table); COMMIT", prepared.job)
                #expect(count.hasSuffix("rows \(rows)"), "\(table): \(count)")
            }
        }
        if kind == .bundled {
            let part = try prepared.server.psql(
                "SELECT 'part ' || relname FROM pg_class WHERE relispartition AND relkind = 'r'", prepared.job)
            let name = try #require(part.split(separator: " ").last)
            for statement in ["SELECT * FROM casebook.\(name)", "TRUNCATE casebook.\(name)"] {
                #expect(throws: PostgresServerError.self, "\(statement)") {
                    try prepared.server.psql(
                        "BEGIN; SELECT set_config('app.org_id', 'acme', true); \(statement); COMMIT", prepared.job)
                }
            }
        }
        for statement in [
            "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", "ALTER ROLE casebook_app BYPASSRLS",
            "CREATE TABLE casebook.mine (a int)", "CREATE SCHEMA mine", "CREATE ROLE mine",
            "INSERT INTO casebook.migration VALUES (99, 'x')",
            """
            BEGIN; SELECT set_config('app.org_id', 'acme', true);
            INSERT INTO casebook.run (org_id, number, manifest) VALUES ('bolt', 1, ''); COMMIT
            """,
            """
            BEGIN; SELECT set_config('app.org_id', 'acme', true); UPDATE casebook.stage_result SET org_id = 'bolt'; COMMIT
            """,
        ] {
            #expect(throws: PostgresServerError.self, "\(statement)") {
                try prepared.server.psql(statement, prepared.job)
            }
        }
    }

    @Test func refusesUsersWhomSecurityDoesNotHoldFor() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        let name = PostgresServer.name(prepared.owner)
        try prepared.server.sql(
            """
            CREATE ROLE owner_\(name) LOGIN; ALTER TABLE casebook.run OWNER TO owner_\(name);
            GRANT USAGE ON SCHEMA casebook TO owner_\(name); GRANT SELECT ON casebook.migration TO owner_\(name);
            CREATE ROLE bypass_\(name) LOGIN BYPASSRLS; GRANT USAGE ON SCHEMA casebook TO bypass_\(name);
            GRANT SELECT ON casebook.migration TO bypass_\(name);
            """, in: name)
        for user in ["owner_\(name)", "bypass_\(name)"] {
            let database = PostgresDatabase(.test(prepared.server.connection(to: name, user: user)))
            let error = await #expect(throws: CasebookError.self) { try await database.connect() }
            #expect(error?.diagnostics.first?.code == "database_role", "\(user): \(String(describing: error))")
            #expect(error?.kind == .refused)
        }
        // The superuser takes the role on.
        try await PostgresDatabase(.test(prepared.owner)).connect()
    }
}
