import Foundation
import TestSupport
import Testing

/// `approve`, `feedback` and `signer add` on a book that was built, beside stock ssh-keygen and git.
@Suite(.enabled(if: Repository.hasTools("/usr/bin/ssh-keygen", "/usr/bin/git"), "ssh-keygen or git is not here"))
struct FeedbackCommandTests {
    private let scratch: Scratch
    private let clusters: [String]
    private static let shell = URL(filePath: "/bin/sh")

    /// A workspace in a folder of a git repository, built and committed, with one signer of both roles.
    init() throws {
        let scratch = try Scratch()
        self.scratch = scratch
        let root = try SampleWorkspace.make(
            in: scratch, named: "repository/support", tenants: ["acme": ["t.csv": SampleWorkspace.csv(count: 48)]],
            configuration: "version: 1\nmodels:\n  embedding:\n    provider: lexical\n")
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 0, "\(build.errors)")
        let pages = root.appending(path: "public/acme/clusters").path
        clusters = try FileManager.default.contentsOfDirectory(atPath: pages).filter { $0.hasPrefix("c-") }.sorted()
        try Self.run("ssh-keygen -q -t ed25519 -N '' -C '' -f key", in: scratch.url)
        let added = try Command.casebook(
            "signer", "add", "alice@acme.example", "--tenant", "acme", "--key", "key.pub", "--role", "po", "--role",
            "sme", "--valid-after", "2020-01-01", "--valid-before", "2090-12-31", "--workspace", root.path,
            in: scratch.url)
        #expect(added.status == 0, "\(added.errors)")
        try Self.run(
            """
            git init -q -b main && git config user.name alice && git config user.email alice@acme.example
            printf '/support/public/\\n/support/.casebook/\\n/support/tenants/acme/inbox/\\n' > .gitignore
            git add -A && git commit -qm before
            """, in: repository)
    }

    private var repository: URL { scratch.url.appending(path: "repository") }
    private var workspace: URL { repository.appending(path: "support") }

    @discardableResult
    private static func run(_ script: String, in folder: URL) throws -> String {
        let run = try Command.run(shell, ["-c", "set -e\n" + script], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    private func casebook(_ arguments: String...) throws -> Command {
        try Command.run(Repository.binary, arguments + ["--workspace", workspace.path], in: scratch.url)
    }

    private func feedback(_ arguments: String...) throws -> Command {
        try Command.run(
            Repository.binary,
            ["feedback", "acme/\(clusters[0])"] + arguments
                + ["--key", "key", "--signer", "alice@acme.example", "--yes", "--workspace", workspace.path],
            in: scratch.url)
    }

    /// The fields of each review of a folder, in order of signing.
    private func reviews(_ folder: String) throws -> [String] {
        let place = workspace.appending(path: "tenants/acme/reviews/\(folder)")
        return try FileManager.default.contentsOfDirectory(atPath: place.path).sorted().map {
            try String(contentsOf: place.appending(path: $0), encoding: .utf8)
        }
    }

    @Test func everyKindIsSignedAndVerifies() throws {
        let line = try String(contentsOf: workspace.appending(path: "tenants/acme/signers"), encoding: .utf8)
        #expect(line.contains("valid-after=\"20200101000000Z\",valid-before=\"20901231235959Z\""))
        let other = try #require(clusters.dropFirst().first)
        try scratch.write("better.md", "Restart the **router**.\r\n\r\n1. Wait a minute.\r\n")
        let kinds: [[String]] = [
            ["correct", "--section", "recommended_fix", "--text-file", "better.md"],
            ["rate", "--rating", "helpful", "--comment", "It worked."],
            ["rename", "--title", "Router: \"no link\" # 1"],
            ["move", "--ticket", "T-0", "--to", other],
            ["merge", "--into", other],
            ["split", "--ticket", "T-0", "--ticket", "T-4"],
            ["exclude", "--ticket", "T-8"],
        ]
        for kind in kinds {
            let run = try Command.run(
                Repository.binary,
                ["feedback", "acme/\(clusters[0])", "--kind"] + kind
                    + ["--key", "key", "--signer", "alice@acme.example", "--yes", "--workspace", workspace.path],
                in: scratch.url)
            #expect(run.status == 0, "\(kind): \(run.errors)")
        }
        #expect(try feedback("--kind", "reject", "--comment", "Wrong cause.").status == 0)
        let all = try casebook("verify")
        #expect(all.status == 0 && all.errors.contains("8 reviews, 0 refused"), "\(all.errors)")
        #expect(
            try reviews("feedback").contains { $0.contains("\n  Restart the **router**.\n\n  1. Wait a minute.\n") })
        #expect(try reviews("approvals").allSatisfy { $0.contains("decision: reject") && $0.contains("role: po") })
        try Self.run(
            """
            for file in support/tenants/acme/reviews/feedback/*.yaml; do
              sed '/^# -----BEGIN SSH SIGNATURE-----$/,$d' "$file" > ../message
              sed -n '/^# -----BEGIN SSH/,$s/^# //p' "$file" > ../message.sig
              ssh-keygen -Y verify -f support/tenants/acme/signers -I alice@acme.example -n feedback@casebook \
                -s ../message.sig < ../message
            done
            """, in: repository)
    }

    @Test func aSecondWordNamesTheFirst() throws {
        #expect(try feedback("--kind", "rate", "--rating", "helpful").status == 0)
        #expect(try feedback("--kind", "rate", "--rating", "unhelpful").status == 0)
        let both = try reviews("feedback")
        let first = try #require(both.first { $0.contains("rating: helpful") })
        let second = try #require(both.first { $0.contains("rating: unhelpful") })
        let id = try #require(first.firstMatch(of: /\nid: (\S+)\n/)?.1)
        #expect(first.contains("supersedes: none\n"))
        #expect(second.contains("supersedes: \(id)\n"))
    }

    @Test func commitsOnABranchAndLeavesTheWorkingTreeAlone() throws {
        let run = try casebook(
            "approve", "acme/\(clusters[0])", "--branch", "--key", "key", "--signer", "alice@acme.example", "--yes")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("Approve acme/\(clusters[0])\n\n"))
        let branch = try Self.run("git for-each-ref --format='%(refname:short)' refs/heads/review", in: repository)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(branch.hasPrefix("review/approve-acme-\(clusters[0])-"))
        #expect(try Self.run("git status --porcelain; git branch --show-current", in: repository) == "main\n")
        let files = try Self.run("git diff --name-only main '\(branch)'", in: repository)
        #expect(files.wholeMatch(of: /support\/tenants\/acme\/reviews\/approvals\/[0-9a-f-]{36}\.yaml\n/) != nil)
        let range = try casebook("verify", "--range", "main...\(branch)")
        #expect(range.status == 0 && range.errors.contains("1 reviews, 0 refused"), "\(range.errors)")
        #expect(try Self.run("git log -1 --format=%B '\(branch)'", in: repository).contains("sha256: "))
    }

    @Test func refusesBeforeAnybodySigns() throws {
        let stranger = try Command.casebook(
            "feedback", "acme/\(clusters[0])", "--kind", "rate", "--rating", "helpful", "--key", "no-such-key",
            "--signer", "eve@acme.example", "--yes", "--workspace", workspace.path, in: scratch.url)
        #expect(stranger.status == 77 && stranger.errors.contains("role_mismatch"), "\(stranger.errors)")
        #expect(!stranger.errors.contains("will be signed"))
        #expect(try feedback("--kind", "move", "--ticket", "T-1").status == 64)
        #expect(try feedback("--kind", "rate", "--rating", "helpful", "--title", "x").status == 64)
        let selfMerge = try feedback("--kind", "merge", "--into", clusters[0])
        #expect(selfMerge.status == 77 && selfMerge.errors.contains("bad_value"), "\(selfMerge.errors)")
        let missing = try feedback("--kind", "merge", "--into", "c-zzzzzzzz")
        #expect(missing.status == 77 && missing.errors.contains("wrong_subject"), "\(missing.errors)")
        let reviews = workspace.appending(path: "tenants/acme/reviews")
        #expect(!FileManager.default.fileExists(atPath: reviews.path))
    }

    /// A passphrase is asked for by ssh-keygen itself; an agent's key is named by its public key.
    @Test func signsWithAPassphraseAndWithAnAgent() throws {
        try scratch.write("ask", "#!/bin/sh\necho secret\n")
        try Self.run("chmod +x ask && ssh-keygen -q -p -P '' -N secret -f key", in: scratch.url)
        let line =
            "'\(Repository.binary.path)' feedback acme/\(clusters[0]) --signer alice@acme.example --yes "
            + "--workspace '\(workspace.path)' --kind"
        try Self.run(
            """
            export SSH_ASKPASS="$PWD/ask" SSH_ASKPASS_REQUIRE=force DISPLAY=none
            \(line) rate --rating helpful --key key
            eval "$(ssh-agent -s)" > agent.log && trap 'kill $SSH_AGENT_PID' EXIT
            ssh-add -q key
            mkdir public && cp key.pub public/key.pub
            unset SSH_ASKPASS SSH_ASKPASS_REQUIRE
            \(line) rename --title New --key public/key.pub
            """, in: scratch.url)
        let all = try casebook("verify")
        #expect(all.status == 0 && all.errors.contains("2 reviews, 0 refused"), "\(all.errors)")
    }
}
