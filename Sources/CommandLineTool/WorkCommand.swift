import ArgumentParser
import Domain
import Foundation
import PostgresStore
import Workspace

/// `casebook work`: one of several workers that share the builds of a workspace's tenants.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Builds tenants together with other machines that share the database.",
        discussion: """
            Any number of workers, on any machines, take the tenants of a queue in turn, each tenant once. The first \
            one fills the queue. Whoever finds nothing left to take waits until all is done, so as to take over from \
            workers that fall silent; then it ends, with 1 if some tenant failed.
            """)

    @Option(help: "The round of work to share; the same name on every machine. By default today's date, in UTC.")
    var queue: String?

    @Flag(help: "Fill the queue and end, or say where it stands.")
    var mode: Mode?

    @Flag(help: "Try again what has failed in this queue.")
    var retry = false

    @Flag(help: "End when nothing can be taken, though others are still at work.")
    var noWait = false

    @Option(name: .customLong("for"), help: "Take nothing new after so many seconds.")
    var seconds: Int?

    @Option(help: "Tenants worked on at once, with one thread each.")
    var jobs = 1

    @Option(help: "Seconds after which a silent worker loses its tenant to another.")
    var lease = 60

    @Option(help: "How often a tenant is tried before it is given up.")
    var attempts = 3

    @Flag(help: "Publish each tenant that has a target, as soon as it is built.")
    var publish = false

    @Flag(help: "Call no model and no service; what is stored is used.")
    var offline = false

    @OptionGroup var options: WorkspaceOptions

    enum Mode: String, EnumerableFlag {
        case enqueue, status
    }

    func validate() throws {
        if let queue, !Self.isName(queue) {
            throw ValidationError("--queue takes 1 to 64 letters, digits and -._:")
        }
        guard (1...64).contains(jobs), (3...3_600).contains(lease), (1...100).contains(attempts), seconds ?? 0 >= 0
        else { throw ValidationError("--jobs takes 1 to 64, --lease 3 to 3600, --attempts 1 to 100, --for 0 or more") }
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let scalar = UnicodeScalar(byte)
                return scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
                    || "-._:".utf8.contains(byte)
            }
    }

    func run() async throws {
        try await Exit.guarded {
            let workspace = try options.load()
            let console = Console(quiet: options.quiet)
            let round = try WorkRound(
                workspace: workspace, tenants: try options.tenants(of: workspace), queue: try jobQueue(of: workspace))
            for (_, error) in round.unusable { for diagnostic in error.diagnostics { console.show(diagnostic) } }
            if mode == .status {
                try await round.tell(console: console, format: options.format)
                return
            }
            let added = try await round.queue.enqueue(round.order)
            if added > 0 { console.say("\(added) tenants are in the queue \(round.queue.name)") }
            if retry { console.say("\(try await round.queue.retry(round.order)) tenants are tried again") }
            if mode == .enqueue { return }
            try await work(round, console: console)
        }
    }

    private func work(_ round: WorkRound, console: Console) async throws {
        let worker = Worker(
            round: round,
            models: try RunModels(workspace: round.workspace, isOffline: offline, threads: 1), console: console,
            lanes: jobs, publishes: publish, waits: !noWait,
            deadline: seconds.map { ContinuousClock.now + .seconds($0) })
        let outcome = try await Termination.guarding { try await worker.run() }
        try await round.conclude(outcome, console: console, format: options.format)
    }

    private func jobQueue(of workspace: Workspace) throws -> JobQueue {
        guard let settings = workspace.database else {
            throw CasebookError(
                .badConfiguration, code: "no_database", "workers share a PostgreSQL database, and none is configured",
                remedy: "set CASEBOOK_DATABASE, or storage.database in casebook.yaml; on one machine use casebook build"
            )
        }
        let today = String(WallClock.system.now().iso8601.prefix(10))
        return JobQueue(
            PostgresDatabase(settings), name: queue ?? today,
            settings: JobQueue.Settings(
                lease: .seconds(lease), attempts: attempts,
                worker: "\(ProcessInfo.processInfo.hostName):\(ProcessInfo.processInfo.processIdentifier)"))
    }
}
