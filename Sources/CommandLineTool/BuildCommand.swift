import ArgumentParser
import Domain
import Foundation
import Pipeline
import Workspace

/// Options of `build` and of every single stage.
struct RunOptions: ParsableArguments {
    @OptionGroup var common: WorkspaceOptions

    @Option(help: "Tenants worked on at once.")
    var jobs: Int?

    @Option(help: "Speak as of this day (YYYY-MM-DD) instead of the newest ticket.")
    var asOf: String?

    @Flag(help: "Compute everything again.")
    var noCache = false

    @Option(help: "Put the sites here instead of site.output.")
    var output: String?

    @Flag(help: "Call no model and no service; what is stored is used.")
    var offline = false

    /// The end of the day named by `--as-of`, in UTC.
    func moment() throws -> Instant? {
        guard let asOf else { return nil }
        let parts = asOf.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, let date = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
            throw CasebookError(
                .usage, code: "bad_date", "--as-of is not a day", remedy: "write it as 2026-05-31")
        }
        return Instant(date: date, hour: 23, minute: 59, second: 59)
    }

    /// Runs the tenants through a stage. One tenant's failure does not stop another.
    func run(through last: Stage) async throws {
        _ = try moment()
        var overrides: [String: String] = [:]
        if let output { overrides["site.output"] = output }
        if let jobs { overrides["run.jobs"] = String(jobs) }
        let workspace = try common.load(overrides: overrides)
        let console = Console(quiet: common.quiet)
        for warning in workspace.warnings { console.show(warning) }
        let work = WorkspaceRun(
            workspace: workspace, models: try RunModels(workspace: workspace, isOffline: offline), console: console,
            last: last)
        let results = await runAll(try common.tenants(of: workspace), work)
        try RunSummary(results: results, last: last).conclude(console: console, format: common.format)
    }

    /// What the runs of all tenants share.
    private struct WorkspaceRun: Sendable {
        let workspace: Workspace
        let models: RunModels
        let console: Console
        let last: Stage
    }

    private func runAll(_ tenants: [TenantWorkspace], _ work: WorkspaceRun) async -> [TenantResult] {
        let width = max(1, min(work.workspace.configuration.run.jobs ?? 1, tenants.count))
        return await withTaskGroup(of: TenantResult.self) { group in
            var waiting = tenants[...]
            for tenant in waiting.prefix(width) { group.addTask { await run(tenant, work) } }
            waiting = waiting.dropFirst(width)
            var results: [TenantResult] = []
            for await result in group {
                results.append(result)
                if let tenant = waiting.popFirst() { group.addTask { await run(tenant, work) } }
            }
            return results.sorted { $0.folder < $1.folder }
        }
    }

    private func run(_ tenant: TenantWorkspace, _ work: WorkspaceRun) async -> TenantResult {
        let console = work.console
        return await TenantResult.of(tenant.folder, console: console) {
            var session = try TenantSession(workspace: work.workspace, tenant: tenant, console: console)
            session.asOf = try moment()
            session.ignoreCache = noCache
            return try await session.build(through: work.last, models: work.models)
        }
    }
}

/// How one tenant's run ended.
struct TenantResult: Sendable {
    let folder: String
    let outcome: Result<RunReport, CasebookError>

    /// Runs a tenant's work. What goes wrong is told at once, and kept for the end.
    static func of(_ folder: String, console: Console, _ work: () async throws -> RunReport) async -> TenantResult {
        do {
            return TenantResult(folder: folder, outcome: .success(try await work()))
        } catch {
            let failure = CasebookError(of: error, tenant: folder)
            for diagnostic in failure.diagnostics { console.show(diagnostic) }
            return TenantResult(folder: folder, outcome: .failure(failure))
        }
    }
}

extension CasebookError {
    /// What ended a tenant's run, also where nobody foresaw it.
    init(of error: any Error, tenant folder: String) {
        self =
            error as? CasebookError
            ?? CasebookError(
                .cannotWrite, code: "unexpected", file: folder,
                "the run ended unexpectedly (\(type(of: error)))",
                remedy: "check the space on the disk and the permissions of the workspace, then run again")
    }
}

/// `casebook build`: the whole pipeline.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Runs the whole pipeline and publishes the sites.")

    @OptionGroup var options: RunOptions

    @Flag(help: "Say what would be read and built, and change nothing.")
    var dryRun = false

    func run() async throws {
        try await Exit.guarded {
            if dryRun { try DryRun(options: options.common).run() } else { try await options.run(through: .render) }
        }
    }
}

/// `casebook ingest`: reads the inbox, and can forget an upload.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Reads the inbox: new and changed exports, redacted.")

    @OptionGroup var options: RunOptions

    @Option(help: "Forget the tickets of an export that has left the inbox (with --tenant).")
    var forget: String?

    func run() async throws {
        try await Exit.guarded {
            if let forget { try await forgetUpload(forget) }
            try await options.run(through: .ingest)
        }
    }

    private func forgetUpload(_ name: String) async throws {
        let workspace = try options.common.load()
        let tenants = try options.common.tenants(of: workspace)
        guard tenants.count == 1 else {
            throw CasebookError(
                .usage, code: "name_a_tenant", "--forget works on one tenant", remedy: "add --tenant NAME")
        }
        let session = try TenantSession(workspace: workspace, tenant: tenants[0], console: Console())
        // A run that is reading the export would bring it back.
        try await session.locked {
            let store = try session.store()
            guard let upload = try await store.uploads().first(where: { $0.name == name }) else {
                throw CasebookError(
                    .usage, code: "unknown_upload", "no upload has the name given to --forget",
                    remedy: "casebook status lists the uploads")
            }
            // A kept copy would be read again by the next build.
            try await session.uploads().withdraw([upload.digest])
            try await store.remove(upload: name)
        }
    }
}

/// `casebook resolve`, `assess`, `render`: one stage and what it needs.
struct ResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Writes the clusters' resolutions, without publishing.")
    @OptionGroup var options: RunOptions
    func run() async throws { try await Exit.guarded { try await options.run(through: .resolve) } }
}

struct AssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess", abstract: "Answers the standing questions, without publishing.")
    @OptionGroup var options: RunOptions
    func run() async throws { try await Exit.guarded { try await options.run(through: .assess) } }
}

struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Publishes the sites from what is stored, computing what is missing.")
    @OptionGroup var options: RunOptions
    func run() async throws { try await Exit.guarded { try await options.run(through: .render) } }
}
