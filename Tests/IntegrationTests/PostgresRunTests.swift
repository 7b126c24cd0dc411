import Foundation
import TestSupport
import Testing

/// Runs whose tenants' state is in PostgreSQL.
@Suite struct PostgresRunTests {
    private static let kinds = PostgresServer.available
    private static let environment = ["SOURCE_DATE_EPOCH": "1760000000"]
    // Token keys are made at random: workspaces that are compared use one.
    private static let configuration = """
        version: 1
        models:
          embedding:
            provider: lexical
        privacy:
          token_key: "\(String(repeating: "5a", count: 32))"

        """

    private func make(_ scratch: Scratch, _ name: String, _ exports: [String: Data]) throws -> URL {
        try SampleWorkspace.make(
            in: scratch, named: name, tenants: ["acme": exports], configuration: Self.configuration)
    }

    private func casebook(_ arguments: [String], _ root: URL, database: String? = nil) throws -> Command {
        var environment = Self.environment
        if let database { environment["CASEBOOK_DATABASE"] = database }
        return try Command.run(
            Repository.binary, arguments + ["--workspace", root.path], environment: environment)
    }

    /// The published site and the ledger.
    private func outcome(_ root: URL) throws -> [String: Data] {
        var files = try snapshot(of: root.appending(path: "public"))
        files["ledger"] = try Data(contentsOf: root.appending(path: "tenants/acme/ledger.jsonl"))
        return files
    }

