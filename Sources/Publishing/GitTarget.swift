public import Domain
public import Foundation

/// A branch of a git repository, or a folder in one. Each publication is one commit.
///
/// Nothing is checked out: objects, index and commit are made in a bare repository of its own that is thrown away.
public struct GitTarget: PublicationTarget {
    /// What becomes of earlier publications.
    public enum History: String, Sendable, Hashable, CaseIterable {
        /// One commit more each time.
        case keep
        /// The branch has a single commit, which each publication replaces.
        case replace
    }

    /// Where the branch is, and how it is reached.
    public struct Branch: Sendable {
        /// A URL, `user@host:path`, or an absolute path.
        public var repository: String
        public var name: String
        /// The site's folder in the branch; empty for its root.
        public var folder = ""
        public var history = History.keep
        /// Sent to an https address as the password of `user`.
        public var token: Secret?
        public var user = "x-access-token"

        public init(repository: String, name: String) {
            self.repository = repository
            self.name = name
        }

        var reference: String { "refs/heads/\(name)" }
    }

    public let place: String
    let branch: Branch
    let tenant: TenantID
    let kept: KeptPaths
    /// The workspace: what its repository configures of servers and people holds here too.
    let workspace: URL
    let clock: WallClock

    /// - Parameters:
    ///   - place: the target as configured, for people.
    ///   - kept: files in the site's folder that are not ours, and stay.
    public init(
        branch: Branch, place: String, tenant: TenantID, kept: KeptPaths = KeptPaths([]), workspace: URL,
        clock: WallClock
    ) {
        self.branch = branch
        self.place = place
        self.tenant = tenant
        self.kept = kept
        self.workspace = workspace
        self.clock = clock
    }

    public func plan(_ site: BuiltSite) throws -> PublicationPlan { try draft(site, on: bench()).plan }

    @discardableResult
    public func publish(_ site: BuiltSite) throws -> PublicationPlan {
        let bench = try bench()
        var draft = try draft(site, on: bench)
        if draft.plan.isEmpty { return draft.plan }
        var outcome = try push(draft, on: bench)
        // Whoever else publishes to the branch may be faster, once.
        if outcome.status != 0, GitFailure(outcome) == .moved {
            draft = try self.draft(site, on: bench)
            if draft.plan.isEmpty { return draft.plan }
            outcome = try push(draft, on: bench)
        }
        guard outcome.status == 0 else { throw GitFailure(outcome).error("push", place: place) }
        return draft.plan
    }

    private func bench() throws(CasebookError) -> GitBench {
        let header = branch.token.map { token in
            Secret("Authorization: Basic " + Data("\(branch.user):\(token.value)".utf8).base64EncodedString())
        }
        return try GitBench(token: header.map { (branch.repository, $0) }, workspace: workspace)
    }

    /// A tree that is to be the branch's, and what it changes.
    private struct Draft {
        let tree: String
        let tip: String?
        let plan: PublicationPlan
        let message: String
    }

    private func draft(_ site: BuiltSite, on bench: GitBench) throws(CasebookError) -> Draft {
        let tip = try bench.fetch(branch, place: place)
        let prefix = branch.folder.isEmpty ? "" : branch.folder + "/"
        var listing: [String: GitBench.Entry] = [:]
        if let tip { listing = try bench.listing(tip, place: place) }
        let present = Dictionary(
            uniqueKeysWithValues: listing.filter { $0.key.hasPrefix(prefix) }.map {
                (String($0.key.dropFirst(prefix.count)), $0.value)
            })
        let manifest = try present[SiteManifest.name].map { entry throws(CasebookError) in
            try SiteManifest(bench.blob(entry.object, place: place), tenant: tenant, place: place)
        }
        // Without it GitHub's site generator would look at the pages.
        let ours = (manifest?.paths ?? []).union(manifest == nil ? [] : [SiteManifest.name, ".nojekyll"])
        let others = present.keys.filter { !ours.contains($0) }
        let sent = try bench.store(site, with: extras(of: site), place: place)
        try ForeignFiles.refuse(others.filter { !kept.contains($0) || sent[$0] != nil }, at: place)
        var plan = try PublicationPlan(of: site, over: ours.intersection(present.keys)) { file throws(CasebookError) in
            present[file.path]?.object == sent[file.path] && present[file.path]?.mode == GitBench.Entry.file
        }
        plan.deleted.removeAll { $0 == ".nojekyll" }
        var entries = listing.filter { !$0.key.hasPrefix(prefix) }
        for path in others { entries[prefix + path] = present[path] }
        for (path, object) in sent {
            entries[prefix + path] = GitBench.Entry(mode: GitBench.Entry.file, object: object)
        }
        let tree = try bench.tree(entries, place: place)
        let (known, parents) =
            try tip.map { tip throws(CasebookError) in try bench.commit(tip, place: place) } ?? ("", 0)
        plan.isUnfinished = tree != known || (branch.history == .replace && parents > 0)
        let message = """
            Publish \(tenant)

            \(plan.new.count) new, \(plan.changed.count) changed, \(plan.deleted.count) deleted
            Site-SHA256: \(site.digest)

            """
        return Draft(tree: tree, tip: tip, plan: plan, message: message)
    }

    /// Files beside those of the site.
    private func extras(of site: BuiltSite) -> [SiteFile] {
        let root = branch.folder.isEmpty ? [SiteFile(path: ".nojekyll", bytes: [])] : []
        return [SiteFile(path: SiteManifest.name, bytes: SiteManifest(of: site).bytes)] + root
    }

    private func push(_ draft: Draft, on bench: GitBench) throws(CasebookError) -> GitProgram.Outcome {
        let parent = branch.history == .keep ? draft.tip : nil
        let commit = try bench.commit(
            draft.tree, parent: parent, message: draft.message, identity: identity(on: bench), place: place)
        // The branch must be as it was fetched, or must not be.
        return try bench.git.run([
            "push", "--porcelain", "--no-verify", "--force-with-lease=\(branch.reference):\(draft.tip ?? "")", "origin",
            "\(commit):\(branch.reference)",
        ])
    }

    /// Who commits: as git is configured, or Casebook.
    private func identity(on bench: GitBench) throws(CasebookError) -> [String: String] {
        var identity: [String: String] = [:]
        let given = ProcessInfo.processInfo.environment
        for (variable, key, value) in [
            ("NAME", "user.name", "Casebook"), ("EMAIL", "user.email", "casebook@localhost"),
        ] {
            guard try bench.git.run(["config", key]).status != 0 else { continue }
            for name in ["GIT_AUTHOR_\(variable)", "GIT_COMMITTER_\(variable)"] where given[name] == nil {
                identity[name] = value
            }
        }
        let moment = "\(clock.now().seconds) +0000"
        identity["GIT_AUTHOR_DATE"] = moment
        identity["GIT_COMMITTER_DATE"] = moment
        return identity
    }
}
