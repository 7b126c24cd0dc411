import Domain
import Foundation
import Pipeline
import PostgresConnection
import PostgresStore
import TestSupport
import Testing
@_spi(Restoring) import Domain

/// What becomes of work when the database or the way to it fails.
@Suite(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
struct PostgresFaultTests {
    private let tenant: TenantID

    init() throws { tenant = try #require(TenantID("acme")) }

    private func rows(_ count: Int, edition: Int) -> [StoredRow] {
        (0..<count).map { number in
            let ticket = RedactedTicket(
                id: TicketID("T-\(number)"), subject: RedactedText(restoring: "edition \(edition)"),
                body: RedactedText(restoring: String(repeating: "words of a ticket ", count: 10)), created: nil,
                updated: nil, resolved: nil, status: nil, state: .open, priority: nil, product: nil,
                requesterToken: nil, assigneeToken: nil, resolution: nil, labels: [], fields: [:], redactions: [:])
            return StoredRow(ticket: ticket, key: "k", file: "a.csv", line: number)
        }
    }

    private func upload(_ rows: Int) -> StoredUpload {
        StoredUpload(name: "a.csv", digest: .of("a"), settings: .of("s"), rows: rows, rejects: 0)
    }

    @Test func aConnectionCutInTheMiddleOfACopyLosesAndDoublesNothing() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        let direct = PostgresStore(PostgresDatabase(.test(prepared.job)), tenant: tenant)
        try await direct.replace(upload: upload(100), rows: rows(100, edition: 1), rejects: [])
        let proxy = try CuttingProxy(
            to: prepared.server.socketFolder + "/.s.PGSQL.5432", cutsAfter: 1_000_000)
        let words = prepared.job.split(separator: " ").filter { !$0.hasPrefix("host=") }.joined(separator: " ")
        let store = PostgresStore(
            PostgresDatabase(.test("host=127.0.0.1 port=\(proxy.port) \(words)")), tenant: tenant)
        let many = rows(10_000, edition: 2)
        // Every attempt is cut: the call fails, and what was there is there.
        let error = await #expect(throws: CasebookError.self) {
            try await store.replace(upload: upload(10_000), rows: many, rejects: [])
        }
        #expect(error?.diagnostics.first?.code == "database_unreachable", "\(String(describing: error))")
        #expect(proxy.cuts > 1)
        #expect(try await direct.rows().count == 100)
        proxy.heal()
        try await store.replace(upload: upload(10_000), rows: many, rejects: [])
        #expect(try await direct.contents(of: "a.csv").rows == many)
        #expect(try await direct.discrepancies().isEmpty)
    }

    @Test(.timeLimit(.minutes(3))) func writesGoOnWhenTheServerIsKilledUnderThem() async throws {
        let server = try PostgresServer(.bundled)
        let connection = try server.database()
        _ = try await DatabaseOwner(.test(connection)).initialize()
        let store = PostgresStore(PostgresDatabase(.test(connection)), tenant: tenant)
        try await store.keep(result: [0], stage: "s", key: .of("before"))
        let killing = Task.detached {
            for _ in 0..<5 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...300)))
                server.kill()
                try server.start()
            }
        }
        for edition in 0..<30 {
            let some = rows(500, edition: edition)
            try await store.replace(upload: upload(500), rows: some, rejects: [])
            try await store.keep(
                vectors: (0..<200).map { (text: .of("\(edition) \($0)"), values: [Float($0)]) }, model: .of("m"))
            try await store.restore(runs: [run(edition)])
        }
        try await killing.value
        #expect(try await store.contents(of: "a.csv").rows == rows(500, edition: 29))
        #expect(try await store.runs(limit: 100).map { Int($0.started.seconds) } == (0..<30).reversed())
        for edition in 0..<30 {
            let texts = (0..<200).map { ContentDigest.of("\(edition) \($0)") }
            #expect(try await store.vectors(of: texts, model: .of("m")).count == 200)
        }
    }

    private func run(_ number: Int) -> CompletedRun {
        CompletedRun(
            input: .of("input \(number)"), started: Instant(seconds: Int64(number)),
            finished: Instant(seconds: Int64(number)), facts: .none, placements: [:], titles: [:], gaps: [], used: [],
            published: PublicationSummary(written: 1, unchanged: 0, removed: 0))
    }

    @Test(.enabled(if: getuid() == 0, "a small file system is mounted by root alone")) func aFullDiskLosesNothing()
        async throws
    {
        let server = try PostgresServer(.bundled)
        let disk = try SmallDisk(at: server.socketFolder + "/small", megabytes: 24)
        defer {
            server.kill()
            disk.unmount()
        }
        try server.sql("CREATE TABLESPACE small LOCATION '\(disk.folder)'", in: "postgres")
        try server.sql("CREATE DATABASE small TABLESPACE small", in: "postgres")
        let settings = PostgresDatabase.Settings.test(server.connection(to: "small"))
        _ = try await DatabaseOwner(settings).initialize()
        let store = PostgresStore(PostgresDatabase(settings), tenant: tenant)
        try await store.replace(upload: upload(100), rows: rows(100, edition: 1), rejects: [])
        let many = rows(60_000, edition: 2)
        let error = await #expect(throws: CasebookError.self) {
            try await store.replace(upload: upload(60_000), rows: many, rejects: [])
        }
        #expect(error?.diagnostics.first?.code == "disk_full", "\(String(describing: error))")
        #expect(try await store.contents(of: "a.csv").rows == rows(100, edition: 1))
        try disk.resize(megabytes: 512)
        try await store.replace(upload: upload(60_000), rows: many, rejects: [])
        #expect(try await store.rows().count == 60_000)
        #expect(try await store.discrepancies().isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func aCancelledTaskEndsItsStatementAtTheServer() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        let pool = PostgresPool(PostgresSettings(connection: Secret(prepared.job), connections: 1))
        let sleeping = Task { try await pool.run { try $0.run("SELECT pg_sleep(3600)").count } }
        let running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3600)%' AND state = 'active'"
        func asleep() throws -> Bool { try prepared.server.sql(running, in: prepared.owner) == "2" }
        // The question itself names the statement: two are active.
        while try !asleep() { try await Task.sleep(for: .milliseconds(10)) }
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { _ = try await sleeping.value }
        while try asleep() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await pool.run { try $0.run("SELECT 1::bigint").first { $0.integer(0) } } == 1)
    }

    @Test func errorsNameThePlaceAndNoSecret() async throws {
        let secret = "hunter2-secret"
        let server = try PostgresServer.shared(.bundled)
        let cases: [(connection: String, code: String)] = [
            ("host=\(server.socketFolder) user=nobody_here password=\(secret) dbname=postgres", "database_login"),
            ("host=\(server.socketFolder) user=postgres password=\(secret) dbname=missing", "no_database"),
            ("host=/nonexistent user=x password=\(secret) dbname=y", "database_unreachable"),
            ("postgresql://x:\(secret)@127.0.0.1:1/y", "database_unreachable"),
            ("postgresql://x:\(secret)@[127/y", "bad_connection_string"),
            ("mysql://x:\(secret)@y/z", "bad_connection_string"),
            ("host=x passwort=\(secret)", "bad_connection_string"),
        ]
        for (connection, code) in cases {
            let error = await #expect(throws: CasebookError.self) {
                try await PostgresDatabase(.test(connection)).connect()
            }
            let text = error.map(\.description) ?? ""
            #expect(error?.diagnostics.first?.code == code, "\(text)")
            #expect(!text.contains(secret), "\(text)")
        }
    }

    @Test func aRunWhoseLockTheServerHasLostLearnsOfIt() async throws {
        let server = try PostgresServer(.bundled)
        let settings = PostgresDatabase.Settings.test(try server.database())
        _ = try await DatabaseOwner(settings).initialize()
        let lock = try await TenantLock(PostgresDatabase(settings), tenant: tenant)
        try await lock.check()
        server.kill()
        try server.start()
        // Nothing keeps another run from the tenant now.
        let other = try await TenantLock(PostgresDatabase(settings), tenant: tenant)
        let error = await #expect(throws: CasebookError.self) { try await lock.check() }
        #expect(error?.diagnostics.first?.code == "lock_lost")
        try await other.check()
        await other.release()
    }

    @Test func oneRunAtATimeHoldsATenant() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        let (one, other) = (PostgresDatabase(.test(prepared.job)), PostgresDatabase(.test(prepared.job)))
        let lock = try await TenantLock(one, tenant: tenant)
        let error = await #expect(throws: CasebookError.self) { _ = try await TenantLock(other, tenant: tenant) }
        #expect(error?.diagnostics.first?.code == "run_in_progress")
        let bolt = try #require(TenantID("bolt"))
        let second = try await TenantLock(other, tenant: bolt)
        await lock.release()
        let again = try await TenantLock(other, tenant: tenant)
        await again.release()
        await second.release()
    }
}

/// A file system in memory that is soon full.
private struct SmallDisk {
    let folder: String

    init(at folder: String, megabytes: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Self.mount("size=\(megabytes)m,uid=nobody,gid=nogroup,mode=0700", folder)
    }

    func resize(megabytes: Int) throws { try Self.mount("remount,size=\(megabytes)m", folder) }

    func unmount() { _ = try? Command.run(URL(filePath: "/bin/umount"), ["-l", folder]) }

    private static func mount(_ options: String, _ folder: String) throws {
        let command = try Command.run(
            URL(filePath: "/bin/mount"), ["-t", "tmpfs", "-o", options, "tmpfs", folder])
        try #require(command.status == 0, "\(command.errors)")
    }
}
