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
        report.faults = mixedChanges(before, after) + (try lostReviews(before, after, now: now))
        report.faults += try strayFiles(after)
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

    /// Reviews that count where the range begins and stand nowhere at its end. Deleting one is no way to undo it: the
    /// signer withdraws it, or signs another. Files that were refused, or have lapsed, may go.
    private func lostReviews(_ before: Workspace, _ after: Workspace, now: Instant) throws -> [Diagnostic] {
        var lost: [Diagnostic] = []
        for tenant in before.tenants where changed.contains(where: { Self.isReview($0, of: tenant.folder) }) {
            let folder = try ReviewFolder(tenant: tenant)
            let present = try folder.files()
            let successor = after.tenants.first { $0.folder == tenant.folder }
            let kept = Set(try successor.map { try ReviewFolder(tenant: $0).files() }?.map(\.bytes) ?? [])
            // Only what the change itself takes away: a branch lacks what came to the other one since it forked.
            let gone = Set(present.filter { changed.contains($0.path) && !kept.contains($0.bytes) }.map(\.path))
            guard !gone.isEmpty else { continue }
            let verdicts = ReviewVerifier(context: try folder.context(now: now)).verify(present)
            for verdict in verdicts where gone.contains(verdict.path) && verdict.review != nil {
                lost.append(
                    Diagnostic(
                        code: "deleted_review", file: verdict.path, line: 1,
                        summary: "a review that counts is deleted or changed",
                        remedy: "leave the file; its signer can withdraw it, or sign another that takes its place"))
            }
        }
        return lost
    }

    /// Files among the reviews that no run would read.
    private func strayFiles(_ after: Workspace) throws -> [Diagnostic] {
        let read = try after.tenants.flatMap { try ReviewFolder(tenant: $0).files().map(\.path) }
        let here = Set(try git.paths(["ls-tree", "-r", "-z", "--name-only", head, "--", "tenants"]))
        return changed.sorted().filter { path in
            path.hasPrefix("tenants/") && path.split(separator: "/").dropFirst(2).first == "reviews"
                && here.contains(path) && !read.contains(path) && !path.hasSuffix("/.gitkeep")
        }.map { path in
            Diagnostic(
                code: "stray_file", file: path, line: 1, summary: "no run reads this file",
                remedy: "put reviews into reviews/approvals or reviews/feedback, as files that end in .yaml")
        }
    }

    /// Who may sign and what happened so far must not change together with what is signed.
    private func mixedChanges(_ before: Workspace, _ after: Workspace) -> [Diagnostic] {
        guard changed.contains(where: { $0.hasPrefix("tenants/") && $0.contains("/reviews/") }) else { return [] }
        return changed.sorted().filter { path in
            let words = path.split(separator: "/").map(String.init)
            guard words.count >= 3, words[0] == "tenants" else { return false }
            if words.count > 3 { return words[2] == "texts" }
            switch words[2] {
            case "signers", "revoked", "ledger.jsonl", "ledger.checkpoint": return true
            case "tenant.yaml": return roles(of: words[1], in: before) != roles(of: words[1], in: after)
            default: return false
            }
        }.map { path in
            Diagnostic(
                code: "changed_with_reviews", file: path, line: 1,
                summary: "signers, revoked keys, roles, the ledger and approved texts must not change with reviews",
                remedy: "bring this file's change in a pull request of its own")
        }
    }

    /// The roles and the tenant's id; `nil` when the configuration cannot be read.
    private func roles(of folder: String, in workspace: Workspace) -> TenantConfiguration.Roles? {
        let tenant = workspace.tenants.first { $0.folder == folder }
        return try? tenant?.configuration.get().roles
    }

    /// The files of a commit that reviews are judged by, as a workspace. Links are left out. Sizes are known before
    /// anything is read: of a review that is too large, only that is told.
    private func load(_ commit: String, into folder: URL) throws -> Workspace {
        var wanted: [(path: String, hash: String)] = []
        for entry in try git.paths(["ls-tree", "-r", "-z", "--long", commit, "--", "tenants"]) {
            guard let entry = TreeEntry(entry), let limit = Self.limit(of: entry.path) else { continue }
            if entry.size <= limit {
                wanted.append((entry.path, entry.hash))
                continue
            }
            guard Self.isAmongReviews(entry.path) else {
                throw CasebookError(
                    .refused, code: "too_large", file: entry.path, "the file is larger than it may be",
                    remedy: "bring it below \(limit / 1_024) KiB")
            }
            try Self.write([UInt8](repeating: 0x0A, count: limit + 1), to: folder.appending(path: entry.path))
        }
        let blobs = try git.blobs(wanted.map(\.hash))
        // Nothing is judged by the rest of the configuration, which may read secrets that no pull request is given.
        try Self.write(Array("version: 1\n".utf8), to: folder.appending(path: "casebook.yaml"))
        for ((path, _), bytes) in zip(wanted, blobs) { try Self.write(bytes, to: folder.appending(path: path)) }
        return try WorkspaceLoader.load(root: folder, environment: ProcessInfo.processInfo.environment)
    }

    private static func write(_ bytes: [UInt8], to file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    private static func isAmongReviews(_ path: String) -> Bool {
        let words = path.split(separator: "/")
        return words.count > 3 && words[0] == "tenants" && words[2] == "reviews"
    }

    /// The bytes that a file may have at most; `nil` for one that nothing is judged by.
    private static func limit(of path: String) -> Int? {
        if isAmongReviews(path) { return ReviewFile.limit }
        let words = path.split(separator: "/")
        guard words.count == 3 else { return nil }
        switch words[2] {
        case "tenant.yaml", "signers", "revoked": return 1_024 * 1_024
        case "ledger.jsonl": return 1_024 * 1_024 * 1_024
        default: return nil
        }
    }
}

/// A plain file of a tree, as `git ls-tree --long` lists it.
private struct TreeEntry {
    let path: String
    let hash: String
    /// In bytes.
    let size: Int

    /// `100644 blob HASH SIZE<tab>PATH`; `nil` for what is no plain file.
    init?(_ line: String) {
        guard line.hasPrefix("100"), let tab = line.firstIndex(of: "\t") else { return nil }
        let words = line[..<tab].split(separator: " ")
        guard words.count == 4, words[1] == "blob", let size = Int(words[3]) else { return nil }
        path = String(line[line.index(after: tab)...])
        hash = String(words[2])
        self.size = size
    }
}
