import ArgumentParser
import Domain
import Foundation
import Pipeline
import Publishing
import Workspace

/// `casebook publish`: sends the sites to where they are read.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Sends the sites that were built to where they are read.",
        discussion: """
            Only files that differ are sent: new ones before others are deleted, entry pages last. A tenant without \
            "publish" in its tenant.yaml, and without "publishing" in casebook.yaml, is left out.
            """)

    @OptionGroup var common: WorkspaceOptions

    @Flag(help: "Say what would be sent and deleted, and change nothing.")
    var dryRun = false

    @Option(help: "The folder that the sites were built in, instead of site.output.")
    var output: String?

    func run() async throws {
        try await Exit.guarded {
            let workspace = try common.load(overrides: output.map { ["site.output": $0] } ?? [:])
            let console = Console(quiet: common.quiet)
            for warning in workspace.warnings { console.show(warning) }
            let targets = PublishTargets(workspace: workspace)
            var results: [PublishResult] = []
            for tenant in try common.tenants(of: workspace) {
                let result = await publish(tenant, of: workspace, targets: targets, console: console)
                for diagnostic in result.failure?.diagnostics ?? [] { console.show(diagnostic) }
                console.say(result.text(dryRun: dryRun))
                results.append(result)
            }
            if common.format == .json {
                console.output(["dry_run": .bool(dryRun), "tenants": .array(results.map(\.json))])
            }
            try Self.conclude(results, console: console)
        }
    }

    private func publish(
        _ tenant: TenantWorkspace, of workspace: Workspace, targets: PublishTargets, console: Console
    ) async -> PublishResult {
        do {
            guard let publication = try targets.publication(of: tenant) else {
                guard common.tenant.isEmpty else {
                    throw CasebookError(
                        .badConfiguration, code: "no_target", file: tenant.path(of: "tenant.yaml"),
                        "nothing says where this tenant's site is published",
                        remedy: "add \"publish\" with a \"kind\", or \"publishing\" to casebook.yaml")
                }
                return PublishResult(folder: tenant.folder, outcome: .success(nil))
            }
            let session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
            // A dry run leaves no trace, not even a lock's file.
            let done =
                dryRun
                ? try await session.publish(to: publication, dryRun: true)
                : try await session.locked { try await session.publish(to: publication, dryRun: false) }
            return PublishResult(folder: tenant.folder, outcome: .success(done))
        } catch let error as CasebookError {
            return PublishResult(folder: tenant.folder, outcome: .failure(error))
        } catch {
            let failure = CasebookError(
                .cannotWrite, code: "unexpected", file: tenant.folder,
                "the publication ended unexpectedly (\(type(of: error)))",
                remedy: "check the space on the disk and the permissions of the workspace, then run again")
            return PublishResult(folder: tenant.folder, outcome: .failure(failure))
        }
    }

    /// The status of what failed; 1 when other tenants were published all the same.
    private static func conclude(_ results: [PublishResult], console: Console) throws {
        let failed = results.filter { $0.failure != nil }
        guard !failed.isEmpty else { return }
        if results.count > 1 { console.say("failed: " + failed.map(\.folder).joined(separator: ", ")) }
        let kinds = Set(failed.compactMap { $0.failure?.kind })
        let isAlone = failed.count == results.count && kinds.count == 1
        throw ExitCode((isAlone ? kinds.first ?? .checkFailed : .checkFailed).rawValue)
    }
}

/// How one tenant's publication ended; `nil` is a tenant without a target.
struct PublishResult {
    let folder: String
    let outcome: Result<TenantPublication?, CasebookError>

    var failure: CasebookError? {
        if case .failure(let error) = outcome { error } else { nil }
    }

    func text(dryRun: Bool) -> String {
        switch outcome {
        case .failure: return "\(folder)  \(dryRun ? "could not be published" : "not published")"
        case .success(nil): return "\(folder)  no target is configured: nothing to publish"
        case .success(let done?):
            let plan = done.plan
            let place = "\(done.publication.kind.rawValue) \(done.publication.place)"
            guard !plan.isEmpty else { return "\(folder)  unchanged: all \(plan.unchanged) files stand at \(place)" }
            return "\(folder)  \(dryRun ? "would publish" : "published") to \(place): \(plan.new.count) new, "
                + "\(plan.changed.count) changed, \(plan.deleted.count) deleted, \(plan.unchanged) unchanged, "
                + "\(plan.bytes) bytes"
        }
    }

    var json: JSONValue {
        switch outcome {
        case .failure(let error):
            return [
                "tenant": .string(folder), "ok": false, "exit": .integer(Int64(error.kind.rawValue)),
                "diagnostics": .array(error.diagnostics.map(\.json)),
            ]
        case .success(nil): return ["tenant": .string(folder), "ok": true, "target": .null]
        case .success(let done?):
            let plan = done.plan
            return [
                "tenant": .string(folder), "ok": true, "kind": .string(done.publication.kind.rawValue),
                "target": .string(done.publication.place), "site": .string(done.site.hex),
                "files": .integer(Int64(done.files)), "new": .integer(Int64(plan.new.count)),
                "changed": .integer(Int64(plan.changed.count)), "deleted": .integer(Int64(plan.deleted.count)),
                "unchanged": .integer(Int64(plan.unchanged)), "bytes": .integer(Int64(plan.bytes)),
                "recorded": .bool(done.isRecorded),
            ]
        }
    }
}
