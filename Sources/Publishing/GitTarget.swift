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
        let present = try present(tip, on: bench)
        let manifest = try present[Array(SiteManifest.name.utf8)].map { entry throws(CasebookError) in
            try SiteManifest(bench.blob(entry.object, place: place), tenant: tenant, place: place)
        }
        let sent = try bench.store(site, with: extras(of: site), place: place)
        let ours = ours(manifest, present: present, sent: sent)
        try refuseOthers(present, ours: ours, sent: sent)
        let standing = ours.filter { present[Array($0.utf8)] != nil }
        var plan = try PublicationPlan(of: site, over: standing) { file throws(CasebookError) in
            guard let object = sent[file.path] else { return false }
            return present[Array(file.path.utf8)] == GitBench.Entry(mode: GitBench.Entry.file, object: object)
        }
        plan.deleted.removeAll { $0 == Self.plain }
        let tree = try bench.tree(
            of: tip, without: plan.deleted.map { prefix + $0 },
            with: Dictionary(uniqueKeysWithValues: sent.map { (prefix + $0.key, $0.value) }), place: place)
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

    /// Without it GitHub's site generator would look at the pages. It is read at the root of a branch.
    private static let plain = ".nojekyll"

    private var prefix: String { branch.folder.isEmpty ? "" : branch.folder + "/" }

    /// Files beside those of the site.
    private func extras(of site: BuiltSite) -> [SiteFile] {
        let root = branch.folder.isEmpty ? [SiteFile(path: Self.plain, bytes: [])] : []
        return [SiteFile(path: SiteManifest.name, bytes: SiteManifest(of: site).bytes)] + root
    }

    /// What stands in the site's folder, by path in it.
    ///
    /// - Throws: `.refused` when a file stands where that folder or one that it lies in would be.
    private func present(_ tip: String?, on bench: GitBench) throws(CasebookError) -> [[UInt8]: GitBench.Entry] {
        guard let tip else { return [:] }
        let listing = try bench.listing(tip, place: place)
        let prefix = Array(prefix.utf8)
        let inTheWay = listing.keys.filter { prefix.starts(with: $0 + [0x2F]) }
        try ForeignFiles.refuse(inTheWay.map { String(decoding: $0, as: UTF8.self) }, at: place)
        return Dictionary(
            uniqueKeysWithValues: listing.filter { $0.key.starts(with: prefix) }.map {
                (Array($0.key.dropFirst(prefix.count)), $0.value)
            })
    }

    /// Paths that publications of this tenant wrote, or could have written.
    private func ours(
        _ manifest: SiteManifest?, present: [[UInt8]: GitBench.Entry], sent: [String: String]
    ) -> Set<String> {
        var ours = manifest?.paths ?? []
        if manifest != nil { ours.insert(SiteManifest.name) }
        if let object = sent[Self.plain] {
            // People make an empty one with the branch: it is what we would write.
            let there = present[Array(Self.plain.utf8)]
            if manifest != nil || there?.object == object { ours.insert(Self.plain) }
        }
        return ours
    }

    /// - Throws: `.refused` when files of somebody else's stand there that are not to be kept, or where the site has a file
    /// or a folder.
    private func refuseOthers(
        _ present: [[UInt8]: GitBench.Entry], ours: Set<String>, sent: [String: String]
    ) throws(CasebookError) {
        let known = Set(ours.map { Array($0.utf8) })
        let written = Set(sent.keys.map { Array($0.utf8) })
        let folders = Set(written.flatMap(Self.folders))
        // Git would take a file away for the folder of its name, and a folder for the file.
        let isInTheWay = { (path: [UInt8]) in
            written.contains(path) || folders.contains(path) || Self.folders(of: path).contains(where: written.contains)
        }
        let others = present.keys.filter { !known.contains($0) }
        let refused = others.filter { isInTheWay($0) || !kept.contains(String(decoding: $0, as: UTF8.self)) }
        try ForeignFiles.refuse(refused.map { String(decoding: $0, as: UTF8.self) }, at: place)
    }

    /// The folders that a path lies in.
    private static func folders(of path: [UInt8]) -> [[UInt8]] {
        path.indices.filter { path[$0] == 0x2F }.map { Array(path[..<$0]) }
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
        for (variable, key, value) in [
            ("NAME", "user.name", "Casebook"), ("EMAIL", "user.email", "casebook@localhost"),
        ] {
            guard try bench.git.run(["config", key]).status != 0 else { continue }
            for name in ["GIT_AUTHOR_\(variable)", "GIT_COMMITTER_\(variable)"] where bench.git.inherited[name] == nil {
                identity[name] = value
            }
        }
        let moment = "\(clock.now().seconds) +0000"
        identity["GIT_AUTHOR_DATE"] = moment
        identity["GIT_COMMITTER_DATE"] = moment
        return identity
    }
}
