import Foundation
import TestSupport
import Testing

/// `casebook ledger` as a user and git run it.
@Suite(.enabled(if: Repository.hasTools("/usr/bin/ssh-keygen", "/usr/bin/git"), "ssh-keygen or git is not here"))
struct LedgerCommandTests {
    private let shell = URL(filePath: "/bin/sh")

    private func verify(_ book: ReviewedWorkspace, _ arguments: String...) throws -> Command {
        try Command.run(
            Repository.binary, ["ledger", "verify", "--workspace", book.root.path] + arguments,
            environment: ["SOURCE_DATE_EPOCH": String(book.now)])
    }

    @Test func sealsTheLedgerAndTellsWhatWasDoneToIt() throws {
        var book = try ReviewedWorkspace()
        let made = try Command.run(
            shell, ["-c", "ssh-keygen -q -t ed25519 -N '' -C '' -f seal"], in: book.root)
        #expect(made.status == 0)
        let key = try String(contentsOf: book.root.appending(path: "seal.pub"), encoding: .utf8)
        let signers = try String(contentsOf: book.tenant.appending(path: "signers"), encoding: .utf8)
        try book.write(
            "signers", at: book.tenant, signers + "ci@acme.example namespaces=\"ledger@casebook\" \(key)")
        try book.write(
            "casebook.yaml", at: book.root,
            "version: 1\nmodels:\n  embedding:\n    provider: lexical\nledger:\n  key: seal\n")
        let build = try book.build()
        #expect(build.status == 0, "\(build.errors)")
        let checkpoint = try Data(contentsOf: book.tenant.appending(path: "ledger.checkpoint"))
        #expect(try Data(contentsOf: book.site.appending(path: "data/ledger.checkpoint")) == checkpoint)
        let good = try verify(book)
        #expect(good.status == 0 && good.output.contains("by ci@acme.example"), "\(good.errors)")
        #expect(try book.build().errors.contains("nothing changed"))
        // Stock ssh-keygen agrees.
        let byHand = """
            sed '/^# -----BEGIN SSH SIGNATURE-----$/,$d' tenants/acme/ledger.checkpoint > body
            sed -n '/^# -----BEGIN SSH/,$s/^# //p' tenants/acme/ledger.checkpoint > body.sig
            ssh-keygen -Y verify -f tenants/acme/signers -I ci@acme.example -n ledger@casebook -s body.sig < body
            """
        #expect(try Command.run(shell, ["-c", byHand], in: book.root).status == 0)

        let file = book.tenant.appending(path: "ledger.jsonl")
        let bytes = try Data(contentsOf: file)
        let lines = bytes.split(separator: 0x0A)
        func buildAgain(_ bytes: Data) throws -> Command {
            try bytes.write(to: file)
            return try book.build()
        }
        // A torn line after the checkpoint is dropped, one before it is not.
        let torn = try buildAgain(bytes + Data("{\"actor\":".utf8))
        #expect(torn.status == 0 && torn.errors.contains("[ledger_torn]"))
        #expect(try Data(contentsOf: file) == bytes)
        let cut = try buildAgain(Data(bytes.dropLast(10)))
        #expect(cut.status == 65 && cut.errors.contains("[ledger_truncated]"))
        try Data(lines.dropLast(2).joined(separator: [0x0A]) + [0x0A]).write(to: file)
        let short = try verify(book, "--format", "json")
        #expect(short.status == 1 && short.output.contains("ledger_truncated"))
        try bytes.write(to: file)
        #expect(try verify(book).status == 0)
        // Who may not seal, seals nothing.
        try book.write(
            "signers", at: book.tenant,
            signers + "ci@acme.example namespaces=\"ledger@casebook\" \(try book.key(of: .bob))\n")
        #expect(try verify(book).status == 77)
        #expect(try book.build().status == 77)
    }

    @Test func mergesWhatTwoBranchesRecorded() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let git = "git -c user.name=a -c user.email=a@acme.example"
        func run(_ script: String) throws {
            let done = try Command.run(shell, ["-ec", script], in: book.root)
            #expect(done.status == 0, "\(done.errors)")
        }
        try book.write(".gitattributes", at: book.root, "tenants/**/ledger.jsonl -text merge=casebook-ledger\n")
        try run(
            """
            git init -q -b main
            git config merge.casebook-ledger.driver "'\(Repository.binary.path)' ledger merge %O %A %B"
            printf '/.casebook/\\n/public/\\n' > .gitignore
            git add -A && \(git) commit -qm base
            git switch -qc review
            """)
        let id = try book.cluster(ofProblem: 0)
        try book.sign(.alice, id, "decision: approve")
        #expect(try book.build().status == 0)
        try run("git add -A && \(git) commit -qm approval && git switch -q main")
        try book.write("inbox/more.csv", at: book.tenant, ReviewedWorkspace.table(80..<120))
        #expect(try book.build().status == 0)
        try run("git add -A && \(git) commit -qm night && \(git) merge -q --no-edit review")
        let good = try verify(book)
        #expect(good.status == 0, "\(good.errors)")
        #expect(try book.events("review_accepted").count == 1)
        #expect(try book.events("file_ingested").count == 2)
        let build = try book.build()
        #expect(build.status == 0, "\(build.errors)")
        #expect(try verify(book).status == 0)
    }

    /// However the host brings a pull request into the branch, the next build acts on it.
    @Test(arguments: ["merge -q --no-ff --no-edit review", "merge -q --squash review", "rebase -q review"])
    func actsOnAPullRequest(broughtInBy way: String) throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let git = "git -c user.name=a -c user.email=a@acme.example"
        func run(_ script: String) throws {
            let done = try Command.run(shell, ["-ec", script], in: book.root)
            #expect(done.status == 0, "\(done.errors)")
        }
        try book.write(".gitattributes", at: book.root, "tenants/**/reviews/** -text\n")
        try run(
            """
            git init -q -b main
            printf '/.casebook/\\n/public/\\n' > .gitignore
            git add -A && \(git) commit -qm base
            git switch -qc review
            """)
        let id = try book.cluster(ofProblem: 0)
        let text = try book.text("clusters/\(id)/resolution.md")
        try book.sign(.alice, id, "decision: approve")
        try run("git add -A && \(git) commit -qm approval")
        let verified = try Command.run(
            Repository.binary, ["verify", "--workspace", book.root.path, "--range", "main...review"],
            environment: ["SOURCE_DATE_EPOCH": String(book.now)])
        #expect(verified.status == 0, "\(verified.errors)")
        // Meanwhile the branch that is built has gone on.
        try run("git switch -q main && echo >> casebook.yaml && git add -A && \(git) commit -qm other")
        try run("\(git) \(way); git diff --cached --quiet || \(git) commit -qm squashed")
        #expect(try book.build().status == 0)
        #expect(try book.text("clusters/\(id)/index.html").contains("Approved and frozen"))
        #expect(try book.text("clusters/\(id)/approved.md") == text)
        #expect(book.has("knowledge/approved-\(id)/index.html"))
        #expect(try book.text("assessments/blank/answer.md").contains("knowledge/approved-\(id)"))
    }
}
