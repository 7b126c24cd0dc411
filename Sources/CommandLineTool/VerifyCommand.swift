import ArgumentParser
import Domain
import Foundation
import Publishing
import Reviews
import Workspace

/// How `casebook verify` writes its verdicts.
enum VerdictFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// A table for people, on standard error.
    case text
    case json
    case junit
    /// Workflow commands that become annotations.
    case github
    /// A code quality report.
    case gitlab
    /// Logging commands that become messages of the pipeline's run.
    case azure
    /// What the merge would change, for a pull request's page.
    case markdown
}

/// `casebook verify`: whether signed reviews hold.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verifies signed reviews.",
        discussion: """
            Without files every review of the workspace is verified. Ends with 77 when any is refused. A review that \
            the ledger accepted once and that was since replaced, or has expired, is told but is no refusal.
            """)

    @Argument(help: "Review files, tenants/TENANT/reviews/…; all when none is named.")
    var files: [String] = []

    @OptionGroup var folder: WorkspaceFolder

    @Option(help: "The tenant of files that lie elsewhere; without files, only this tenant.")
    var tenant: String?

    @Option(help: "Verify what a range of commits changes, by the signers and roles where it begins: main...HEAD.")
    var range: String?

    @Option(help: "text for people; json, junit, github, gitlab or azure for programs; markdown for a page.")
    var format: VerdictFormat = .text

    @Option(help: "A file to which the markdown is added too, such as $GITHUB_STEP_SUMMARY.")
    var summary: String?

    func run() async throws {
        try await Exit.guarded {
            let report =
                try range.map { try ReviewRange($0, in: folder.root()).report(now: WallClock.system.now()) }
                ?? report(of: folder.load())
            if let summary {
                let file = URL(filePath: summary)
                let present = FileManager.default.fileExists(atPath: file.path) ? try FileBytes.read(file.path) : []
                try AtomicFile.write(present + Array(report.markdown.utf8), to: file)
            }
            report.write(as: format, to: Console())
            if report.isRefused { throw ExitCode(CasebookError.Kind.refused.rawValue) }
        }
    }

    private func report(of workspace: Workspace) throws -> VerdictReport {
        var report = VerdictReport()
        for (tenant, wanted) in try selection(in: workspace) {
            let folder = try ReviewFolder(tenant: tenant)
            report.faults += try folder.signerFaults()
            report.add(try verdicts(of: wanted, in: folder), tenant: tenant.folder)
        }
        return report
    }

    /// The tenants concerned, each with the files that were named; `nil` for all of its files.
    private func selection(in workspace: Workspace) throws -> [(TenantWorkspace, [URL]?)] {
        guard !files.isEmpty else {
            return try tenant.map { [(try workspace.tenant(named: $0), nil)] } ?? workspace.tenants.map { ($0, nil) }
        }
        var selected: [String: [URL]] = [:]
        for file in files {
            let url = URL(filePath: file).standardizedFileURL.resolvingSymlinksInPath()
            let owner = try tenant.map { try workspace.tenant(named: $0) } ?? owner(of: url, named: file, in: workspace)
            selected[owner.folder, default: []].append(url)
        }
        return workspace.tenants.compactMap { tenant in selected[tenant.folder].map { (tenant, $0) } }
    }

    /// The tenant whose folder a file lies in; the only tenant for files that lie elsewhere.
    private func owner(of url: URL, named file: String, in workspace: Workspace) throws -> TenantWorkspace {
        let holder = workspace.tenants.first { url.path.hasPrefix($0.root.resolvingSymlinksInPath().path + "/") }
        if let holder { return holder }
        guard workspace.tenants.count == 1 else {
            throw CasebookError(
                .usage, code: "no_tenant", file: file, "the file lies in no tenant's folder",
                remedy: "name its tenant with --tenant")
        }
        return workspace.tenants[0]
    }

    /// The verdicts of the files that were named. The tenant's other reviews are judged with them, since one may be what
    /// another replaces or repeats.
    private func verdicts(of wanted: [URL]?, in folder: ReviewFolder) throws -> [ReviewVerdict] {
        let verifier = ReviewVerifier(context: try folder.context(now: WallClock.system.now()))
        var reviews = try folder.files()
        guard let wanted else { return verifier.verify(reviews) }
        let root = folder.tenant.root.resolvingSymlinksInPath().path + "/"
        var names: Set<String> = []
        for url in wanted {
            let inside = url.path.hasPrefix(root) ? String(url.path.dropFirst(root.count)) : nil
            let name = inside.map { folder.tenant.path(of: $0) } ?? url.path
            guard names.insert(name).inserted, !reviews.contains(where: { $0.path == name }) else { continue }
            reviews.append(ReviewFile(path: name, bytes: try FileBytes.read(url.path, upTo: ReviewFile.limit + 1)))
        }
        return verifier.verify(reviews).filter { names.contains($0.path) }
    }
}