    @Test(.enabled(if: !kinds.isEmpty, "make setup-tests installs PostgreSQL"), arguments: kinds)
    func makeTheSameSitesAsWithFiles(_ kind: PostgresServer.Kind) throws {
        let scratch = try Scratch()
        let exports = ["a.csv": SampleWorkspace.csv(count: 240)]
        let (files, shared) = (try make(scratch, "files", exports), try make(scratch, "shared", exports))
        let database = try PostgresServer.shared(kind).database()
        let early = try casebook(["build"], shared, database: database)
        #expect(early.status == 78 && early.errors.contains("database_not_ready"), "\(early.errors)")
        #expect(try casebook(["db", "init"], shared, database: database).status == 0)
        for change in ["b.csv", "c.csv"] {
            for (root, database) in [(files, nil), (shared, database)] {
                let build = try casebook(["build"], root, database: database)
                #expect(build.status == 0, "\(build.errors)")
                try SampleWorkspace.csv(count: 60, seed: change == "b.csv" ? 1 : 2)
                    .write(to: root.appending(path: "tenants/acme/inbox/\(change)"))
            }
            #expect(differences(try outcome(files), try outcome(shared)) == [], "before \(change)")
        }
        for (root, database) in [(files, nil), (shared, database)] {
            #expect(try casebook(["build"], root, database: database).status == 0)
            let forget = try casebook(
                ["ingest", "--forget", "b.csv", "--tenant", "acme"], root, database: database)
            #expect(forget.status == 0, "\(forget.errors)")
            try FileManager.default.removeItem(at: root.appending(path: "tenants/acme/inbox/b.csv"))
            #expect(try casebook(["build"], root, database: database).status == 0)
        }
        #expect(differences(try outcome(files), try outcome(shared)) == [])
        let again = try casebook(["build", "--format", "json"], shared, database: database)
        #expect(again.errors.contains("nothing changed"), "\(again.errors)")
        // Nothing of it is on this machine.
        #expect(
            !FileManager.default.fileExists(
                atPath: shared.appending(path: ".casebook/tenants/acme/casebook.sqlite").path))
        for command in [["status"], ["diff"], ["doctor"], ["db", "status"], ["db", "check"]] {
            let told = try casebook(command + ["--format", "json"], shared, database: database)
            #expect(told.status == 0, "\(command): \(told.output)\(told.errors)")
            #expect((try? JSONSerialization.jsonObject(with: Data(told.output.utf8))) != nil, "\(command)")
        }
    }

    @Test(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
    func checkFindsAndMendsMissingRows() throws {
        let scratch = try Scratch()
        let root = try make(scratch, "workspace", ["a.csv": SampleWorkspace.csv(count: 120)])
        let server = try PostgresServer.shared(.bundled)
        let database = try server.database()
        #expect(try casebook(["db", "init"], root, database: database).status == 0)
        #expect(try casebook(["build"], root, database: database).status == 0)
        let before = try outcome(root)
        try server.sql("DELETE FROM casebook.ticket_row WHERE position < 7", in: database)
        let check = try casebook(["db", "check"], root, database: database)
        #expect(check.status == 1 && check.errors.contains("rows_missing"), "\(check.errors)")
        #expect(check.errors.contains("120 rows") && check.errors.contains("113"))
        // Who names the owner's way alone would have builds, and so the repair, use a file of this machine.
        let owner = try Command.run(
            Repository.binary, ["db", "check", "--repair", "--workspace", root.path],
            environment: Self.environment.merging(["CASEBOOK_DATABASE_OWNER": database]) { $1 })
        #expect(owner.status == 78 && owner.errors.contains("no_database"), "\(owner.errors)")
        #expect(
            !FileManager.default.fileExists(
                atPath: root.appending(path: ".casebook/tenants/acme/casebook.sqlite").path))
        let repair = try casebook(["db", "check", "--repair"], root, database: database)
        #expect(repair.status == 0, "\(repair.errors)")
        let mended = try casebook(["db", "check"], root, database: database)
        #expect(mended.status == 0, "\(mended.errors)")
        #expect(try casebook(["build", "--no-cache"], root, database: database).status == 0)
        #expect(differences(try outcome(root), before) == [])
        // Where isolation was weakened, the check says so.
        try server.sql("ALTER TABLE casebook.run DISABLE ROW LEVEL SECURITY", in: database)
        let weak = try casebook(["db", "check"], root, database: database)
        #expect(weak.status == 1 && weak.errors.contains("row_security_off"), "\(weak.errors)")
    }

    @Test(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
    func twoProcessesMayBeginAtOnce() throws {
        let scratch = try Scratch()
        let root = try make(scratch, "workspace", ["a.csv": SampleWorkspace.csv(count: 60)])
        let database = try PostgresServer.shared(.bundled).database()
        let environment = ["CASEBOOK_DATABASE": database]
        let processes = try (0..<2).map { _ in
            let process = Process()
            process.executableURL = Repository.binary
            process.arguments = ["db", "init", "--workspace", root.path]
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
        }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        #expect(try casebook(["db", "check"], root, database: database).status == 0)
        #expect(try casebook(["build"], root, database: database).status == 0)
    }

    @Test(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
    func searchesByTheExtensionRankAsThoseInProcess() throws {
        let scratch = try Scratch()
        let root = try make(scratch, "workspace", ["a.csv": SampleWorkspace.csv(count: 90)])
        let server = try PostgresServer.shared(.bundled)
        let database = try server.database()
        #expect(try casebook(["db", "init"], root, database: database).status == 0)
        #expect(try casebook(["build"], root, database: database).status == 0)
        let search = ["search", "vpn drops after login", "--format", "json", "--state", "open"]
        let alone = try casebook(search, root, database: database)
        let file = root.appending(path: "casebook.yaml")
        try Data((Self.configuration + "storage:\n  vectors: {kind: pgvector}\n").utf8).write(to: file)
        let build = try casebook(["build", "--no-cache"], root, database: database)
        #expect(build.status == 0 && build.errors.contains("90 put into pgvector"), "\(build.errors)")
        #expect(try server.sql("SELECT count(*) FROM casebook.point WHERE org_id = 'acme'", in: database) == "90")
        let found = try casebook(search, root, database: database)
        #expect(found.status == 0 && !found.errors.contains("warning"), "\(found.errors)")
        #expect(found.output == alone.output && !found.output.isEmpty)
        let doctor = try casebook(["doctor"], root, database: database)
        #expect(doctor.output.contains("acme has 90"), "\(doctor.output)")
        let none = try casebook(["build"], root)
        #expect(none.status == 78 && none.errors.contains("storage.vectors"), "\(none.errors)")
    }

    /// Fifty kills with `CASEBOOK_TEST_KILLS=50`; fewer unless asked for, so that the whole suite stays short.
    @Test(
        .enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"),
        .timeLimit(.minutes(10)))
    func aServerThatIsKilledOverAndOverLosesNothing() async throws {
        let wanted = ProcessInfo.processInfo.environment["CASEBOOK_TEST_KILLS"].flatMap { Int($0) } ?? 12
        let scratch = try Scratch()
        let first = ["a.csv": SampleWorkspace.csv(count: 120)]
        let (undisturbed, disturbed) = (try make(scratch, "files", first), try make(scratch, "killed", first))
        let server = try PostgresServer(.bundled)
        let database = try server.database()
        #expect(try casebook(["db", "init"], disturbed, database: database).status == 0)
        var kills = 0
        var round = 0
        while kills < wanted {
            round += 1
            let export = SampleWorkspace.csv(count: 200, seed: round)
            for root in [undisturbed, disturbed] {
                try export.write(to: root.appending(path: "tenants/acme/inbox/\(round).csv"))
            }
            #expect(try casebook(["build"], undisturbed).status == 0)
            kills += try await buildWhileKilling(disturbed, server, database, atMost: wanted - kills)
            let next = try casebook(["build"], disturbed, database: database)
            #expect(next.status == 0, "round \(round): \(next.errors)")
            #expect(differences(try outcome(disturbed), try outcome(undisturbed)) == [], "round \(round)")
            let check = try casebook(["db", "check"], disturbed, database: database)
            #expect(check.status == 0, "round \(round): \(check.errors)")
        }
        print("the server was killed \(kills) times in \(round) builds")
    }

    /// Builds, with the server killed and started again until the build ends.
    private func buildWhileKilling(
        _ root: URL, _ server: PostgresServer, _ database: String, atMost limit: Int
    ) async throws -> Int {
        let process = Process()
        process.executableURL = Repository.binary
        process.arguments = ["build", "--quiet", "--workspace", root.path]
        process.environment = ProcessInfo.processInfo.environment.merging(Self.environment) { _, new in new }
            .merging(["CASEBOOK_DATABASE": database]) { _, new in new }
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var kills = 0
        while process.isRunning, kills < limit {
            try await Task.sleep(for: .milliseconds(Int.random(in: 5...250)))
            guard process.isRunning else { break }
            server.kill()
            kills += 1
            try server.start()
        }
        process.waitUntilExit()
        return kills
    }
}
