import Foundation
import TestSupport
import Testing

/// `casebook publish` as a user runs it, to folders and git branches.
struct PublishTests {
    struct Book {
        let scratch: Scratch
        let root: URL

        /// - Parameter publish: lines of each tenant's `publish`.
        init(publish: [String: String], general: String = "") throws {
            scratch = try Scratch()
            var tenants: [String: [String: Data]] = [:]
            for (index, name) in publish.keys.sorted().enumerated() {
                tenants[name] = ["a.csv": SampleWorkspace.csv(count: 24, seed: index)]
            }
            root = try SampleWorkspace.make(
                in: scratch, tenants: tenants,
                configuration: "version: 1\nsite: {manual: false}\nmodels: {embedding: {provider: lexical}}\n" + general
            )
            for (name, lines) in publish { try configure(name, lines) }
        }

        func configure(_ tenant: String, _ lines: String) throws {
            let indented = lines.split(separator: "\n").map { "  \($0)\n" }.joined()
            try Data("name: \(tenant)\n\(lines.isEmpty ? "" : "publish:\n\(indented)")".utf8)
                .write(to: root.appending(path: "tenants/\(tenant)/tenant.yaml"))
        }

        func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Command {
            try Command.run(
                Repository.binary, arguments + ["--workspace", root.path],
                environment: ["SOURCE_DATE_EPOCH": "1780000000"].merging(environment) { $1 })
        }

        func built(_ tenant: String) throws -> [String: Data] {
            try snapshot(of: root.appending(path: "public/\(tenant)")).filter { $0.key != ".casebook-site" }
        }

        func published(_ path: String) throws -> [String: Data] {
            try snapshot(of: scratch.url.appending(path: path)).filter { !$0.key.hasPrefix(".casebook-site") }
        }

