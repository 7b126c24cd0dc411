import Domain
import Foundation

/// A bare repository in a temporary folder, in which a commit is made. It goes with the value.
final class GitBench: Sendable {
    /// What stands at a path of a tree.
    struct Entry: Sendable, Hashable {
        static let file = "100644"

        let mode: String
        let object: String
    }

    let git: GitProgram

    /// - Parameters:
    ///   - token: what lets us in, for this address alone.
    ///   - workspace: whose repository's configuration of servers and people holds here too: a CI system leaves its
    ///     credentials there.
    ///   - inherited: the variables that git inherits, as far as it may.
    /// - Throws: `.unavailable` when there is no git.
    init(
        token: (address: String, header: Secret)? = nil, workspace: URL? = nil,
        inherited: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CasebookError) {
        let parent = FileManager.default.temporaryDirectory
        Self.removeLeftovers(in: parent)
        let folder = parent.appending(path: "casebook-git-\(getpid())-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: folder.path, "the temporary folder cannot be made",
                remedy: "check the space and the rights of the folder for temporary files, or set TMPDIR")
        }
        do throws(CasebookError) {
            git = try Self.program(
                GitProgram(folder: folder, inherited: inherited), token: token, workspace: workspace)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    deinit { try? FileManager.default.removeItem(at: git.folder) }

    /// Git with a bare repository of its own.
    private static func program(
        _ git: GitProgram, token: (address: String, header: Secret)?, workspace: URL?
    ) throws(CasebookError) -> GitProgram {
        var git = git
        if let workspace { git.configuration = try configuration(of: workspace, by: git) }
        if let token {
            // An empty value forgets the headers before it: of two, servers refuse both.
            let key = "http.\(token.address).extraheader"
            git.configuration += [(key, ""), (key, token.header.value)]
        }
        let repository = git.folder.appending(path: "repository").path
        git.environment["GIT_DIR"] = repository
        _ = try git.answer(["init", "--quiet", "--bare", "--template=", repository], place: "")
        try git.boundSSH()
        return git
    }

    /// Removes the benches of our own runs that were killed: each holds a site.
    private static func removeLeftovers(in folder: URL) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] {
            // `casebook-git-PROCESS-…`
            let words = name.split(separator: "-", maxSplits: 3)
            guard words.count == 4, words[0] == "casebook", words[1] == "git", let process = pid_t(words[2]),
                process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            let path = folder.appending(path: name).path
            // A container that shares the folder has processes that are not seen from here.
            guard let found = try? files.attributesOfItem(atPath: path),
                found[.type] as? FileAttributeType == .typeDirectory,
                (found[.ownerAccountID] as? NSNumber)?.uint32Value == getuid(),
                let changed = found[.modificationDate] as? Date, changed.timeIntervalSinceNow < -3_600
            else { continue }
            try? files.removeItem(atPath: path)
        }
    }

    private static func configuration(
        of workspace: URL, by git: GitProgram
    ) throws(CasebookError) -> [(key: String, value: String)] {
        let local = try git.run(["-C", workspace.path, "config", "--local", "--includes", "--null", "--list"])
        // The workspace need not be a repository.
        guard local.status == 0 else { return [] }
        let kinds = ["http.", "credential.", "url.", "user.", "core.sshcommand", "ssh."]
        return local.output.split(separator: 0).compactMap { entry in
            // The key, LF, the value.
            let parts = entry.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(decoding: parts[0], as: UTF8.self)
            guard parts.count == 2, kinds.contains(where: { key.lowercased().hasPrefix($0) }) else { return nil }
            return (key, String(decoding: parts[1], as: UTF8.self))
        }
    }

    /// Brings the branch's last commit with its trees, and as few files as the server lets us.
    ///
    /// - Returns: the commit; `nil` when there is no such branch.
    func fetch(_ branch: GitTarget.Branch, place: String) throws(CasebookError) -> String? {
        for (key, value) in [
            ("remote.origin.url", branch.repository), ("remote.origin.promisor", "true"),
            ("remote.origin.partialclonefilter", "blob:none"),
        ] {
            _ = try git.answer(["config", "--replace-all", key, value], place: place)
        }
        let heads = try git.answer(["ls-remote", "--heads", "origin", branch.reference], place: place)
        guard !heads.text.isEmpty else { return nil }
        _ = try git.answer(
            ["fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "origin", branch.reference],
            place: place)
        return try git.answer(["rev-parse", "--verify", "FETCH_HEAD"], place: place).text
    }

    /// Everything in a commit, by path. Paths are bytes, as git has them: they need not be text, and two files may be one
    /// text to Swift, which holds letters to be equal whether they are composed or not.
    func listing(_ commit: String, place: String) throws(CasebookError) -> [[UInt8]: Entry] {
        let answer = try git.answer(["ls-tree", "-r", "-z", "--full-tree", commit], place: place)
        var entries: [[UInt8]: Entry] = [:]
        for line in answer.output.split(separator: 0) {
            // `MODE TYPE OBJECT`, TAB, the path.
            guard let tab = line.firstIndex(of: 0x09) else { continue }
            let words = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
            guard words.count == 3 else { continue }
            entries[Array(line[(tab + 1)...])] = Entry(mode: String(words[0]), object: String(words[2]))
        }
        return entries
    }

    func blob(_ object: String, place: String) throws(CasebookError) -> [UInt8] {
        try git.answer(["cat-file", "blob", object], place: place).output
    }

    /// Stores a site's files as they are.
    ///
    /// - Returns: their objects, by path.
    func store(_ site: BuiltSite, with extras: [SiteFile], place: String) throws(CasebookError) -> [String: String] {
        var objects: [String: String] = [:]
        let built = site.files.compactMap { file in site.location(of: file).map { (file.path, $0) } }
        // Paths of a site hold no line feed.
        let paths = built.map { $0.1 + "\n" }.joined()
        let answer = try git.answer(
            ["hash-object", "-w", "--no-filters", "--stdin-paths"], input: Array(paths.utf8), place: place)
        let names = answer.text.split(separator: "\n").map(String.init)
        guard names.count == built.count else { throw GitFailure.other.error("hash-object", place: place) }
        for (file, name) in zip(built, names) { objects[file.0] = name }
        var made = extras
        for file in site.files where site.location(of: file) == nil {
            made.append(SiteFile(path: file.path, bytes: try site.bytes(of: file)))
        }
        for file in made {
            objects[file.path] = try git.answer(
                ["hash-object", "-w", "--no-filters", "--stdin"], input: file.bytes, place: place
            ).text
        }
        return objects
    }

    /// A commit's tree in which some files are others. The rest is git's own, and stays as it is.
    ///
    /// - Parameters:
    ///   - commit: `nil` for a tree in which nothing is yet.
    ///   - removed: paths.
    ///   - objects: of the files to be written, by path.
    func tree(
        of commit: String?, without removed: [String], with objects: [String: String], place: String
    ) throws(CasebookError) -> String {
        var bench = git
        bench.environment["GIT_INDEX_FILE"] = git.folder.appending(path: "index-\(UUID().uuidString)").path
        _ = try bench.answer(["read-tree", commit ?? "--empty"], place: place)
        // A mode of zero removes. Before anything is added: where a file was, a folder may come.
        let none = String(repeating: "0", count: commit?.utf8.count ?? 40)
        let lines =
            removed.map { "0 \(none)\t\($0)\0" }
            + objects.keys.sortedByBytes.compactMap { path in
                objects[path].map { "\(Entry.file) \($0)\t\(path)\0" }
            }
        _ = try bench.answer(["update-index", "-z", "--index-info"], input: Array(lines.joined().utf8), place: place)
        // Files that only the server has are no reason to bring them.
        return try bench.answer(["write-tree", "--missing-ok"], place: place).text
    }

    /// A commit's tree, and how many parents it has.
    func commit(_ commit: String, place: String) throws(CasebookError) -> (tree: String, parents: Int) {
        let text = try git.answer(["cat-file", "commit", commit], place: place).text
        let head = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        let tree = head.first { $0.hasPrefix("tree ") }.map { String($0.dropFirst(5)) } ?? ""
        return (tree, head.count { $0.hasPrefix("parent ") })
    }

    func commit(
        _ tree: String, parent: String?, message: String, identity: [String: String], place: String
    ) throws(CasebookError) -> String {
        var bench = git
        bench.environment.merge(identity) { $1 }
        let parents = parent.map { ["-p", $0] } ?? []
        return try bench.answer(
            ["commit-tree", tree] + parents + ["-F", "-"], input: Array(message.utf8), place: place
        ).text
    }
}
