import Foundation
import TestSupport
import Testing

/// `verify --range` on what a pull request may do to reviews.
@Suite(.enabled(if: BuiltRepository.hasTools, "ssh-keygen or git is not here"))
struct VerifyRangeTests {
    private let repository: BuiltRepository

    /// A rating stands on main; a branch is checked out.
    init() throws {
        repository = try BuiltRepository()
        #expect(try repository.feedback("--kind", "rate", "--rating", "helpful").status == 0)
        try repository.git("git add -A && git commit -qm rating && git checkout -q -b change")
    }

    private func verify(_ arguments: String...) throws -> Command {
        try repository.git("git add -A && git commit -qm change")
        return try repository.casebook(["verify", "--range", "main...change"] + arguments)
    }

    private static let feedback = "support/tenants/acme/reviews/feedback"

    @Test(arguments: ["rm FILE", "sed -i s/helpful/unhelpful/ FILE", "mv FILE support/note.txt"])
    func refusesToLoseAReviewThatCounts(_ change: String) throws {
        try repository.git(change.replacing("FILE", with: Self.feedback + "/*.yaml"))
        let run = try verify()
        #expect(run.status == 77 && run.errors.contains("[deleted_review]"), "\(run.errors)")
    }

    /// The branch forked before main got another review.
    @Test func doesNotMissWhatCameSinceTheFork() throws {
        try repository.git("git checkout -q main")
        #expect(try repository.feedback("--kind", "rename", "--title", "New").status == 0)
        try repository.git("git add -A && git commit -qm rename && git checkout -q change")
        #expect(try repository.feedback("--kind", "exclude", "--ticket", "T-0").status == 0)
        let run = try verify()
        #expect(run.status == 0 && run.errors.contains("1 review, 0 refused"), "\(run.errors)")
    }

    @Test func acceptsAReviewUnderAnotherName() throws {
        try repository.git("cd \(Self.feedback) && for file in *.yaml; do git mv $file renamed.yaml; done")
        let run = try verify()
        #expect(run.status == 0, "\(run.errors)")
    }

    /// A file that never counted may go.
    @Test func acceptsThatARefusedFileGoes() throws {
        try repository.git(
            """
            git checkout -q main && echo 'schema: casebook.feedback/1' > \(Self.feedback)/unsigned.yaml
            git add -A && git commit -qm unsigned && git checkout -q -B change
            rm \(Self.feedback)/unsigned.yaml
            """)
        let run = try verify()
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func refusesFilesThatNoRunReads() throws {
        try repository.git("mkdir -p \(Self.feedback)/more && cp \(Self.feedback)/*.yaml \(Self.feedback)/more/")
        let run = try verify("--format", "github")
        #expect(run.status == 77 && run.output.contains("title=stray_file"), "\(run.output)")
    }

    @Test(arguments: ["tenants/acme/ledger.jsonl", "tenants/acme/revoked", "tenants/acme/texts/a.md"])
    func refusesWhatMustNotChangeWithReviews(_ path: String) throws {
        #expect(try repository.feedback("--kind", "rename", "--title", "New").status == 0)
        try repository.git("mkdir -p support/tenants/acme/texts && echo >> support/\(path)")
        let run = try verify()
        #expect(run.status == 77, "\(run.errors)")
        #expect(run.errors.contains("\(path):1: error: ") && run.errors.contains("[changed_with_reviews]"))
    }

    @Test func tellsALargeFileWithoutReadingIt() throws {
        try repository.git("head -c 50000000 /dev/zero > \(Self.feedback)/large.yaml")
        let run = try verify("--format", "azure")
        #expect(run.status == 77 && run.output.contains("code=too_large]too_large: "), "\(run.output)")
        #expect(
            run.output.hasPrefix("##vso[task.logissue type=error;sourcepath=tenants/acme/reviews/feedback/large.yaml"))
        let working = try repository.casebook("verify")
        #expect(working.status == 77 && working.errors.contains("[too_large]"), "\(working.errors)")
    }

    @Test func saysWhatTheMergeWouldChange() throws {
        #expect(try repository.feedback("--kind", "rename", "--title", "New | <b>name</b>").status == 0)
        try repository.git("echo x > \(Self.feedback)/'a|b.yaml'")
        let page = repository.scratch.url.appending(path: "summary.md")
        try Data("# Before\n".utf8).write(to: page)
        let run = try verify("--format", "json", "--summary", page.path)
        #expect(run.status == 77 && run.output.contains("\"code\":\"signature_missing\""))
        let summary = try String(contentsOf: page, encoding: .utf8)
        #expect(summary.hasPrefix("# Before\n## Casebook reviews\n"))
        #expect(summary.contains("| rename | acme | alice\\@acme.example | "))
        #expect(summary.contains("has a new name in every later run |"))
        #expect(summary.contains("a\\|b.yaml") && !summary.contains("<b>") && !summary.contains("New"))
        #expect(summary.contains("**Refused:"))
    }
}