        func publications(_ tenant: String) throws -> [[String: Any]] {
            let ledger = try String(contentsOf: root.appending(path: "tenants/\(tenant)/ledger.jsonl"), encoding: .utf8)
            return try ledger.split(separator: "\n").compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }.filter { $0["event"] as? String == "published" }
        }
    }

    private static func folder(_ scratch: URL? = nil) -> String { "kind: folder\npath: ../served/{tenant}" }

    @Test func sendsTheSiteOnceAndRecordsIt() throws {
        // Outside the workspace, so that the path has to be absolute.
        let served = try Scratch()
        let lines = "kind: folder\npath: \(served.url.path)/{tenant}"
        let book = try Book(publish: ["acme": lines])
        let early = try book.run("publish")
        #expect(early.status == 65 && early.errors.contains("[not_built]"), "\(early.errors)")
        #expect(try book.run("build").status == 0)

        let before = try snapshot(of: book.root)
        let dry = try book.run("publish", "--dry-run", "--format", "json")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(try snapshot(of: book.root) == before && snapshot(of: served.url).isEmpty)
        let count = try book.built("acme").count
        #expect(dry.output.contains("\"new\":\(count)") && dry.output.contains("\"dry_run\":true"), "\(dry.output)")

        let done = try book.run("publish")
        #expect(done.status == 0 && done.errors.contains("\(count) new, 0 changed, 0 deleted"), "\(done.errors)")
        let target = served.url.appending(path: "acme")
        let sent = try snapshot(of: target).filter { !$0.key.hasPrefix(".casebook-site") }
        #expect(try sent == book.built("acme"))
        let entries = try book.publications("acme")
        #expect(entries.count == 1 && entries[0]["kind"] as? String == "folder")
        #expect(entries[0]["files"] as? Int == count)

        // Neither the next build nor the next publication has anything to do.
        let site = try book.built("acme")
        #expect(try book.run("build").errors.contains("nothing changed"))
        let again = try book.run("publish")
        #expect(again.status == 0 && again.errors.contains("unchanged: all \(count) files"), "\(again.errors)")
        #expect(try book.publications("acme").count == 1)
        #expect(try book.run("build", "--no-cache").status == 0)
        #expect(try book.built("acme") == site)
        #expect(try book.run("ledger", "verify").status == 0)

        // One more article changes some pages and no others.
        try book.scratch.write("workspace/tenants/acme/knowledge/vpn.md", "# VPN\n\nRestart the tunnel.\n")
        #expect(try book.run("build").status == 0)
        let next = try book.run("publish", "--format", "json")
        #expect(next.status == 0, "\(next.errors)")
        #expect(try snapshot(of: target).filter { !$0.key.hasPrefix(".casebook-site") } == book.built("acme"))
        #expect(!next.output.contains("\"unchanged\":0") && next.output.contains("\"recorded\":true"), "\(next.output)")
        #expect(try book.publications("acme").count == 2)
    }

    @Test func aBranchGetsACommitAndAHeadlessMachineNeedsNoState() throws {
        let book = try Book(publish: ["acme": "kind: git\nrepository: ../site.git\nbranch: sites/{tenant}"])
        let remote = book.scratch.url.appending(path: "site.git")
        let git = URL(filePath: "/usr/bin/git")
        #expect(try Command.run(git, ["init", "--quiet", "--bare", remote.path]).status == 0)
        #expect(try book.run("build").status == 0)
        let hostile = ["GIT_DIR": "/nonexistent", "GIT_INDEX_FILE": "/nonexistent", "GIT_WORK_TREE": "/nonexistent"]
        let done = try book.run("publish", environment: hostile)
        #expect(done.status == 0, "\(done.errors)")
        let status = try book.run("status")
        #expect(status.output.contains("sent      to git ../site.git#sites/acme: "), "\(status.output)")
        // Another machine, which has neither state nor site, builds the same and finds nothing to send.
        for folder in [".casebook", "public"] {
            try FileManager.default.removeItem(at: book.root.appending(path: folder))
        }
        #expect(try book.run("build").status == 0)
        let again = try book.run("publish")
        #expect(again.status == 0 && again.errors.contains("unchanged: all"), "\(again.errors)")
        let log = try Command.run(git, ["-C", remote.path, "log", "--format=%s", "sites/acme"])
        #expect(log.output == "Publish acme\n")
        let clone = book.scratch.url.appending(path: "clone")
        let cloned = try Command.run(git, ["clone", "--quiet", "--branch", "sites/acme", remote.path, clone.path])
        #expect(cloned.status == 0)
        let sent = try book.published("clone").filter { !$0.key.hasPrefix(".git/") && $0.key != ".nojekyll" }
        #expect(try sent == book.built("acme"))
    }

    @Test func aBranchThatKeepsErasedTicketsIsTold() throws {
        let lines = "kind: git\nrepository: ../site.git\nbranch: site"
        let book = try Book(publish: ["acme": lines])
        let remote = book.scratch.url.appending(path: "site.git")
        let git = URL(filePath: "/usr/bin/git")
        #expect(try Command.run(git, ["init", "--quiet", "--bare", remote.path]).status == 0)
        #expect(try book.run("build").status == 0)
        #expect(try !book.run("publish").errors.contains("history_keeps_erased"))
        #expect(try book.run("retention", "--erase-ticket", "T-3", "--apply").status == 0)
        #expect(try book.run("build").status == 0)
        #expect(try book.run("publish").errors.contains("[history_keeps_erased]"))
        func history() throws -> String {
            try Command.run(git, ["-C", remote.path, "log", "--all", "--format=", "--name-only", "--diff-filter=A"])
                .output
        }
        #expect(try history().contains("tickets/T-3/"))
        try book.configure("acme", lines + "\nhistory: replace")
        let done = try book.run("publish")
        #expect(done.status == 0 && !done.errors.contains("history_keeps_erased"), "\(done.errors)")
        #expect(try !history().contains("tickets/T-3/") && history().contains("tickets/T-4/"))
    }

    /// A seal covers the entry of a publication, and yet neither that nor the seal's copy on the site begets another.
    @Test func aSealedLedgerComesToRest() throws {
        let book = try Book(publish: ["acme": Self.folder()])
        let key = book.scratch.url.appending(path: "key")
        let made = try Command.run(
            URL(filePath: "/usr/bin/ssh-keygen"), ["-q", "-t", "ed25519", "-N", "", "-C", "ci", "-f", key.path])
        #expect(made.status == 0)
        let seals = ["CASEBOOK_LEDGER_KEY": key.path]
        #expect(try book.run("build", environment: seals).status == 0)
        #expect(try book.run("publish", environment: seals).status == 0)
        let ledger = book.root.appending(path: "tenants/acme/ledger.jsonl")
        let lines = try String(contentsOf: ledger, encoding: .utf8).split(separator: "\n").count
        let verified = try book.run("ledger", "verify")
        #expect(verified.output.contains("sealed at \(lines)"), "\(verified.output)")
        #expect(try book.run("build", environment: seals).errors.contains("nothing changed"))
        // A whole run puts the new seal on the site.
        #expect(try book.run("build", "--no-cache", environment: seals).status == 0)
        let resent = try book.run("publish", environment: seals)
        #expect(resent.errors.contains("0 new, 1 changed, 0 deleted"), "\(resent.errors)")
        #expect(try book.run("build", "--no-cache", environment: seals).status == 0)
        #expect(try book.run("publish", environment: seals).errors.contains("unchanged: all"))
        #expect(try String(contentsOf: ledger, encoding: .utf8).split(separator: "\n").count == lines)
    }

    @Test func whatSomebodyChangedAfterTheBuildIsNotPublished() throws {
        let book = try Book(publish: ["acme": Self.folder()])
        #expect(try book.run("build").status == 0)
        let page = book.root.appending(path: "public/acme/about/index.html")
        var bytes = try Data(contentsOf: page)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: page)
        let refused = try book.run("publish")
        #expect(refused.status == 1 && refused.errors.contains("about/index.html"), "\(refused.errors)")
        #expect(refused.errors.contains("[site_altered]"))
        #expect(try book.published("served").isEmpty && book.publications("acme").isEmpty)
        #expect(try book.run("build").status == 0)
        #expect(try book.run("publish").status == 0)
    }

    @Test func aSiteThatStillHasErasedTicketsIsNotPublished() throws {
        let book = try Book(publish: ["acme": Self.folder()])
        #expect(try book.run("build").status == 0)
        #expect(try book.run("retention", "--erase-ticket", "T-3", "--apply").status == 0)
        let refused = try book.run("publish")
        #expect(refused.status == 77 && refused.errors.contains("[site_outdated]"), "\(refused.errors)")
        #expect(try book.run("build").status == 0)
        #expect(try book.run("publish").status == 0)
        #expect(try book.published("served/acme").keys.allSatisfy { !$0.hasPrefix("tickets/T-3/") })
    }

    @Test func noTwoTenantsHaveOneTarget() throws {
        let book = try Book(
            publish: ["acme": "", "bolt": "path: ../served/bolt", "cato": "path: ../served/acme/sub"],
            general: "publishing: {kind: folder, path: ../served/acme}\n")
        try FileManager.default.createDirectory(
            at: book.scratch.url.appending(path: "served/bolt"), withIntermediateDirectories: true)
        #expect(try book.run("build").status == 0)
        let refused = try book.run("publish")
        #expect(refused.status == 1 && refused.errors.contains("[same_target]"), "\(refused.errors)")
        #expect(refused.errors.contains("failed: acme, cato"))
        #expect(try book.published("served/bolt") == book.built("bolt"))
        #expect(try book.published("served/acme").isEmpty)
        #expect(try book.run("publish", "--tenant", "acme").status == 78)
    }

    @Test(arguments: ["path: public", "path: public/acme", "path: .casebook/x", "path: tenants/acme/site"])
    func theWorkspaceItselfIsNoTarget(path: String) throws {
        let book = try Book(publish: ["acme": "kind: folder\n\(path)"])
        #expect(try book.run("build").status == 0)
        let refused = try book.run("publish")
        #expect(refused.status == 78 && refused.errors.contains("[target_in_workspace]"), "\(refused.errors)")
    }

    @Test func aPublicTargetNeedsTheTenantsWord() throws {
        let pages = "kind: git\nrepository: ../site.git\nbranch: pages\npages: true"
        let book = try Book(publish: ["acme": Self.folder() + "\npublic: true", "bolt": pages])
        let remote = book.scratch.url.appending(path: "site.git")
        #expect(try Command.run(URL(filePath: "/usr/bin/git"), ["init", "--quiet", "--bare", remote.path]).status == 0)
        #expect(try book.run("build").status == 0)
        for arguments in [["publish"], ["publish", "--dry-run"]] {
            let refused = try Command.run(Repository.binary, arguments + ["--workspace", book.root.path])
            #expect(refused.status == 77, "\(refused.errors)")
            #expect(refused.errors.components(separatedBy: "[public_target]").count == 3, "\(refused.errors)")
        }
        #expect(try book.published("served").isEmpty)
        #expect(try book.publications("acme").isEmpty && book.publications("bolt").isEmpty)
        try book.configure("acme", Self.folder() + "\npublic: true\nallow_public: true")
        try book.configure("bolt", pages + "\nallow_public: true")
        let done = try book.run("publish")
        #expect(done.status == 0, "\(done.errors)")
        #expect(try book.published("served/acme") == book.built("acme"))
    }

    @Test(.enabled(if: GitServer.isThere, "there is no .venv: make setup-tests"))
    func aTokenOpensARepositoryAndOneThatIsOpenToAllIsRefused() throws {
        let book = try Book(publish: ["acme": "", "bolt": ""])
        let git = URL(filePath: "/usr/bin/env")
        #expect(try Command.run(git, ["git", "init", "--quiet", book.root.path]).status == 0)
        let server = try GitServer(book.scratch)
        let closed = try server.make("closed/site.git")
        let open = try server.make("open/site.git")
        func lines(_ address: String) -> String {
            "kind: git\nrepository: \(address)\nbranch: sites/{tenant}\ntoken: \"${SITES_TOKEN}\""
        }
        try book.configure("acme", lines(closed.address))
        try book.configure("bolt", lines(open.address))
        let secret = ["SITES_TOKEN": server.password]
        #expect(try book.run("build", environment: secret).status == 0)
        let wrong = try book.run("publish", "--tenant", "acme", environment: ["SITES_TOKEN": "hunter2hunter2"])
        #expect(wrong.status == 77 && wrong.errors.contains("[git_access]"), "\(wrong.errors)")
        #expect(!wrong.errors.contains("hunter2"))

        // A helper that knows the password must not make the open question one of an insider.
        let home = try book.scratch.write(
            "home/.gitconfig", "[credential]\n\thelper = \"!echo password=\(server.password) #\"\n")
        let insider = secret.merging(["HOME": home.deletingLastPathComponent().path]) { $1 }
        let done = try book.run("publish", environment: insider)
        #expect(done.status == 1, "\(done.errors)")
        #expect(done.errors.contains("acme  published to git \(closed.address)#sites/acme"), "\(done.errors)")
        #expect(done.errors.contains("[public_target]") && done.errors.contains("failed: bolt"), "\(done.errors)")
        #expect(!done.errors.contains(server.password))
        let again = try book.run("publish", "--tenant", "acme", environment: secret)
        #expect(again.status == 0 && again.errors.contains("unchanged: all"), "\(again.errors)")

        try book.configure("bolt", lines(open.address) + "\nallow_public: true")
        #expect(try book.run("publish", "--tenant", "bolt", environment: secret).status == 0)
        for (folder, tenant) in [(closed.folder, "acme"), (open.folder, "bolt")] {
            let branches = try Command.run(git, ["git", "-C", folder.path, "branch", "--format", "%(refname:short)"])
            #expect(branches.output == "sites/\(tenant)\n")
        }
        for file in [".git/config", "tenants/acme/ledger.jsonl"] {
            let text = try String(contentsOf: book.root.appending(path: file), encoding: .utf8)
            #expect(!text.isEmpty && !text.contains(server.password))
        }
    }

    /// A server that only fails says nothing of who reads it, which is no reason to publish; somebody who knows may.
    @Test func aRepositoryThatCannotBeAskedTakesSomebodysWord() throws {
        let server = try ScriptedServer { _, _ in .answer(503) }
        let lines = "kind: git\nrepository: \(server.url("/acme/site.git").absoluteString)\nbranch: pages"
        let book = try Book(publish: ["acme": lines])
        #expect(try book.run("build").status == 0)
        let unknown = try book.run("publish")
        #expect(unknown.status == 69 && unknown.errors.contains("[readers_unknown]"), "\(unknown.errors)")
        #expect(server.requests.count == 1)
        try book.configure("acme", lines + "\npublic: false")
        let vouched = try book.run("publish")
        #expect(vouched.status == 69 && vouched.errors.contains("[git_failed]"), "\(vouched.errors)")
    }

    @Test func withoutATargetThereIsNothingToDo() throws {
        let book = try Book(publish: ["acme": ""])
        let none = try book.run("publish")
        #expect(none.status == 0 && none.errors.contains("no target is configured"), "\(none.errors)")
        #expect(try book.run("publish", "--tenant", "acme").status == 78)
    }
}
