import Foundation
import TestSupport
import Testing

/// `approve`, `feedback` and `signer add` on a book that was built, beside stock ssh-keygen and git.
@Suite(.enabled(if: BuiltRepository.hasTools, "ssh-keygen or git is not here"))
struct FeedbackCommandTests {
    private let repository: BuiltRepository

    init() throws { repository = try BuiltRepository() }

    @Test func everyKindIsSignedAndVerifies() throws {
        let line = try String(contentsOf: repository.workspace.appending(path: "tenants/acme/signers"), encoding: .utf8)
        #expect(line.contains("valid-after=\"20200101000000Z\",valid-before=\"20901231235959Z\""))
        let other = try #require(repository.clusters.dropFirst().first)
        try repository.scratch.write("better.md", "Restart the **router**.\r\n\r\n1. Wait a minute.\r\n")
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
            let run = try repository.feedback(["--kind"] + kind)
            #expect(run.status == 0, "\(kind): \(run.errors)")
        }
        #expect(try repository.feedback("--kind", "reject", "--comment", "Wrong cause.").status == 0)
        let all = try repository.casebook("verify")
        #expect(all.status == 0 && all.errors.contains("8 reviews, 0 refused"), "\(all.errors)")
        #expect(
            try repository.reviews("feedback").contains {
                $0.contains("\n  Restart the **router**.\n\n  1. Wait a minute.\n")
            })
        #expect(
            try repository.reviews("approvals").allSatisfy {
                $0.contains("decision: reject") && $0.contains("role: po")
            })
        try repository.git(
            """
            for file in support/tenants/acme/reviews/feedback/*.yaml; do
              sed '/^# -----BEGIN SSH SIGNATURE-----$/,$d' "$file" > ../message
              sed -n '/^# -----BEGIN SSH/,$s/^# //p' "$file" > ../message.sig
              ssh-keygen -Y verify -f support/tenants/acme/signers -I alice@acme.example -n feedback@casebook \
                -s ../message.sig < ../message
            done
            """)
    }

    @Test func aSecondWordNamesTheFirst() throws {
        #expect(try repository.feedback("--kind", "rate", "--rating", "helpful").status == 0)
        #expect(try repository.feedback("--kind", "rate", "--rating", "unhelpful").status == 0)
        let both = try repository.reviews("feedback")
        let first = try #require(both.first { $0.contains("rating: helpful") })
        let second = try #require(both.first { $0.contains("rating: unhelpful") })
        let id = try #require(first.firstMatch(of: /\nid: (\S+)\n/)?.1)
        #expect(first.contains("supersedes: none\n"))
        #expect(second.contains("supersedes: \(id)\n"))

        // The page knows it too, once a build has read the reviews.
        let build = try repository.casebook("build")
        #expect(build.status == 0, "\(build.errors)")
        let page = try String(
            contentsOf: repository.workspace.appending(
                path: "public/acme/clusters/\(repository.clusters[0])/index.html"), encoding: .utf8)
        let newest = try #require(second.firstMatch(of: /\nid: (\S+)\n/)?.1)
        let past = try #require(page.firstMatch(of: /data-past="([^"]*)"/)?.1).replacing("&quot;", with: "\"")
        #expect(past.hasPrefix("[{\"id\":\"\(newest)\",\"signed_at\":\""))
        #expect(past.hasSuffix(",\"signer\":\"alice@acme.example\",\"topic\":\"rating\"}]"))
    }

    @Test func commitsOnABranchAndLeavesTheWorkingTreeAlone() throws {
        let run = try repository.casebook(
            "approve", "acme/\(repository.clusters[0])", "--branch", "--key", "key", "--signer", "alice@acme.example",
            "--yes")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("Approve acme/\(repository.clusters[0])\n\n"))
        let branch = try repository.git("git for-each-ref --format='%(refname:short)' refs/heads/review")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(branch.hasPrefix("review/approve-acme-\(repository.clusters[0])-"))
        #expect(try repository.git("git status --porcelain; git branch --show-current") == "main\n")
        let files = try repository.git("git diff --name-only main '\(branch)'")
        #expect(files.wholeMatch(of: /support\/tenants\/acme\/reviews\/approvals\/[0-9a-f-]{36}\.yaml\n/) != nil)
        let range = try repository.casebook("verify", "--range", "main...\(branch)")
        #expect(range.status == 0 && range.errors.contains("1 review, 0 refused"), "\(range.errors)")
        #expect(try repository.git("git log -1 --format=%B '\(branch)'").contains("sha256: "))
    }

    @Test func refusesBeforeAnybodySigns() throws {
        let stranger = try Command.casebook(
            "feedback", "acme/\(repository.clusters[0])", "--kind", "rate", "--rating", "helpful", "--key",
            "no-such-key",
            "--signer", "eve@acme.example", "--yes", "--workspace", repository.workspace.path,
            in: repository.scratch.url)
        #expect(stranger.status == 77 && stranger.errors.contains("role_mismatch"), "\(stranger.errors)")
        #expect(!stranger.errors.contains("will be signed"))
        #expect(try repository.feedback("--kind", "move", "--ticket", "T-1").status == 64)
        #expect(try repository.feedback("--kind", "rate", "--rating", "helpful", "--title", "x").status == 64)
        let selfMerge = try repository.feedback("--kind", "merge", "--into", repository.clusters[0])
        #expect(selfMerge.status == 77 && selfMerge.errors.contains("bad_value"), "\(selfMerge.errors)")
        let missing = try repository.feedback("--kind", "merge", "--into", "c-zzzzzzzz")
        #expect(missing.status == 77 && missing.errors.contains("wrong_subject"), "\(missing.errors)")
        let reviews = repository.workspace.appending(path: "tenants/acme/reviews")
        #expect(!FileManager.default.fileExists(atPath: reviews.path))
    }

    /// Typed at a terminal, once ssh-keygen has asked.
    @Test(.enabled(if: Repository.hasTools("/usr/bin/script"), "script of util-linux is not here"))
    func asksForAPassphraseAtTheTerminal() throws {
        try repository.shell(
            """
            ssh-keygen -q -p -P '' -N secret -f key
            unset SSH_AUTH_SOCK SSH_ASKPASS DISPLAY
            : > typescript
            { until grep -q 'Enter passphrase' typescript; do sleep 0.05; done; echo secret; } \
              | timeout 60 script -qfec "'\(Repository.binary.path)' feedback acme/\(repository.clusters[0]) \
              --kind rate --rating helpful --key key --signer alice@acme.example --yes \
              --workspace '\(repository.workspace.path)'" typescript
            """)
        let all = try repository.casebook("verify")
        #expect(all.status == 0 && all.errors.contains("1 review, 0 refused"), "\(all.errors)")
    }

    /// A passphrase is asked for by ssh-keygen itself; an agent's key is named by its public key.
    @Test func signsWithAPassphraseAndWithAnAgent() throws {
        try repository.scratch.write("ask", "#!/bin/sh\necho secret\n")
        try repository.shell("chmod +x ask && ssh-keygen -q -p -P '' -N secret -f key")
        let line =
            "'\(Repository.binary.path)' feedback acme/\(repository.clusters[0]) --signer alice@acme.example --yes "
            + "--workspace '\(repository.workspace.path)' --kind"
        try repository.shell(
            """
            export SSH_ASKPASS="$PWD/ask" SSH_ASKPASS_REQUIRE=force DISPLAY=none
            \(line) rate --rating helpful --key key
            eval "$(ssh-agent -s)" > agent.log && trap 'kill $SSH_AGENT_PID' EXIT
            ssh-add -q key
            mkdir public && cp key.pub public/key.pub
            unset SSH_ASKPASS SSH_ASKPASS_REQUIRE
            \(line) rename --title New --key public/key.pub
            """)
        let all = try repository.casebook("verify")
        #expect(all.status == 0 && all.errors.contains("2 reviews, 0 refused"), "\(all.errors)")
    }
}
