import ArgumentParser
import Domain
import Foundation
import Ledger
import Pipeline
import Publishing
import Reviews
import Workspace

/// `casebook ledger`: the record that runs append to.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Checks, seals and merges ledgers.",
        subcommands: [Verify.self, Seal.self, Merge.self])

    /// `casebook ledger verify`: whether the chains and their checkpoints hold.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Checks every line of the ledgers, their chains and their checkpoints.",
            discussion: """
                Ends with 1 when a ledger does not hold, and with 77 when a checkpoint is not signed by a key whose \
                line in the signers file names ledger@casebook.
                """)

        @OptionGroup var options: WorkspaceOptions

        func run() async throws {
            try await Exit.guarded {
                let workspace = try options.load()
                let console = Console(quiet: options.quiet)
                var facts: [JSONValue] = []
                var worst: CasebookError.Kind?
                for tenant in try options.tenants(of: workspace) {
                    let check = LedgerCheck(tenant: tenant, workspace: workspace)
                    facts.append(check.json)
                    for problem in check.problems { console.show(problem) }
                    if let text = check.text, options.format == .text { console.output(text + "\n") }
                    if let kind = check.failure { worst = worst == .checkFailed ? worst : kind }
                }
                if options.format == .json { console.output(["tenants": .array(facts)]) }
                if let worst { throw ExitCode(worst.rawValue) }
            }
        }
    }

    /// `casebook ledger seal`: signs a checkpoint of the ledgers as they are.
    struct Seal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seal", abstract: "Signs checkpoints of the ledgers as they are now.",
            discussion: "Builds do so by themselves where ledger.key is configured. Look at \"ledger verify\" first.")

        @OptionGroup var options: WorkspaceOptions

        func run() async throws {
            try await Exit.guarded {
                let workspace = try options.load()
                for tenant in try options.tenants(of: workspace) {
                    let ledger = try LedgerCheck.ledger(of: tenant)
                    let checkpoint = LedgerCheckpoint(of: ledger)
                    _ = try CheckpointFile(tenant: tenant, of: workspace).seal(checkpoint.body)
                    Console(quiet: options.quiet).say("\(tenant.folder)  sealed at \(checkpoint.size) entries")
                }
            }
        }
    }

    /// `casebook ledger merge`: git's merge driver for ledgers.
    struct Merge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "merge", abstract: "Merges the ledgers of two branches, as git's merge driver.",
            discussion: """
                Writes the merged ledger in the place of OURS. Have git call it, in each clone once: \
                git config merge.casebook-ledger.driver "casebook ledger merge %O %A %B".
                """)

        @Argument(help: "The ledger that both came from; it is not needed.")
        var base: String

        @Argument(help: "This branch's ledger, which is replaced.")
        var ours: String

        @Argument(help: "The other branch's ledger.")
        var theirs: String

        func run() async throws {
            try await Exit.guarded {
                let mine = try FileBytes.read(ours)
                let other = try FileBytes.read(theirs)
                guard let tenant = Ledger.tenant(of: mine.isEmpty ? other : mine) else {
                    throw CasebookError(
                        .badInput, code: "not_a_ledger", file: ours, "this is no ledger",
                        remedy: "name the files that git hands over: %O %A %B")
                }
                let merged = try Ledger.merging(
                    Ledger.parse(mine, file: ours, tenant: tenant).ledger,
                    with: Ledger.parse(other, file: theirs, tenant: tenant).ledger)
                try AtomicFile.write(merged.bytes, to: URL(filePath: ours))
            }
        }
    }
}

/// What `ledger verify` finds out about one tenant.
struct LedgerCheck {
    private let folder: String
    private(set) var problems: [Diagnostic] = []
    private(set) var failure: CasebookError.Kind?
    private var entries = 0
    private var runs = 0
    private var head = ""
    /// Entries at the last checkpoint; `nil` without one.
    private(set) var sealed: Int?
    private var sealer: String?

    init(tenant: TenantWorkspace, workspace: Workspace) {
        folder = tenant.folder
        do {
            let ledger = try Self.ledger(of: tenant)
            (entries, runs, head) = (ledger.entries.count, ledger.state.run, ledger.head)
            problems += ledger.verify(file: tenant.path(of: "ledger.jsonl"))
            try check(ledger, tenant, workspace)
        } catch let error as CasebookError {
            problems += error.diagnostics
            failure = error.kind == .refused ? .refused : .checkFailed
        } catch {
            failure = .checkFailed
        }
    }

    private mutating func check(_ ledger: Ledger, _ tenant: TenantWorkspace, _ workspace: Workspace) throws {
        guard let file = try CheckpointFile(tenant: tenant, of: workspace).load() else { return }
        let inputs = try ReviewFolder(tenant: tenant).inputs()
        let seal = try LedgerSeal(file, tenant: ledger.tenant)
        try seal.checkpoint.check(ledger, file: tenant.path(of: "ledger.jsonl"))
        sealed = seal.checkpoint.size
        sealer = try seal.verify(signers: inputs.signers, revoked: inputs.revoked, at: WallClock.system.now())
    }

    /// A tenant's ledger, every line of it checked.
    static func ledger(of tenant: TenantWorkspace) throws -> Ledger {
        let file = tenant.path(of: "ledger.jsonl")
        let (ledger, torn) = try Ledger.parse(
            LedgerFile(url: tenant.ledger).load(), file: file, tenant: tenant.configuration.get().id)
        guard torn == 0 else {
            throw CasebookError(
                .checkFailed, code: "ledger_torn", file: file, line: ledger.entries.count + 1,
                "the last line was cut off while it was written", remedy: "run \"casebook build\": it drops the line")
        }
        return ledger
    }

    var text: String? {
        guard failure == nil else { return nil }
        let seal = sealed.map { size in
            ", sealed at \(size)" + (sealer.map { " by \($0)" } ?? "; no line of the signers file says who may seal it")
        }
        return "\(folder)  \(entries) entries of \(runs) runs hold" + (seal ?? ", no checkpoint")
    }

    var json: JSONValue {
        [
            "tenant": .string(folder), "ok": .bool(failure == nil), "entries": .integer(Int64(entries)),
            "runs": .integer(Int64(runs)), "head": .string(head),
            "sealed": sealed.map { .integer(Int64($0)) } ?? .null, "sealed_by": sealer.map { .string($0) } ?? .null,
            "problems": .array(problems.map(\.json)),
        ]
    }
}
