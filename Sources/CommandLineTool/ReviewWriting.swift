import Domain
import Foundation
import Publishing
import Reviews
import Workspace

/// Writes a review of what is published now, has it signed, and keeps it only if it verifies.
struct ReviewWriting {
    private let options: SigningOptions
    private let workspace: Workspace
    private let folder: ReviewFolder
    private let context: ReviewContext
    private let subject: ReviewSubject
    private let console = Console()

    init(of argument: SubjectArgument, options: SigningOptions) throws {
        self.options = options
        workspace = try options.workspace.load()
        folder = try ReviewFolder(tenant: try workspace.tenant(named: argument.tenant))
        context = try folder.context(now: WallClock.system.now())
        subject = argument.subject
    }

    /// Shows, signs, verifies as `verify` does, and writes the file or commits it on a branch.
    func write(_ content: ReviewDraft.Content, comment: String?) throws {
        let git = options.branch ? GitRepository(folder: workspace.root) : nil
        // Before anybody signs: there must be something to commit on.
        _ = try git?.commit("HEAD")
        let files = try folder.files()
        let verifier = ReviewVerifier(context: context)
        let unlinked = try draft(content, comment: comment)
        let draft = unlinked.superseding(verifier.predecessor(of: unlinked, among: files))
        if let refusal = verifier.refusal(of: draft) { throw Self.error(refusal) }
        let path = "reviews/\(draft.family.folder)/\(draft.id).yaml"
        let name = folder.tenant.path(of: path)
        let signing = ReviewSigning(key: options.key, console: console, asks: !options.yes)
        let signed = try signing.sign(draft.payload, file: name)
        let verdicts = verifier.verify(files + [ReviewFile(path: name, bytes: signed)])
        if let refusal = verdicts.first(where: { $0.path == name })?.refusal { throw Self.error(refusal) }
        guard let git else {
            try AtomicFile.write(signed, to: folder.tenant.root.appending(path: path))
            return console.say("wrote \(name): bring it by a pull request")
        }
        try Self.commit(draft, bytes: signed, path: name, in: git, telling: console)
    }

    private static func error(_ refusal: ReviewRefusal) -> CasebookError {
        CasebookError(.refused, code: refusal.code.rawValue, refusal.summary, remedy: refusal.code.remedy)
    }

    private func draft(_ content: ReviewDraft.Content, comment: String?) throws -> ReviewDraft {
        guard let text = context.texts[subject] else {
            throw CasebookError(
                .badInput, code: RefusalCode.wrongSubject.rawValue, "the tenant's book has no such cluster or question",
                remedy: "name one of the site's pages, as in acme/c-7f3ak2qd")
        }
        try checkPublished(text)
        var random = SystemRandomNumberGenerator()
        return ReviewDraft(
            id: ReviewID(at: context.now, random: (0..<10).map { _ in UInt8.random(in: 0...255, using: &random) }),
            tenant: context.tenant, subject: subject, digest: text.digest, generation: text.generation,
            content: content, signer: options.signer, signedAt: context.now,
            expiresAt: Instant(seconds: context.now.seconds + Int64(options.days) * 86_400), comment: comment)
    }

    /// The site on this machine, if there is one, must show the text that the ledger knows. Where the site is published
    /// elsewhere, the ledger's digest is that of the text.
    private func checkPublished(_ text: ReviewContext.PublishedText) throws {
        let page = workspace.outputFolder.appending(path: "\(folder.tenant.folder)/\(subject.path)")
        guard FileManager.default.fileExists(atPath: page.path) else {
            let site = folder.configuration.site.url.map { " (\($0)\(subject.path))" } ?? ""
            console.say("The text is not on this machine. Read it on the site\(site) before you sign; it must have")
            return console.say("the SHA-256 digest \(text.digest.hex).")
        }
        guard text.digest == ContentDigest.of(try FileBytes.read(page.path)) else {
            throw CasebookError(
                .badInput, code: "not_published", file: subject.path,
                "the text of the site is not the one that the ledger knows",
                remedy: "run \"casebook build\", or bring the ledger up to date with \"git pull\"")
        }
    }

    /// Commits on a branch, and tells title and text of the pull request on standard output.
    private static func commit(
        _ draft: ReviewDraft, bytes: [UInt8], path: String, in git: GitRepository, telling console: Console
    ) throws {
        let request = ReviewRequest(draft)
        try git.commit(bytes, at: path, onNewBranch: request.branch, message: request.text)
        console.say("committed \(path) on \(request.branch)")
        console.say("push it with: git push --set-upstream origin \(request.branch)")
        console.output(request.text)
    }
}

/// How a review presents itself as a branch and a pull request. Holds ids alone: no text of a ticket or a person.
struct ReviewRequest {
    let branch: String
    let title: String
    let body: String

    /// Title, empty line, body: a commit's message, and what a pull request is opened with.
    var text: String { "\(title)\n\n\(body)" }

    init(_ draft: ReviewDraft) {
        let subject = "\(draft.tenant)/\(draft.subject.id)"
        branch = "review/\(draft.verb)-\(draft.tenant)-\(draft.subject.id)-\(draft.id.rawValue.suffix(6))"
        title = "\(Self.verb(draft)) \(subject)"
        body = """
            A signed review. It says \(draft.verb) of generation \(draft.generation) of this text:

            - subject: \(draft.subject.path)
            - sha256: \(draft.digest.hex)
            - signer: \(draft.signer)
            - expires: \(draft.expiresAt.iso8601)
            - supersedes: \(draft.supersedes?.rawValue ?? "none")

            Check it with: casebook verify --range main...HEAD

            """
    }

    private static func verb(_ draft: ReviewDraft) -> String {
        switch draft.content {
        case .decision(.approve): "Approve"
        case .decision(.reject): "Reject"
        case .decision(.withdraw): "Withdraw the approval of"
        case .feedback(.correction): "Correct"
        case .feedback(.rating): "Rate"
        case .feedback(.rename): "Rename"
        case .feedback(.move): "Move a ticket out of"
        case .feedback(.merge): "Merge"
        case .feedback(.split): "Split"
        case .feedback(.exclude): "Exclude a ticket from"
        }
    }
}
