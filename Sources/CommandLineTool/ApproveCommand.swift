public import ArgumentParser
public import Reviews

/// `casebook approve`: writes and signs an approval of the text that is published now.
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Signs an approval, a rejection or a withdrawal of a published text.",
        discussion: """
            Reads the text's digest and its generation, shows what will be signed, has ssh-keygen sign it, and keeps \
            the file only if it verifies.
            """)

    @Argument(help: "TENANT/CLUSTER or TENANT/QUESTION, such as acme/c-7f3ak2qd.")
    var subject: SubjectArgument

    @Option(help: "approve, reject or withdraw.")
    var decision = Approval.Decision.approve

    @Option(help: "A word to go with it; a rejection's guides the next draft.")
    var comment: String?

    @OptionGroup var options: SigningOptions

    func run() async throws {
        try await Exit.guarded {
            try ReviewWriting(of: subject, options: options).write(.decision(decision), comment: comment)
        }
    }
}

extension Approval.Decision: ExpressibleByArgument {}
