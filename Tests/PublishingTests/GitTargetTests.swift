import Domain
import Foundation
import Publishing
import TestSupport
import Testing

private let old = ["index.html": "old", "clusters/a/index.html": "a", "clusters/b/index.html": "b"]
private let new = ["index.html": "new", "clusters/a/index.html": "a", "clusters/c/index.html": "c"]

@Suite struct GitTargetTests {
    let scratch: Scratch
    let remote: URL

    init() throws {
        scratch = try Scratch()
        remote = scratch.root.appending(path: "remote.git")
        try git(["init", "--quiet", "--bare", remote.path], in: scratch.root)
        try git(["config", "uploadpack.allowFilter", "true"])
    }

    private func target(
        history: GitTarget.History = .keep, folder: String = "", keep: [String] = [], tenant: TenantID = Scratch.tenant
    ) -> GitTarget {
        var branch = GitTarget.Branch(repository: remote.path, name: "sites/acme")
        branch.history = history
        branch.folder = folder
        return GitTarget(
            branch: branch, place: "remote", tenant: tenant, kept: KeptPaths(keep), workspace: scratch.root,
            clock: .fixed(Instant(seconds: 1_780_000_000)))
    }

    @discardableResult
    private func git(_ arguments: [String], in folder: URL? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
        process.arguments = ["git"] + identity + ["-C", (folder ?? remote).path] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = Pipe()
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Files of the branch with their texts, without the manifest.
    private func contents(_ branch: String = "sites/acme") throws -> [String: String] {
        var contents: [String: String] = [:]
        for path in try git(["ls-tree", "-r", "--name-only", branch]).split(separator: "\n").map(String.init)
        where !path.hasSuffix(SiteManifest.name) {
            contents[path] = try git(["show", "\(branch):\(path)"])
        }
        return contents
    }

    private func count(_ branch: String = "sites/acme") throws -> Int {
        try Int(git(["rev-list", "--count", branch])) ?? 0
    }

    /// Commits a file on the branch, as somebody else would.
    private func commit(_ path: String, _ text: String) throws {
        let clone = scratch.root.appending(path: "clone-\(UUID().uuidString)")
        try git(["clone", "--quiet", "--branch", "sites/acme", remote.path, clone.path], in: scratch.root)
        let file = clone.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        try git(["add", "--all"], in: clone)
        try git(["commit", "--quiet", "--message", "Theirs"], in: clone)
        try git(["push", "--quiet", "origin", "HEAD"], in: clone)
    }

    /// Commits files on the branch as somebody else would, whose names may hold any bytes.
    ///
    /// - Parameter names: in the escapes of printf(1).
    private func commit(names: [String], text: String = "theirs") throws {
        let script = """
            set -e
            tip=$(git rev-parse --verify --quiet refs/heads/sites/acme || true)
            git read-tree ${tip:---empty}
            blob=$(printf '\(text)' | git hash-object -w --stdin)
            for name in "$@"; do printf "100644 $blob\\t$name\\0"; done | git update-index -z --index-info
            git update-ref refs/heads/sites/acme $(git commit-tree $(git write-tree) ${tip:+-p $tip} -m Theirs)

            """
        let environment = [
            "GIT_DIR": remote.path, "GIT_INDEX_FILE": scratch.root.appending(path: "theirs").path,
            "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_COMMITTER_NAME": "T",
            "GIT_COMMITTER_EMAIL": "t@example.org",
        ]
        let shell = try Command.run(
            URL(filePath: "/bin/sh"), ["-c", script, "sh"] + names, environment: environment)
        #expect(shell.status == 0, "\(shell.errors)")
    }

    /// Lines of the branch's tree for what is not below a folder, with names that git quotes.
    private func tree(outside folder: String) throws -> [String] {
        try git(["-c", "core.quotePath=true", "ls-tree", "-r", "sites/acme"]).split(separator: "\n").map(String.init)
            .filter { !$0.contains("\t\(folder)/") }
    }

    private func code(_ work: () throws -> PublicationPlan) -> String? {
        let error = #expect(throws: CasebookError.self) { _ = try work() }
        return error?.diagnostics.first?.code
    }

    @Test func makesTheBranchAndAddsACommitForEachChange() throws {
        let first = try target().publish(scratch.built(old))
        #expect(first.new.count == 3 && first.changed.isEmpty && first.deleted.isEmpty)
        #expect(try contents() == old.merging([".nojekyll": ""]) { $1 })
        #expect(try git(["log", "-1", "--format=%an <%ae> %ct %s", "sites/acme"]).hasSuffix("1780000000 Publish acme"))
        #expect(try git(["log", "-1", "--format=%b", "sites/acme"]).contains("Site-SHA256: "))

        let site = try scratch.built(new)
        let plan = try target().plan(site)
        #expect(try count() == 1)
        #expect(plan.new == ["clusters/c/index.html"] && plan.changed == ["index.html"])
        #expect(plan.deleted == ["clusters/b/index.html"] && plan.unchanged == 1 && plan.bytes == 4)
        #expect(try target().publish(site) == plan)
        #expect(try count() == 2)
        #expect(try contents() == new.merging([".nojekyll": ""]) { $1 })

        #expect(try target().publish(site).isEmpty)
        #expect(try count() == 2)
    }

    @Test func aReplacedHistoryIsOneCommitInWhichNothingElseIs() throws {
        try target().publish(scratch.built(old))
        try target().publish(scratch.built(new))
        let tip = try git(["rev-parse", "sites/acme"])
        // Not a file differs, and yet the earlier commit has to go.
        #expect(try target(history: .replace).publish(scratch.built(new)).isUnfinished)
        #expect(try count() == 1)
        #expect(try git(["rev-parse", "sites/acme"]) != tip)
        #expect(try target(history: .replace).publish(scratch.built(new)).isEmpty)
        try target(history: .replace).publish(scratch.built(old))
        #expect(try count() == 1)
        #expect(try contents() == old.merging([".nojekyll": ""]) { $1 })
    }

    @Test func aFolderOfABranchLeavesTheRestAlone() throws {
        try target(folder: "docs/acme").publish(scratch.built(old))
        try commit("README.md", "ours")
        try commit("docs/other.html", "ours")
        for history in GitTarget.History.allCases {
            try target(history: history, folder: "docs/acme").publish(scratch.built(history == .keep ? new : old))
            let texts = try contents()
            #expect(texts["README.md"] == "ours" && texts["docs/other.html"] == "ours")
            #expect(texts["docs/acme/index.html"] == (history == .keep ? "new" : "old"))
            #expect(texts[".nojekyll"] == nil)
        }
    }

    @Test func refusesFilesThatItDidNotWriteUnlessTheyAreKept() throws {
        try target().publish(scratch.built(old))
        try commit("CNAME", "book.example")
        let tip = try git(["rev-parse", "sites/acme"])
        let site = try scratch.built(new)
        #expect(code { try target().publish(site) } == "foreign_files")
        #expect(try git(["rev-parse", "sites/acme"]) == tip)
        try target(history: .replace, keep: ["CNAME"]).publish(scratch.built(new))
        #expect(try contents() == new.merging([".nojekyll": "", "CNAME": "book.example"]) { $1 })
    }

    @Test func refusesABranchThatIsSomebodyElses() throws {
        let clone = scratch.root.appending(path: "theirs")
        try git(["clone", "--quiet", remote.path, clone.path], in: scratch.root)
        try Data("mine".utf8).write(to: clone.appending(path: "index.html"))
        try git(["add", "--all"], in: clone)
        try git(["commit", "--quiet", "--message", "Theirs"], in: clone)
        try git(["push", "--quiet", "origin", "HEAD:refs/heads/sites/acme"], in: clone)
        let site = try scratch.built(old)
        #expect(code { try target(history: .replace).publish(site) } == "foreign_files")
        #expect(code { try target(history: .replace, keep: ["index.html"]).publish(site) } == "foreign_files")
        #expect(try contents() == ["index.html": "mine"])
    }

    @Test func refusesTheSiteOfAnotherTenant() throws {
        try target().publish(scratch.built(old))
        let other = try #require(TenantID("other"))
        let site = try scratch.built(new, tenant: other)
        #expect(code { try target(tenant: other).plan(site) } == "target_of_another_tenant")
    }

    /// Latin-1, and one letter in two spellings: to Swift no text, and one text.
    @Test(arguments: GitTarget.History.allCases)
    func namesOfOthersStayByteForByte(history: GitTarget.History) throws {
        try commit(names: [#"caf\351.txt"#, #"docs/\303\244.txt"#, #"docs/a\314\210.txt"#, #"docs/\377/x"#])
        let theirs = try tree(outside: "docs/acme")
        #expect(theirs.count == 4 && theirs[0].hasSuffix(#"caf\351.txt""#))
        for texts in [old, new] {
            try target(history: history, folder: "docs/acme").publish(scratch.built(texts))
            #expect(try tree(outside: "docs/acme") == theirs)
            let all = try git(["ls-tree", "-r", "--name-only", "sites/acme"]).split(separator: "\n")
            #expect(all.count == theirs.count + texts.count + 1)
        }
    }

    @Test(arguments: [#"caf\351.txt"#, #"clusters/a\314\210.html"#])
    func refusesForeignNamesThatAreNoTextOrAnotherSpelling(name: String) throws {
        let site = ["index.html": "x", "clusters/\u{E4}.html": "ours"]
        try target().publish(scratch.built(site))
        try commit(names: [name])
        let changed = try scratch.built(site.merging(["index.html": "y"]) { $1 })
        #expect(code { try target().publish(changed) } == "foreign_files")
        #expect(try git(["show", "sites/acme:index.html"]) == "x")
    }

    @Test func aKeptFolderMayHoldNamesThatAreNoText() throws {
        try target().publish(scratch.built(old))
        try commit(names: [#"legal/caf\351.txt"#, #"legal/\303\244"#, #"legal/a\314\210"#])
        try target(keep: ["legal/"]).publish(scratch.built(new))
        let kept = try git(["-c", "core.quotePath=true", "ls-tree", "-r", "--name-only", "sites/acme", "legal/"])
        #expect(
            kept == #"""
                "legal/a\314\210"
                "legal/caf\351.txt"
                "legal/\303\244"
                """#)
    }

    /// Git would take theirs away without a word.
    @Test(arguments: ["clusters", "clusters/b", "index.html/x", "clusters/a/index.html/more/x"])
    func aKeptFileWhereTheSiteHasAFolderAndTheReverseAreRefused(name: String) throws {
        try commit(names: [name])
        let theirs = try contents()
        let site = try scratch.built(old)
        for keep in [name, String(name.prefix { $0 != "/" }) + "/"] {
            #expect(code { try target(keep: [keep]).plan(site) } == "foreign_files")
            #expect(code { try target(keep: [keep]).publish(site) } == "foreign_files")
        }
        #expect(try contents() == theirs)
    }

    /// Names that only begin alike are in nobody's way.
    @Test func aKeptFileWhoseNameBeginsAsAFolderOfTheSiteDoesStays() throws {
        let names = ["cluster", "clusters.txt", "clusters-a/x", "index.html.txt"]
        try commit(names: names)
        try target(keep: names).publish(scratch.built(old))
        let theirs = Dictionary(uniqueKeysWithValues: names.map { ($0, "theirs") })
        #expect(try contents() == old.merging(theirs) { $1 }.merging([".nojekyll": ""]) { $1 })
    }

    @Test func aFileInTheWayOfTheFolderIsRefused() throws {
        try commit(names: ["docs"])
        let site = try scratch.built(old)
        #expect(code { try target(folder: "docs/acme").publish(site) } == "foreign_files")
        #expect(try contents() == ["docs": "theirs"])
    }

    @Test func theMarkForGitHubIsOursAtTheRootAlone() throws {
        try commit(names: [".nojekyll"], text: "")
        let site = try scratch.built(old)
        #expect(try target().publish(site).new.count == 3)
        #expect(try contents() == old.merging([".nojekyll": ""]) { $1 })
        try target(folder: "docs").publish(scratch.built(old))
        try commit(names: ["docs/.nojekyll"], text: "")
        let next = try scratch.built(new)
        #expect(code { try target(folder: "docs").publish(next) } == "foreign_files")
        try target(folder: "docs", keep: [".nojekyll"]).publish(next)
        #expect(try contents()["docs/.nojekyll"] == "")
    }

    @Test func aMarkForGitHubThatSaysSomethingIsSomebodyElses() throws {
        try commit(names: [".nojekyll"])
        let site = try scratch.built(old)
        #expect(code { try target().publish(site) } == "foreign_files")
        #expect(try contents() == [".nojekyll": "theirs"])
    }

    /// A hook of the remote commits beside us before our push arrives, as often as a file says.
    private func race(_ times: Int) throws {
        let left = scratch.root.appending(path: "left")
        try Data("\(times)".utf8).write(to: left)
        let hook = remote.appending(path: "hooks/pre-receive")
        try FileManager.default.createDirectory(at: hook.deletingLastPathComponent(), withIntermediateDirectories: true)
        // Objects of the push are in quarantine: what is committed here must not be.
        let script = """
            #!/bin/sh
            left=$(cat '\(left.path)')
            [ "$left" -gt 0 ] || exit 0
            echo $((left - 1)) > '\(left.path)'
            unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
            export GIT_AUTHOR_NAME=T GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=T GIT_COMMITTER_EMAIL=t@example.org
            tip=$(git rev-parse refs/heads/sites/acme)
            git update-ref refs/heads/sites/acme "$(git commit-tree "$tip^{tree}" -p "$tip" -m "Theirs $left")"

            """
        try Data(script.utf8).write(to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
    }

    @Test(arguments: GitTarget.History.allCases)
    func whoeverWasFasterIsNotOverwritten(history: GitTarget.History) throws {
        try target(history: history).publish(scratch.built(old))
        try race(1)
        try target(history: history).publish(scratch.built(new))
        #expect(try contents() == new.merging([".nojekyll": ""]) { $1 })
        // Ours, theirs, ours; a replaced history is ours alone.
        #expect(try count() == (history == .keep ? 3 : 1))
    }

    @Test func twiceTooLateIsAnError() throws {
        try target().publish(scratch.built(old))
        try race(2)
        let site = try scratch.built(new)
        #expect(code { try target().publish(site) } == "branch_moved")
        #expect(try contents() == old.merging([".nojekyll": ""]) { $1 })
        try target().publish(site)
        #expect(try contents() == new.merging([".nojekyll": ""]) { $1 })
    }

    @Test func bytesArriveAsTheyAreWhateverGitIsConfiguredToDo() throws {
        let odd = ["index.html": "a\r\nb\n", "clusters/ä ö/\"q\".md": "x", ".gitattributes.html": "*"]
        try git(["init", "--quiet", scratch.root.path], in: scratch.root)
        try git(["config", "core.autocrlf", "true"], in: scratch.root)
        try target().publish(scratch.built(odd))
        let object = try git(["rev-parse", "sites/acme:index.html"])
        #expect(try git(["cat-file", "-s", object]) == "5")
        #expect(try git(["ls-tree", "-r", "-z", "--name-only", "sites/acme"]).contains("clusters/ä ö/\"q\".md"))
        #expect(try target().publish(scratch.built(odd)).isEmpty)
    }

    @Test func tellsAMissingRepository() throws {
        let branch = GitTarget.Branch(repository: scratch.root.appending(path: "nowhere").path, name: "pages")
        let target = GitTarget(
            branch: branch, place: "nowhere", tenant: Scratch.tenant, workspace: scratch.root,
            clock: .fixed(Instant(seconds: 0)))
        let site = try scratch.built(old)
        #expect(code { try target.plan(site) } == "git_missing")
    }
}
