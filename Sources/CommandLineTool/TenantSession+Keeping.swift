import Domain
import Foundation
import Ingestion
import Pipeline
import Publishing
import Workspace

extension TenantSession {
    /// Runs the tenant through a stage while no other run works on it, and keeps what that leaves.
    func build(through last: Stage, models: RunModels) async throws -> RunReport {
        try await locked {
            let report = try await withInbox(isOffline: models.isOffline).run(models: models).build(through: last)
            try keep(report)
            return report
        }
    }

    /// Writes what a run leaves for people: `rejects.csv`, and proposed mappings in `tenant.yaml`.
    func keep(_ report: RunReport) throws {
        try keepMappings(report.proposed)
        let file = stateFolder.appending(path: "rejects.csv")
        let rows =
            [["file", "line", "code", "reason", "remedy"]]
            + report.rejects.map { [$0.file, String($0.line), $0.code, $0.reason, $0.remedy] }
        let bytes = CSVWriter.encode(rows, formulaSafe: true)
        if (try? Data(contentsOf: file)).map(Array.init) != bytes { try AtomicFile.write(bytes, to: file) }
        if !report.rejects.isEmpty, !report.unchanged { console.say("\(tenant.folder)  refused rows: \(file.path)") }
    }

    private func keepMappings(_ proposed: [KeptMapping]) throws {
        guard !proposed.isEmpty else { return }
        let file = tenant.configurationFile
        let name = "tenants/\(tenant.folder)/tenant.yaml"
        var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        for mapping in proposed.compactMap(\.configuration) {
            text = try MappingKeeper.insert(mapping, into: text, file: name)
        }
        try AtomicFile.write(Array(text.utf8), to: file)
        console.say("\(tenant.folder)  kept \(proposed.count) column mapping(s) in \(name)")
    }
}

/// `casebook build --dry-run`: what a build would read.
struct DryRun {
    let options: WorkspaceOptions

    func run() throws {
        let workspace = try options.load()
        let console = Console(quiet: options.quiet)
        var facts: [JSONValue] = []
        for tenant in try options.tenants(of: workspace) {
            let session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
            let plan = try session.plan()
            let unmapped = plan.exports.filter { export in
                !plan.mappings.contains { Glob.matches(export.name, pattern: $0.match) }
            }
            console.say(
                "\(tenant.folder)  would read \(plan.exports.count) exports (\(unmapped.count) without a kept mapping), "
                    + "\(plan.articles.count) articles and \(plan.questions.count) questions, and publish to "
                    + session.siteFolder.path)
            facts.append([
                "tenant": .string(tenant.folder), "exports": .array(plan.exports.map { .string($0.name) }),
                "articles": .integer(Int64(plan.articles.count)), "questions": .integer(Int64(plan.questions.count)),
                "output": .string(session.siteFolder.path),
            ])
        }
        if options.format == .json { console.output(["tenants": .array(facts)]) }
    }
}
