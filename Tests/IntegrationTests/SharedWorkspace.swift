import Foundation
import TestSupport
import Testing

/// A workspace whose tenants' state is in PostgreSQL, and workers on it.
struct SharedWorkspace {
    let root: URL
    let server: PostgresServer
    private let database: String
    private let scratch: Scratch
    private let environment: [String: String]

    static let plain = "models:\n  embedding: {provider: lexical}\n"

    /// - Parameter configuration: of models; every workspace has one token key, so that sites can be compared.
    init(
        _ tenants: [String: [String: Data]], configuration: String = plain, environment: [String: String] = [:]
    ) throws {
        server = try PostgresServer.shared(try #require(PostgresServer.available.first))
        database = try server.database()
        scratch = try Scratch()
        self.environment = environment.merging(["SOURCE_DATE_EPOCH": "1760000000"]) { own, _ in own }
        root = try SampleWorkspace.make(
            in: scratch, tenants: tenants,
            configuration: "privacy:\n  token_key: \"\(String(repeating: "5a", count: 32))\"\n" + configuration)
        let made = try Command.casebook(
            "db", "init", "--workspace", root.path,
            environment: environment.merging(["CASEBOOK_DATABASE": database]) { own, _ in own })
        #expect(made.status == 0, "\(made.errors)")
    }

    /// Tenants with an export each, of different lengths.
    static func tenants(_ count: Int) -> [String: [String: Data]] {
        Dictionary(
            uniqueKeysWithValues: (0..<count).map { number in
                ("tenant-\(number)", ["a.csv": SampleWorkspace.csv(count: 60 + 10 * number, seed: number)])
            })
    }

    /// Starts a worker.
    func start(_ options: String...) throws -> RunningCommand {
        try RunningCommand(
            Repository.binary, ["work", "--workspace", root.path, "--queue", "night"] + options,
            environment: environment.merging(["CASEBOOK_DATABASE": database]) { own, _ in own })
    }

    /// Builds in a checkout of another machine, which shares the database alone.
    func buildElsewhere() throws -> Command {
        let copy = scratch.url.appending(path: "elsewhere")
        try? FileManager.default.removeItem(at: copy)
        try FileManager.default.copyItem(at: root, to: copy)
        try? FileManager.default.removeItem(at: copy.appending(path: ".casebook"))
        return try Command.casebook(
            "build", "--workspace", copy.path,
            environment: environment.merging(["CASEBOOK_DATABASE": database]) { own, _ in own })
    }

    /// The first column of the first row of a query, as a superuser sees it.
    func value(_ sql: String) throws -> String { try server.sql("SET search_path = casebook; " + sql, in: database) }

    /// Waits until a query says so.
    func wait(until sql: String) throws {
        let end = ContinuousClock.now + .seconds(120)
        while try value("SELECT " + sql) != "t" {
            try #require(ContinuousClock.now < end, "never: \(sql)")
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// The sites and ledgers of a build of the same workspace, in SQLite files and by one process.
    func undisturbed() throws -> [String: Data] {
        let copy = scratch.url.appending(path: "undisturbed")
        try FileManager.default.createDirectory(
            at: copy.appending(path: "tenants"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: root.appending(path: "casebook.yaml"), to: copy.appending(path: "casebook.yaml"))
        for tenant in try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "tenants").path) {
            let (from, to) = (root.appending(path: "tenants/\(tenant)"), copy.appending(path: "tenants/\(tenant)"))
            try FileManager.default.copyItem(
                at: from.appending(path: "inbox"), to: to.appending(path: "inbox"), makingFolders: true)
            try Data("name: \(tenant)\n".utf8).write(to: to.appending(path: "tenant.yaml"))
        }
        let build = try Command.casebook("build", "--workspace", copy.path, environment: environment)
        #expect(build.status == 0, "\(build.errors)")
        return try Self.results(of: copy)
    }

    func results() throws -> [String: Data] { try Self.results(of: root) }

    private static func results(of root: URL) throws -> [String: Data] {
        let sites = try snapshot(of: root.appending(path: "public"))
        let files = try snapshot(of: root.appending(path: "tenants"))
        return sites.merging(files.filter { $0.key.hasSuffix("ledger.jsonl") }) { site, _ in site }
    }
}

extension FileManager {
    fileprivate func copyItem(at source: URL, to target: URL, makingFolders: Bool) throws {
        if makingFolders {
            try createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        }
        try copyItem(at: source, to: target)
    }
}

/// A program that was started and may be told things while it runs.
final class RunningCommand {
    private let process = Process()
    private let scratch: Scratch

    init(_ executable: URL, _ arguments: [String], environment: [String: String]) throws {
        scratch = try Scratch()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        for name in ["out", "err"] { try scratch.write(name, "") }
        process.standardOutput = try FileHandle(forWritingTo: scratch.url.appending(path: "out"))
        process.standardError = try FileHandle(forWritingTo: scratch.url.appending(path: "err"))
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { send(SIGKILL) } }

    /// As workers name themselves.
    var name: String { "\(ProcessInfo.processInfo.hostName):\(process.processIdentifier)" }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end: the status, or the signal that ended it.
    func wait() throws -> (status: Int32, output: String, errors: String) {
        process.waitUntilExit()
        return (
            status: process.terminationStatus,
            output: try String(contentsOf: scratch.url.appending(path: "out"), encoding: .utf8),
            errors: try String(contentsOf: scratch.url.appending(path: "err"), encoding: .utf8)
        )
    }

    /// What it wrote as JSON, with the status that it ended with.
    func json(status: Int32 = 0) throws -> [String: Any] {
        let end = try wait()
        #expect(end.status == status, "\(end.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any])
    }
}
