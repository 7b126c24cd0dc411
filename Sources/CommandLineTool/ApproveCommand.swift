import ArgumentParser
import Domain
import Foundation
import Publishing
import Reviews
import Signatures
import Workspace

/// `casebook approve`: writes and signs an approval of the text that is published now.
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Signs an approval, a rejection or a withdrawal of a published text.",
        discussion: """
            Reads the text's digest from the published site and its generation from the ledger, shows what will be \
            signed, has ssh-keygen sign it, and keeps the file only if it verifies.
            """)

    @Argument(help: "TENANT/CLUSTER or TENANT/QUESTION, such as acme/c-7f3ak2qd.")
    var subject: String

    @Option(help: "The SSH key, or the public key of one that ssh-agent holds.")
    var key: String

    @Option(help: "Who signs: the principal of the key's line in the signers file.")
    var signer: String

    @Option(help: "approve, reject or withdraw.")
    var decision = "approve"

    @Option(help: "A word to go with it; a rejection's guides the next draft.")
    var comment: String?

    @Option(help: "Days until it expires, at most 180.")
    var days = 180

    @Flag(help: "Do not ask before signing.")
    var yes = false

    @OptionGroup var workspace: WorkspaceFolder

    func run() async throws {
        try await Exit.guarded {
            let loaded = try workspace.load()
            let words = subject.split(separator: "/").map(String.init)
            guard words.count == 2, let tenant = loaded.tenants.first(where: { $0.folder == words[0] }),
                let subject = ClusterID(words[1]).map(ReviewSubject.resolution)
                    ?? QuestionID(words[1]).map(ReviewSubject.assessment),
                let decision = Approval.Decision(rawValue: decision), (1...180).contains(days)
            else {
                throw CasebookError(
                    .usage, code: "bad_value", "the subject, --decision or --days is not one of those there are",
                    remedy: "write TENANT/CLUSTER, one of approve, reject, withdraw, and 1 to 180 days")
            }
            let folder = try ReviewFolder(tenant: tenant)
            let context = try folder.context(now: WallClock.system.now())
            let draft = try draft(
                of: subject, decision, context: context, others: try folder.files(),
                site: loaded.outputFolder.appending(path: tenant.folder))
            try keep(draft, in: folder, context: context)
        }
    }

    private func draft(
        of subject: ReviewSubject, _ decision: Approval.Decision, context: ReviewContext, others: [ReviewFile],
        site: URL
    ) throws -> ReviewDraft {
        let published = try FileBytes.read(site.appending(path: subject.path).path)
        guard let text = context.texts[subject], text.digest == ContentDigest.of(published) else {
            throw CasebookError(
                .badInput, code: "not_published", file: subject.path,
                "the published text is not the one that the ledger knows", remedy: "run \"casebook build\" first")
        }
        let earlier = ReviewVerifier(context: context).verify(others).compactMap(\.review).filter {
            $0.family == .approval && $0.head.signer == signer && $0.head.subject == subject
        }.max { $0.head.signedAt < $1.head.signedAt }
        var random = SystemRandomNumberGenerator()
        return ReviewDraft(
            id: ReviewID(at: context.now, random: (0..<10).map { _ in UInt8.random(in: 0...255, using: &random) }),
            tenant: context.tenant, subject: subject, digest: text.digest, generation: text.generation,
            content: .decision(decision), signer: signer, signedAt: context.now,
            expiresAt: Instant(seconds: context.now.seconds + Int64(days) * 86_400), supersedes: earlier?.head.id,
            comment: comment)
    }

    /// Signs, verifies as `verify` does, and only then writes.
    private func keep(_ draft: ReviewDraft, in folder: ReviewFolder, context: ReviewContext) throws {
        let console = Console()
        let path = "reviews/\(draft.family.folder)/\(draft.id).yaml"
        let name = folder.tenant.path(of: path)
        let signed = try ReviewSigning(key: key, console: console, asks: !yes).sign(draft.payload, file: name)
        let verdict = ReviewVerifier(context: context).verify(
            try folder.files() + [ReviewFile(path: name, bytes: signed)]
        ).first { $0.path == name }
        if let refusal = verdict?.refusal {
            throw CasebookError(
                .refused, code: refusal.code.rawValue, refusal.summary, remedy: refusal.code.remedy)
        }
        try AtomicFile.write(signed, to: folder.tenant.root.appending(path: path))
        console.say("wrote \(name): bring it by a pull request")
    }
}
