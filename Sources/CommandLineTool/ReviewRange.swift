import Domain
import Foundation
import Reviews
import Workspace

/// The reviews that a range of commits brings, judged by what stands before the range: signers, revoked keys, roles and
/// the ledger are never read from the change itself.
struct ReviewRange {
    private let git: GitRepository
    private let base: String
    private let head: String
    /// Paths within the workspace that differ.
    private let changed: Set<String>

    /// - Parameter range: `A..B`, `A...B`, or `A` for everything up to HEAD.
    init(_ range: String, in workspace: URL) throws {
        git = GitRepository(folder: workspace)
        let ends = range.replacing("...", with: "..").split(separator: "..", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), !range.hasPrefix("-"), !ends[0].isEmpty else {
            throw CasebookError(
                .usage, code: "bad_range", "--range is not a range of commits", remedy: "write it as main...HEAD")
        }
        base = try git.commit(String(ends[0]))
        head = try git.commit(ends.count == 2 && !ends[1].isEmpty ? String(ends[1]) : "HEAD")
        let fork = try git.text(["merge-base", base, head])
        changed = Set(try git.paths(["diff", "--relative", "--no-renames", "--name-only", "-z", fork, head]))
    }

    /// What became of the reviews that changed.
    func report(now: Instant) throws -> VerdictReport {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "casebook-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let before = try load(base, into: scratch.appending(path: "base"))
        let after = try load(head, into: scratch.appending(path: "head"))
        var report = VerdictReport()
        report.faults = mixedChanges(before, after)
        for tenant in after.tenants {
            let names = changed.filter { Self.isReview($0, of: tenant.folder) }
            guard !names.isEmpty else { continue }
            guard let judge = before.tenants.first(where: { $0.folder == tenant.folder }) else {
                report.faults.append(
                    Diagnostic(
                        code: "unknown_tenant", file: tenant.path(of: "tenant.yaml"),
                        summary: "the tenant does not exist where the range begins",
                        remedy: "bring the tenant in a change of its own"))
                continue
            }
            let files = try ReviewFolder(tenant: tenant).files()
            let verdicts = ReviewVerifier(context: try ReviewFolder(tenant: judge).context(now: now)).verify(files)
            report.add(verdicts.filter { names.contains($0.path) }, tenant: tenant.folder)
        }
        return report
    }

    private static func isReview(_ path: String, of tenant: String) -> Bool {
        path.hasPrefix("tenants/\(tenant)/reviews/")
    }

    /// Who may sign and what happened so far must not change together with what is signed.
    private func mixedChanges(_ before: Workspace, _ after: Workspace) -> [Diagnostic] {
        guard changed.contains(where: { $0.hasPrefix("tenants/") && $0.contains("/reviews/") }) else { return [] }
        return changed.sorted().filter { path in
            let words = path.split(separator: "/").map(String.init)
            guard words.count == 3, words[0] == "tenants" else { return false }
            switch words[2] {
            case "signers", "revoked", "ledger.jsonl": return true
            case "tenant.yaml": return roles(of: words[1], in: before) != roles(of: words[1], in: after)
            default: return false
            }
        }.map { path in
            Diagnostic(
                code: "changed_with_reviews", file: path, line: 1,
                summary: "signers, revoked keys, roles and the ledger must not change together with reviews",
                remedy: "bring this file's change in a pull request of its own")
        }
    }

    /// The roles and the tenant's id; `nil` when the configuration cannot be read.
    private func roles(of folder: String, in workspace: Workspace) -> TenantConfiguration.Roles? {
        let tenant = workspace.tenants.first { $0.folder == folder }
        return try? tenant?.configuration.get().roles
    }

    /// The files of a commit that reviews are judged by, as a workspace. Links are left out.
    private func load(_ commit: String, into folder: URL) throws -> Workspace {
        for entry in try git.paths(["ls-tree", "-r", "-z", commit, "--", "casebook.yaml", "tenants"]) {
            guard entry.hasPrefix("100"), let tab = entry.firstIndex(of: "\t") else { continue }
            let path = String(entry[entry.index(after: tab)...])
            let words = path.split(separator: "/").map(String.init)
            let isJudge = words.count == 3 && ["tenant.yaml", "signers", "revoked", "ledger.jsonl"].contains(words[2])
            guard path == "casebook.yaml" || isJudge || (words.count > 3 && words[2] == "reviews") else { continue }
            let hash = entry[..<tab].split(separator: " ").last.map(String.init) ?? ""
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(git.run(["cat-file", "blob", hash])).write(to: file)
        }
        return try WorkspaceLoader.load(root: folder, environment: ProcessInfo.processInfo.environment)
    }
}
