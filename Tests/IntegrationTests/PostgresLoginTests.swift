import Foundation
import TestSupport
import Testing

/// The ways to a database that psql knows: TLS, passwords, services and `PG*` variables.
@Suite struct PostgresLoginTests {
    private static let password = "pw-canary-7"

    /// A workspace, and a server that takes encrypted connections with passwords only.
    private struct Setting {
        let scratch: Scratch
        let root: URL
        let server: PostgresServer
        let database: String
        let port: UInt16

        init() throws {
            scratch = try Scratch()
            root = try SampleWorkspace.make(
                in: scratch, named: "workspace", tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 60)]],
                configuration: """
                    version: 1
                    models:
                      embedding:
                        provider: lexical
                    storage:
                      database: ""

                    """)
            port = try ScriptedServer.freePort()
            server = try PostgresServer(.system, port: port)
            database = PostgresServer.name(try server.database())
            try server.sql("ALTER ROLE postgres PASSWORD '\(password)'", in: database)
        }

        func casebook(_ way: String, _ further: [String: String] = [:], _ arguments: String...) throws -> Command {
            // Of whoever runs the tests.
            var own = ["PGPASSFILE": "/nonexistent", "PGSERVICEFILE": "/nonexistent"]
            if !way.isEmpty { own["CASEBOOK_DATABASE"] = way }
            return try Command.run(
                Repository.binary, arguments + ["--workspace", root.path],
                environment: own.merging(further) { $1 })
        }

        /// What `db status` says of the connection's encryption; `nil` where there is none.
        func isEncrypted(_ way: String, _ further: [String: String] = [:]) throws -> Bool? {
            let status = try casebook(way, further, "db", "status", "--format", "json")
            #expect(status.status == 0, "\(way): \(status.errors)")
            let told = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
            return told?["encrypted"] as? Bool
        }
    }

    @Test(
        .enabled(
            if: PostgresServer.Kind.system.isAvailable && Repository.hasTools("/usr/bin/openssl"),
            "make setup-tests installs PostgreSQL and openssl"))
    func everyWayOfPsqlLeadsThere() throws {
        let setting = try Setting()
        let place = "host=localhost port=\(setting.port) dbname=\(setting.database) user=postgres"
        let verified = "sslmode=verify-full sslrootcert=\(setting.server.certificate)"
        let whole = "\(place) \(verified) password=\(Self.password)"
        let began = try setting.casebook(whole, [:], "db", "init")
        #expect(began.status == 0, "\(began.errors)")
        #expect(try setting.casebook(whole, [:], "build").status == 0)
        #expect(try setting.isEncrypted(whole) == true)
        let doctor = try setting.casebook(whole, [:], "doctor")
        #expect(doctor.output.contains("encrypted") && !doctor.output.contains("not encrypted"), "\(doctor.output)")

        let uri = "postgresql://postgres:\(Self.password)@localhost:\(setting.port)/\(setting.database)"
        #expect(
            try setting.isEncrypted("\(uri)?sslmode=verify-full&sslrootcert=\(setting.server.certificate)") == true)
        try setting.scratch.write(
            "services", "[night]\n" + "\(place) \(verified)".replacing(" ", with: "\n") + "\n")
        try setting.scratch.write("passwords", "localhost:\(setting.port):*:postgres:\(Self.password)\n")
        let files = [
            "PGSERVICEFILE": setting.scratch.url.appending(path: "services").path,
            "PGPASSFILE": setting.scratch.url.appending(path: "passwords").path,
        ]
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: files["PGPASSFILE"] ?? "")
        #expect(try setting.isEncrypted("service=night", files) == true)
        let variables = [
            "PGHOST": "localhost", "PGPORT": "\(setting.port)", "PGDATABASE": setting.database, "PGUSER": "postgres",
            "PGPASSWORD": Self.password, "PGSSLMODE": "verify-full", "PGSSLROOTCERT": setting.server.certificate,
        ]
        #expect(try setting.isEncrypted("", variables) == true)
        #expect(try setting.isEncrypted("service=night", files.merging(variables) { $1 }) == true)
    }

    @Test(
        .enabled(
            if: PostgresServer.Kind.system.isAvailable && Repository.hasTools("/usr/bin/openssl"),
            "make setup-tests installs PostgreSQL and openssl"))
    func aServerThatIsNotTheRightOneIsToldNothing() throws {
        let setting = try Setting()
        let place =
            "host=localhost port=\(setting.port) dbname=\(setting.database) user=postgres password=\(Self.password)"
        // Another authority's certificate.
        let other = try PostgresServer(.system, port: try ScriptedServer.freePort())
        let ways = [
            "\(place) sslmode=verify-full sslrootcert=\(other.certificate)",
            // The certificate is for localhost.
            "\(place) hostaddr=127.0.0.1 sslmode=verify-full sslrootcert=\(setting.server.certificate)"
                .replacing("host=localhost", with: "host=127.0.0.1"),
            // The server speaks nothing else.
            "\(place) sslmode=disable",
            "\(place) sslmode=verify-full sslrootcert=\(setting.server.certificate)"
                .replacing(Self.password, with: "wrong-\(Self.password)"),
        ]
        for way in ways {
            let status = try setting.casebook(way, [:], "db", "status")
            #expect([69, 77, 78].contains(status.status), "\(status.status): \(status.errors)")
            #expect(status.errors.contains("error:") && !status.errors.contains(Self.password), "\(status.errors)")
            let build = try setting.casebook(way, [:], "build")
            #expect(build.status != 0 && !build.errors.contains(Self.password), "\(build.errors)")
        }
    }
}
